"""Filters for templates of this door."""
