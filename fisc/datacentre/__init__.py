"""Marts rebuilt from the record. Nothing is entered here.

Reads: facts, entries and registers.
Writes: tables that may be deleted and rebuilt at any time; never the record.
Basis: the pilot plan's measure on digital government finance.
"""
