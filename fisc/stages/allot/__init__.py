"""Adopted money becomes indicators held by units and lower governments.

Reads: adopted and adjusted budgets and ceilings; what was carried over at last year's close.
Writes: indicators issued, frozen, recalled, moved and cut; reserve used; transfers, remittances.
Basis: the measure of 2022 on indicator accounting; Budget Law, chapter on execution.
"""
