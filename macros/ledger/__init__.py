"""The ledger: YAML files to checked, immutable facts. Imports nothing outside itself."""
