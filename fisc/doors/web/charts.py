"""Bullet bars against the pace of the year, drawn on the server as plain SVG.

The bar shows four things that a treasurer compares: what is paid (dark), what is applied for
(middle), what is issued (light), out of the budget (the frame); and a line where the year stands.
Every bar stands beside the row of a table with the same figures.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fisc.datacentre.execution import Execution
from fisc.values import ZERO, Money

WIDTH: Final = 1000
HEIGHT: Final = 16
INSET: Final = 4
MARK: Final = 4


def bullet(execution: Execution, progress: Fraction, label: str) -> SafeString:
    """Draw the execution of one part of the budget against the share of the year that is gone.

    ``label`` says the same in words, for who does not see the bar.
    """
    bars = (
        ("bar-budget", _place(execution.budget, execution), 0),
        ("bar-issued", _place(execution.issued, execution), 0),
        ("bar-applied", _place(execution.paid + execution.applied, execution), INSET),
        ("bar-paid", _place(execution.paid, execution), INSET),
    )
    # Whole numbers and names of ours: nothing in it has to be escaped.
    rects = SafeString(
        "".join(
            f'<rect class="{name}" x="0" y="{top}" width="{width}" height="{HEIGHT - 2 * top}"/>'
            for name, width, top in bars
        )
    )
    mark = min(int(progress * WIDTH), WIDTH - MARK)
    return format_html(
        '<svg class="bullet" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><title>{}</title>{}<rect class="bar-mark" x="{}" y="0" width="{}"'
        ' height="{}"/></svg>',
        WIDTH,
        HEIGHT,
        label,
        label,
        rects,
        mark,
        MARK,
        HEIGHT,
    )


def _place(amount: Money, execution: Execution) -> int:
    if execution.budget <= ZERO or amount <= ZERO:
        return 0
    return min(int(Fraction(amount.fen, execution.budget.fen) * WIDTH), WIDTH)
