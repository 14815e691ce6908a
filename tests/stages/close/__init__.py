"""Tests of the stage that closes months and years."""
