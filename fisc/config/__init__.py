"""Settings and addresses: how the house is put together on one machine.

Reads: the environment (``FISC_…`` variables).
Writes: nothing. It is imported by name only, never by another storey.
"""
