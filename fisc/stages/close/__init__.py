"""The month and the year are closed: carry-over, lapse, final accounts.

Reads: every fact that moved money this year; the origin of carried balances from last year.
Writes: closed and reopened months, own revenue collected, the closed year and what it carried.
Basis: Budget Law, article 75 (final accounts); carry-over lapses after two consecutive years.
"""
