"""Make pictures of every page in both languages: ``python -m tools.screenshots OUT``.

The pages show the street of the tests, in a database of their own that is thrown away. Each page is
taken as somebody who may see it, at 1366 x 768, and the whole of it; with ``--wide`` at 1920 x 1080
too. Look at them: no test sees whether a page is ugly.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fisc.engines.ledger.keys import Turn, posting_key, turned

SIZES: Final = {"1366": (1366, 768), "1920": (1920, 1080)}
LANGUAGES: Final = ("zh-hans", "en")
TYPED: Final = "/payments/new?" + urlencode(
    {
        "indicator": "IND-2026-239900-1",
        "amount": "12.3万",
        "account": "6222000000003321",
        "purpose": "办公用品",
        "no_invoice": "1",
        "procurement": "no",
    }
)
VOUCHER: Final = "/vouchers/" + turned(posting_key("PAY-2026-203005-1"), Turn.RESOLUTION).hex()
# Name of the picture, person, address.
PAGES: Final = (
    ("login", "", "/login"),
    ("cockpit", "finance.director", "/?unit=wan"),
    ("cockpit-as-of", "mayor", "/?unit=yi&day=2026-03-01"),
    ("indicators", "budget.head", "/indicators?unit=yuan"),
    ("indicators-by-function", "budget.head", "/indicators?by=function&unit=wan"),
    ("indicators-none", "budget.head", "/indicators?q=nothing"),
    ("indicator", "school.clerk", "/indicators/IND-2026-239900-1"),
    ("payments", "pay.auditor", "/payments"),
    ("payment-form", "school.clerk", TYPED),
    ("payment", "pay.auditor", "/payments/PAY-2026-203005-5"),
    ("payment-paid", "auditor", "/payments/PAY-2026-203005-1"),
    ("voucher", "school.clerk", VOUCHER),
    ("trial-balance", "budget.head", "/trial-balance"),
    ("sealing", "auditor", "/sealing"),
    ("no-right", "expert", "/"),
    ("not-found", "mayor", "/nothing-here"),
)


@contextmanager
def _office() -> Any:
    """Give the pages a database of their own, with the street of the tests in it."""
    with tempfile.TemporaryDirectory(prefix="fisc-pictures-") as home:
        (Path(home) / "static").mkdir()
        os.environ["FISC_LOG"] = "CRITICAL"
        os.environ |= {"FISC_HOME": home, "FISC_MODE": "demo", "FISC_DATABASE": "sqlite"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fisc.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from fisc.doors.web import clock
        from fisc.record.book import Book
        from tests.doors.web import street
        from tests.stages import town

        town.settle()
        street.build(Book())
        clock.today = lambda: street.TODAY
        clock.now = lambda: street.NOW
        from tools.serving import served

        with served() as address:
            yield address


def _take(started: Any, address: str, folder: Path, size: str, language: str) -> list[str]:
    width, height = SIZES[size]
    taken = []
    for name, person, path in PAGES:
        context = started.new_context(viewport={"width": width, "height": height})
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        if person:
            page.goto(f"{address}/login")
            page.locator(f"button[value='{person}']").click()
        page.goto(address + path)
        file = folder / f"{name}-{language}-{size}.png"
        page.screenshot(path=str(file), full_page=True)
        taken.append(file.name)
        context.close()
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the pictures and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder into which the pictures go")
    parser.add_argument("--wide", action="store_true", help="also at 1920 x 1080")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    from tools.serving import browser

    with _office() as address, browser() as started:
        for size in ("1366", "1920") if asked.wide else ("1366",):
            for language in LANGUAGES:
                names = _take(started, address, asked.out, size, language)
                print(f"{len(names)} pages, {language}, {size}")


if __name__ == "__main__":
    main()
