"""Who keeps which part of which tax.

Reads: revenue by item, division and day; cited shares.
Writes: parts that add up to the whole, to the fen.
Basis: the tax-sharing system since 1994 and the province's own shares, which are illustrative.
"""
