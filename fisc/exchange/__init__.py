"""Files in and out: spreadsheets, CSV and JSON lines become checked rows and back.

Reads: files as people have them, with their encodings and habits.
Writes: checked rows with sheet, row and column; reports of every error; exports that round-trip.
Basis: the exchange tables of the budget-management integration standard, as far as known.
"""
