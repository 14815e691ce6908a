"""Measure speed: every figure beside a peer or a raw ceiling in the same run."""
