"""The search's index."""
