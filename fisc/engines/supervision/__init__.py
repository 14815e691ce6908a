"""The language of supervision rules and its evaluator.

Reads: rules as integer expressions with dated thresholds; rows of a mart.
Writes: flags with the values and thresholds that raised them, stable from run to run.
Basis: Budget Law, chapter on supervision; Regulation on penalties for fiscal violations.
"""
