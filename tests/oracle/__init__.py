"""Tests of the oracle, which plays outside data through the real system."""
