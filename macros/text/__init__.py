"""Two languages: labels, numbers, periods and typography."""
