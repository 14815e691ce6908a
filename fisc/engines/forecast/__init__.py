"""Estimates of what is not known yet, always with their spread; never a posting.

Reads: past series by month or year.
Writes: estimates and intervals that are labelled as estimates wherever they are shown.
Basis: none; an estimate is advice to a person who decides.
"""
