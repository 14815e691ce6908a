"""All resources: carry-over by age, idle money, what can be used now, and what is taken back.

Reads: what pots hold by year of origin, and sources outside the ledger as places report them.
Writes: ranked resources, each with its reason, and verdicts on taking back and using again.
Basis: Budget Law, article 42; law/budgets/idle.csv, resources.csv.
"""
