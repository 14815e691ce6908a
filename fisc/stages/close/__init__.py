"""Stage close."""
