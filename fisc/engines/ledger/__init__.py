"""The rules of the ledger of budget authority: roles, pots, moves, vouchers, sets, seals, closing.

Reads the chart in ``law/ledger``. Writes nothing: values in, values out.
Legal basis: the budget indicator accounting measure (财办〔2022〕36号).
"""
