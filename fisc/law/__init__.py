"""Reads law/ into cited, dated values, and refuses what has no source.

Reads: the files under law/.
Writes: nothing; values with unit, source, standing and confidence.
Basis: each value names its own instrument.
"""
