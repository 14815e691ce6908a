"""The pages that officials work in.

Reads: answers of stages and marts; words in Chinese and English.
Writes: nothing of its own; each form carries a one-time key to the act behind it.
Basis: none of its own; a page shows the source of each rule that it applies.
"""
