"""Bringing the drafts of four budgets into balance: what must hold, what may move, what is nearest.

Reads: lines of drafts, the rules between budgets and the orders in which lines may move.
Writes: the nearest plan with its proof, or the smallest conflict and what frees it.
Basis: Budget Law, articles 5 and 9 to 11; law/budgets/inter_budget_rules.csv, coordination.csv.
"""
