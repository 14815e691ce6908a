"""Long work: what takes longer than a person should wait, done aside, seen, stopped, resumed.

Reads: the list of jobs, and whatever the stage or the exchange that does the work reads.
Writes: the list of jobs and the pulse of the workers; everything else through stages and exchange.
Basis: none: how work is done in time changes nothing of what is done.
"""
