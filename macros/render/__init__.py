"""Rendering: facts to HTML by views and templates."""
