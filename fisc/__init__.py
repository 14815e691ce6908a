"""Fisc: the public purse of a province, from the first proposal to the closed year.

Reads: law/ (dated numbers, code lists, rules, each with its source) and the facts of earlier years.
Writes: one append-only record of facts and of moves between pots of budget authority.
Basis: Budget Law and its implementing regulation; the measure of 2022 on indicator accounting.
"""
