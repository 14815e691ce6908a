"""Stage pay."""
