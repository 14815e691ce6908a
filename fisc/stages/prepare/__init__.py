"""Requests become a draft budget: policies, reviews, ranking, two rounds.

Reads: tasks and decisions of steer; last year's results, findings, closing and lapsed balances.
Writes: reviewed policies, control totals, funded packages, transfer and debt plans, the draft.
Basis: Budget Law, articles 3 and 8; the two-up two-down procedure.
"""
