"""Stage allot."""
