"""Fiscal Data Packages: tables of a budget with a descriptor that says what each column means.

Reads: packages of the draft standard of 2016 and of the layout of version 1.0, as folder or zip.
Writes: packages of version 1.0, with the column types of the budget taxonomy.
Basis: the Fiscal Data Package of Frictionless Data; Budget Law, article 14 (disclosure).
"""
