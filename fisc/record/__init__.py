"""What happened: entries, pots, batches, seals and facts, appended and never changed.

Reads nothing above it. Writes only through ``fisc.record.book`` and ``fisc.record.facts``.
Legal basis: the budget indicator accounting measure (财办〔2022〕36号); posted is never edited.
"""
