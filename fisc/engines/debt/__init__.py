"""Limits, schedules, coverage, sustainability and hidden-debt tests.

Reads: bonds, limits, cash flows, and cited thresholds.
Writes: schedules, ratios, paths under stress, and verdicts on new borrowing.
Basis: Budget Law, article 35 (borrowing inside the limit); Implementing Regulation, article 44.
"""
