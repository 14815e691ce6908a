"""Facts and moves between pots: append-only, numbered, chained by batches.

Reads: acts handed down by stages, with day, instant, actor and key.
Writes: facts, entries, pots and batches, in one transaction each.
Basis: the measure of 2022 on indicator accounting (double entry from approval to carry-over).
"""
