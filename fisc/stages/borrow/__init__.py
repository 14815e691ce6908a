"""The life of a debt: draw, on-lend, use, manage, repay.

Reads: adopted and adjusted budgets, ceilings and the debt plan.
Writes: debt drawn and on-lent, proceeds assigned, repayments scheduled and made, platforms' exits.
Basis: Budget Law, article 35; Implementing Regulation, article 44.
"""
