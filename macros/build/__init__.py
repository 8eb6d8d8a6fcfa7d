"""The build: the only package that knows mkdocs."""
