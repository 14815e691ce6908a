"""May this be spent? Caps, standards, ceilings and timing.

Reads: the ask, what is used, and the cited limits in force on the day.
Writes: verdicts whose steps name the limit, the room and the excess.
Basis: the measure on indicator accounting (budget controls indicator, indicator controls payment).
"""
