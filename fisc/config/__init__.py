"""Settings and addresses: how the house is put together on one machine.

Reads the environment. Writes nothing. Imported by name only, never by another storey.
"""
