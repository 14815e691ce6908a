"""Set ``exchange-csv-spectrum``: the reader of the exchange turns each CSV file into rows.

OUT is a folder; NAME.csv becomes NAME.json, a list of objects of strings.
"""

from __future__ import annotations

import json
from pathlib import Path

from tools.oracle import Tell
from tools.oracle.tables import Unreadable, rows


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Read every CSV file of a folder and write what was read."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.csv")):
        try:
            found = list(rows(path))
        except Unreadable as why:
            tell(f"left out: {why}")
            continue
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (out / f"{path.stem}.json").write_text(text + "\n", encoding="utf-8")
