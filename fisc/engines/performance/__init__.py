"""Indicators to scores, scores to consequences.

Reads: targets, actual values, weights and grade bands.
Writes: scores with their working, grades, and the consequence that follows from each.
Basis: the measures on budget performance evaluation; weights carry their confidence mark.
"""
