"""Whole years, played through the stages and read by an auditor."""
