"""The demo province: invented units, budgets and payments over the real divisions.

Reads: registers, law and a seed.
Writes: a year of acts through the stages, as people would do them.
Basis: none: all of it is invented; stories of misconduct happen only in divisions 2399xx.
"""
