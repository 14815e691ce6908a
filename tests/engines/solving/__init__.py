"""Tests of the engine that balances budgets."""
