"""``python -m tools.oracle SET FOLDER OUT``: play a folder on a throwaway database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.oracle import SETS, UnknownSet, player
from tools.oracle.throwaway import database

USAGE = 2


def main() -> int:
    """Play one folder; 0 when answers were written, 2 when the call was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.oracle", description=__doc__)
    parser.add_argument("set", metavar="SET", help=", ".join(SETS))
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="laid out like that set")
    parser.add_argument("out", metavar="OUT", type=Path, help="the answer file, or their folder")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        print(f"{asked.folder} is not a folder.", file=sys.stderr)
        return USAGE
    with database():
        try:
            play = player(asked.set)
        except UnknownSet as unknown:
            print(unknown, file=sys.stderr)
            return USAGE
        play(asked.folder, asked.out, lambda text: print(text, file=sys.stderr))
    return 0


if __name__ == "__main__":
    sys.exit(main())
