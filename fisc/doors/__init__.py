"""Who comes in: web, api, cli, mcp. Thin: no arithmetic, no SQL, no transaction.

Reads: the person's request, the clock, fresh ids; answers of stages and marts.
Writes: nothing of its own: a door calls one act, or asks one question, and shows the answer.
Basis: the right to act is one table of roles, checked in the act and not in the page.
"""
