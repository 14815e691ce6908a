"""The four budgets (general, fund, state capital, social insurance) and their balance.

Reads: lines of a budget and the flows that the law allows between budgets.
Writes: balance tests line by line, and verdicts on flows between budgets.
Basis: Budget Law, article 10 (state capital balances and transfers to the general budget).
"""
