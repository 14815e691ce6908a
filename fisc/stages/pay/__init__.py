"""Indicators become payments, or refusals with reasons.

Reads: indicators and their changes, ceilings, assigned proceeds, due repayments; last year's
    payments.
Writes: requests, releases, refusals, bank receipts, returns, refunds and reconciled days.
Basis: Implementing Regulation, article 66 (the treasury pays on the day of the instruction).
"""
