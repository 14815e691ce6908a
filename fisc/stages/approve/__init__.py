"""The congress adopts and adjusts the budget; ceilings are set. The first posting.

Reads: the submitted draft, with its transfer and debt plans.
Writes: adopted and adjusted budgets, and the ceilings that go with them.
Basis: Budget Law, chapters on approval and on adjustment.
"""
