"""The one way to the solver: HiGHS, given whole numbers, asked in floating point.

What comes back is a proposal. It counts only after it was checked with whole numbers
(``programmes``, ``bounds``), so a fault of the solver can cost an answer, never a fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from fisc.engines.solving.programmes import Programme, Row

_DIGITS: Final = 7  # of the largest right side: with the blur, a hundredth of a unit is seen
_BLUR: Final = 1e-9
_INFINITY: Final = float("inf")

_ANSWERS: Final = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kModelEmpty,
)
_EASIER: Final = (
    ("presolve", "off"),
    ("primal_feasibility_tolerance", 1e-7),
    ("dual_feasibility_tolerance", 1e-7),
    ("solver", "ipm"),
)


class Unsolved(RuntimeError):
    """The solver gave up: no answer, and no proof that there is none."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the solver found: amounts by column, and prices by row."""

    amounts: Sequence[float]
    prices: Sequence[float]


class Solver:
    """A programme in the solver; costs and rows may follow one another, each solved from the last.

    Example:
        >>> solver = Solver(Programme([0, 0], [4, 9], [Row((0, 1), (1, 1), 6, equal=True)]))
        >>> found = solver.cheapest([1, 2])
        >>> [round(amount) for amount in found.amounts]
        [4, 2]
    """

    def __init__(self, programme: Programme, *, whole: bool = False) -> None:
        self._scale = 1 if whole else _scale(programme.rows)
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("primal_feasibility_tolerance", _BLUR)
        self._solver.setOptionValue("dual_feasibility_tolerance", _BLUR)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._columns = len(programme.lowers)
        self._held: list[tuple[int, float]] = []
        self._solver.passModel(_model(programme, self._scale, whole=whole))

    def cheapest(self, costs: Sequence[int]) -> Proposal | None:
        """Return the cheapest answer, or None when the rows cannot be kept together.

        Raises:
            Unsolved: the solver gave up.
        """
        order = np.arange(self._columns, dtype=np.int32)
        self._solver.changeColsCost(self._columns, order, np.asarray(costs, dtype=np.float64))
        status = self._run()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status not in _ANSWERS:
            raise Unsolved(f"The solver ended with {self._solver.modelStatusToString(status)}.")
        found = self._solver.getSolution()
        amounts = np.asarray(found.col_value) * self._scale
        return Proposal(amounts.tolist(), list(found.row_dual))

    def _run(self) -> Any:
        """Run the solver; where it loses its way, once more from nothing, in easier ways."""
        self._solver.run()
        status = self._solver.getModelStatus()
        for option, value in _EASIER:
            if status in _ANSWERS:
                break
            self._solver.clearSolver()
            self._solver.setOptionValue(option, value)
            self._solver.run()
            status = self._solver.getModelStatus()
        return status

    def hold(self, costs: Sequence[int], most: float) -> None:
        """Add the row that what has these costs may not cost more than so much."""
        order = np.flatnonzero(np.asarray(costs)).astype(np.int32)
        factors = np.asarray(costs, dtype=np.float64)[order]
        self._solver.addRow(-_INFINITY, most / self._scale, len(order), order, factors)
        self._held.append((self._solver.getNumRow() - 1, most))

    def loosen(self) -> None:
        """Let what is held cost one unit more: the blur of the solver took what was left."""
        for row, most in self._held:
            self._solver.changeRowBounds(row, -_INFINITY, (most + 1) / self._scale)


def _scale(rows: Sequence[Row]) -> int:
    largest = max((abs(row.right) for row in rows), default=0)
    return int(10 ** max(0, len(str(largest)) - _DIGITS))


def _model(programme: Programme, scale: int, *, whole: bool) -> Any:
    model = highspy.HighsLp()
    model.num_col_ = len(programme.lowers)
    model.num_row_ = len(programme.rows)
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_ = _ends(programme.lowers, -_INFINITY, scale)
    model.col_upper_ = _ends(programme.uppers, _INFINITY, scale)
    rights = [row.right / scale for row in programme.rows]
    model.row_upper_ = np.asarray(rights, dtype=np.float64)
    model.row_lower_ = np.asarray(
        [
            right if row.equal else -_INFINITY
            for row, right in zip(programme.rows, rights, strict=True)
        ],
        dtype=np.float64,
    )
    lengths = [len(row.columns) for row in programme.rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(
        np.int32
    )
    model.a_matrix_.index_ = np.fromiter(
        (column for row in programme.rows for column in row.columns), dtype=np.int32
    )
    model.a_matrix_.value_ = np.fromiter(
        (factor for row in programme.rows for factor in row.factors), dtype=np.float64
    )
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    return model


def _ends(ends: Sequence[int | None], missing: float, scale: int) -> Any:
    return np.asarray([missing if end is None else end / scale for end in ends], dtype=np.float64)
