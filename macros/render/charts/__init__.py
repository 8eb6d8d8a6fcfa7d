"""Charts: data to SVG."""
