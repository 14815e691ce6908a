"""What is true: pure functions, one subject per room. Values in, a frozen result out.

Reads: nothing but its arguments; parameters arrive as ``Cited`` values.
Writes: nothing; a result that a person may dispute carries the steps that led to it.
Basis: stated in each room.
"""
