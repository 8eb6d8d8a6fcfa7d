"""Pages: the macro calls in Markdown, parsed and checked, never rendered."""
