"""Moves of budget authority between pots: events, roles, closing.

Reads: events with positive amounts; the chart of roles.
Writes: balanced vouchers, new balances and verdicts.
Basis: the measure of 2022 on indicator accounting.
"""
