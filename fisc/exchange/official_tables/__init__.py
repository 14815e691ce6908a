"""The official tables: one function for each, which pages draw and which files and papers hold.

Reads: what a door asked of the data centre and the stages, and in which words. Writes: nothing.
Basis: the check formulas of law/ledger/check_formulas.csv, put to the figures as they are shown.
"""
