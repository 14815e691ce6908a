"""Build the guides into a folder, with pictures unless told otherwise: ``make guides``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.guides import checks, pages, sources


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site and say what was made; what does not agree stops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder into which the guides go")
    parser.add_argument("--no-pictures", action="store_true", help="text only, within a second")
    parser.add_argument("--only", metavar="NAME", help="take the pictures of one guide only")
    asked = parser.parse_args(arguments)
    found = sources.guides()
    faults = [*checks.unpaired(found), *(f for guide in found for f in checks.misquoted(guide))]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    print(f"{pages.build(asked.out, found)} pages in {asked.out}")
    if not asked.no_pictures:
        chosen = [guide for guide in found if asked.only in (None, guide.name)]
        print(f"{_pictures(asked.out, chosen)} pictures")
    return 0


def _pictures(out: Path, found: Sequence[sources.Guide]) -> int:
    # The browser's own loop runs in this thread; Django would take it for an asynchronous office.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from tools.screenshots import office

    with office(None, until=sources.DAY):
        from tools.guides import pictures, world
        from tools.serving import browser, served

        with pictures.standing_still(), served() as address, browser() as started:
            around = world.world()
            return sum(1 for _ in pictures.take(started, address, out, found, around))


if __name__ == "__main__":
    sys.exit(main())
