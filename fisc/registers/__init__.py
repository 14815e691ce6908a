"""What outlives a year: divisions, units, classifications, projects, bonds, people.

Reads: the lists under law/ and what offices register.
Writes: registered things with their official codes; hierarchy as a relation.
Basis: the classification of government revenue and expenditure; GB/T 2260 for divisions.
"""
