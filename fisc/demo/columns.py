"""Columns of whole numbers, and the seeded streams of chance from which the demo is drawn."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]


def chance(seed: int, subject: str, *numbers: int) -> np.random.Generator:
    """Return the stream of chance for one subject, the same one whenever it is asked for.

    Every subject (the units of a county, the payments of one month) has a stream of its own, so
    that any part of the plan can be drawn without the parts before it. Only whole numbers are
    drawn from it: floating-point draws differ between machines.

    Example:
        >>> chance(1, "units", 239901).integers(0, 1000, 3).tolist() == (
        ...     chance(1, "units", 239901).integers(0, 1000, 3).tolist())
        True
    """
    words = [seed, zlib.crc32(subject.encode()), *numbers]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def jitter(stream: np.random.Generator, size: int, low: int = 80, high: int = 120) -> Whole:
    """Return weights around one hundred, so that equal things do not look equal."""
    return stream.integers(low, high, size, dtype=np.int64, endpoint=True)


def skewed(stream: np.random.Generator, size: int) -> Whole:
    """Return weights from 10 to 1000, most of them small and a few large, as bills are."""
    draws = stream.integers(4, 32, (2, size), dtype=np.int64)
    weights: Whole = np.maximum(draws[0] * draws[1], 10)
    return weights
