"""Official tables on paper: PDF in A4 or A3, set by Typst in a process of its own.

Reads: official tables, as pages and workbooks have them; the Chinese fonts of the machine.
Writes: PDF with embedded fonts, or the reason why there is none.
Basis: the look of printed government tables; the unit stated, the head on every page.
"""
