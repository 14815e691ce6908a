"""Tests of the stage that adopts budgets."""
