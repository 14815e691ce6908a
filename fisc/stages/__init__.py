"""What people do, in the order of the year. Stages do not know each other.

Reads: facts of the record that earlier stages wrote (see ``fisc.cycle``).
Writes: facts, each with one author stage; documents of its own.
Basis: stated in each room.
"""
