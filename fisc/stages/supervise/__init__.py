"""Rules put to the facts; findings, orders and their closure.

Reads: payments, refusals, indicators, transfers, reserve and debt; last year's findings.
Writes: findings raised and confirmed, rectification ordered, findings closed.
Basis: Budget Law, chapter on supervision; the opinion of 2023 on fiscal supervision.
"""
