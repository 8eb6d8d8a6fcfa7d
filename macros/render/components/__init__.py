"""The macros that authors call in pages: each chooses facts, and returns a template with its views."""
