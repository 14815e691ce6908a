"""Attacks on the promises of the ledger: a model, many writers, kills, retries, planted faults."""
