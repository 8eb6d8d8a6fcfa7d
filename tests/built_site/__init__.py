"""The built site as readers see it."""
