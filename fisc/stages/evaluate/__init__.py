"""Targets are monitored and scored, and the score has a consequence.

Reads: funded packages with their targets, confirmed payments, confirmed findings.
Writes: monitored targets, self-evaluations, confirmed scores, applied results.
Basis: the measures on budget performance management.
"""
