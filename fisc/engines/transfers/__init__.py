"""Equalisation and the other grants between levels of government.

Reads: standard need and standard capacity by division, pools and cited coverage limits.
Writes: a plan of grants, what is left of the pool, and the working.
Basis: Implementing Regulation, article 10 (terms, evaluation and exit of earmarked transfers).
"""
