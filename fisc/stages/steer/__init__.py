"""The pilot working team sets tasks, accepts milestones and settles issues.

Reads: last year's confirmed scores, findings and closing.
Writes: tasks, accepted milestones, issues raised and decided.
Basis: the provincial pilot plan, of which only a summary has been read here.
"""
