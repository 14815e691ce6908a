"""Linear programmes in whole numbers: the best answer, and a bound that anybody can check.

Reads: columns with their ends, rows of whole factors, and a cost.
Writes: an answer in whole units, the bound that no answer passes, or the rows that cannot meet.
Basis: weak duality; what the solver says is checked again with whole numbers.
"""
