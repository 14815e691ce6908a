"""The door for other programs: documented, versioned, the same acts as the pages.

Reads: requests in JSON with an idempotency key.
Writes: nothing of its own; refusals are answers with their working, not failures.
Basis: none of its own; the element codes of the integration standard are kept as they are.
"""
