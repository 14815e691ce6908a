"""Stage approve."""
