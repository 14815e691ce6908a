"""Set ``exchange-fdp-eu-allocations``: a Fiscal Data Package is opened and added up.

OUT is one file, with the whole first and then every value of every dimension.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fisc.exchange.packages.reading import open_package
from fisc.exchange.packages.totals import plain, totals
from tools.oracle import Tell
from tools.oracle.tables import LIMITS, write

HEAD: Final = ("group_by", "group", "measure", "rows", "sum")


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Add up a package; what cannot be read is named and left out."""
    with TemporaryDirectory() as into:
        added = totals(open_package(folder, Path(into), LIMITS), LIMITS)
    for problem in added.problems:
        tell(f"left out: {problem.said('en')}")
    write(
        out,
        HEAD,
        (
            dict(
                zip(
                    HEAD, (one.by, one.group, one.measure, one.rows, plain(one.amount)), strict=True
                )
            )
            for one in added.totals
        ),
    )
