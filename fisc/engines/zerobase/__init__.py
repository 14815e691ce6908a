"""Decision packages from zero: what is asked, what standards allow, what is funded.

Reads: packages with levels, costs and merits; ceilings; standards.
Writes: a ranking and a funded set with a proven bound, and the reason for each package left out.
Basis: the pilot plan's measure on zero-based budgeting; illustrative until its text is read.
"""
