"""The door for assistants: reading tools that see what the person may see, no more.

Reads: questions put on behalf of a named person.
Writes: nothing: there is no tool that writes.
Basis: none of its own; the person's rights hold.
"""
