"""The tables of the pages: one function for each, which the page draws and the files hold.

Reads: what a page asked of the data centre and the stages. Writes: nothing.
"""
