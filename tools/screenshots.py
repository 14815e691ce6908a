"""Make pictures of every page in both languages: ``python -m tools.screenshots OUT``.

The pages show the demo county, made anew in a folder that is thrown away; ``--home`` shows what is
in another home instead. Each page is taken as somebody who may see it, at 1366 x 768, and the whole
of it; with ``--wide`` at 1920 x 1080 too. Look at them: no test sees whether a page is ugly.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

SIZES: Final = {"1366": (1366, 768), "1920": (1920, 1080)}
LANGUAGES: Final = ("zh-hans", "en")
Shot = tuple[str, str, str]  # name of the picture, person, address
PAPER: Final = "-on-paper"  # how names end of what is shown as it is printed, on A4
A4_WIDTH: Final = 720
# What is typed, chosen or pressed before some pictures: the steps of a journey.
STEPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "payment-1-recent": (("#indicator", ""),),
    "payment-2-initials": (("#indicator", "bgf"),),
    "payment-3-payee": (("#account", "gs"),),
}


@contextmanager
def office(home: Path | None, until: date | None = None) -> Iterator[None]:
    """Set up Django on a home that is there, or on a new one with the demo county in it.

    ``until`` is the last day that the new county has lived, today if none is given.
    """
    with tempfile.TemporaryDirectory(prefix="fisc-pictures-") as fresh:
        folder = home or Path(fresh)
        (folder / "static").mkdir(exist_ok=True)
        os.environ |= {"FISC_HOME": str(folder), "FISC_MODE": "demo", "FISC_LOG": "CRITICAL"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "fisc.config.settings"
        import django

        django.setup()
        if home is None:
            from django.core.management import call_command

            from fisc import demo

            call_command("migrate", verbosity=0)
            demo.make("county", 1, until=until or date.today())
            _work_under_way()
        yield


def _work_under_way() -> None:
    """Put one long work on the list, a third of it done."""
    from fisc.doors.web import clock
    from fisc.jobs import housekeeping, store
    from fisc.registers import people

    everybody = people.everybody(clock.now())
    keeper = next(one.username for one in everybody if one.role == "SYS_ADMIN")
    wanted = replace(housekeeping.wanted(clock.today()), asked_by=keeper)
    store.ask(wanted, at=clock.now())
    job = store.take("pictures", at=clock.now())
    if job is not None:
        store.report(job, 4, 12, at=clock.now())


def shots() -> list[Shot]:
    """Return what to take: for each page somebody who may see it, and an address with figures."""
    from fisc.doors.web import clock
    from fisc.registers import people
    from fisc.stages.pay import queries
    from fisc.stages.pay.states import State

    by_role: dict[str, Any] = {}
    for person in people.everybody(clock.now()):
        by_role.setdefault(person.role, person)
    clerk = by_role["UNIT_CLERK"]
    number, typed = _too_much(clerk)

    def _first(*states: State) -> str:
        found = [
            one
            for state in states
            for one in queries.requests_in(str(clerk.division), state, limit=1)
        ]
        return found[0].number if found else ""

    paid = _first(State.CLEARED, State.PAID)
    waiting = _first(State.WARNED, State.SUBMITTED, State.APPROVED, State.RELEASED)
    voucher = queries.vouchers(paid)[0].hex() if queries.vouchers(paid) else "00"
    past = (clock.today() - timedelta(days=90)).isoformat()
    director, officer = by_role["FIN_DIRECTOR"].username, by_role["FIN_BUDGET"].username
    auditor = by_role["FIN_PAYCENTER"].username
    checker = by_role.get("AUDITOR", by_role["FIN_DIRECTOR"]).username
    nobody = next(
        (by_role[role].username for role in ("EXPERT", "SYS_ADMIN", "PBOC") if role in by_role),
        clerk.username,
    )
    return [
        ("login", "", "/login"),
        ("work", auditor, "/work"),
        *_of_the_cockpit(director, past),
        ("indicators", officer, "/indicators?unit=yuan"),
        ("indicators-by-function", officer, "/indicators?by=function&unit=wan"),
        ("drafting", officer, "/indicators/drafting"),
        ("code-book", officer, "/indicators/drafting/codes?column=function&q=jy"),
        ("indicators-none", officer, "/indicators?q=nothing"),
        ("indicator", clerk.username, f"/indicators/{number}"),
        ("voucher", checker, f"/vouchers/{voucher}"),
        *_of_the_books(officer, by_role["FIN_TREASURY"].username, checker, director),
        *_of_resources(officer),
        ("payments", auditor, "/payments"),
        *_of_the_desks(director, officer, number),
        *_of_the_journeys(officer, clerk.username, number, typed),
        ("payment-waiting", auditor, f"/payments/{waiting}"),
        ("payment-paid", checker, f"/payments/{paid}"),
        *_of_people(by_role),
        ("no-right", nobody, "/trial-balance"),
        ("not-found", director, "/nothing-here"),
    ]


def _of_the_desks(director: str, officer: str, number: str) -> list[Shot]:
    from fisc.doors.web import clock

    return [
        ("exceptions", director, "/exceptions?unit=yuan"),
        ("exceptions-none", director, "/exceptions?q=nothing"),
        ("document", officer, f"/documents/indicator/{clock.today().year}/{number}"),
    ]


def _of_resources(officer: str) -> list[Shot]:
    tabs = ("now", "ages", "idle", "accounts", "sources", "sweeps")
    return [
        *((f"resources-{tab}", officer, f"/resources?unit=wan&tab={tab}") for tab in tabs),
        ("standards", officer, "/standards?item=car_running&quantity=3&amount=95000"),
    ]


def _of_the_cockpit(director: str, past: str) -> list[Shot]:
    return [
        ("cockpit", director, "/?unit=wan"),
        ("cockpit-yuan", director, "/?unit=yuan"),
        (f"cockpit{PAPER}", director, "/?unit=yuan"),
        ("cockpit-past", director, f"/?unit=yi&day={past}"),
    ]


def _of_the_journeys(officer: str, clerk: str, number: str, typed: str) -> list[Shot]:
    return [
        ("payment-1-recent", clerk, "/payments/new"),
        ("payment-2-initials", clerk, "/payments/new"),
        ("payment-3-payee", clerk, "/payments/new"),
        ("payment-form", clerk, f"/payments/new?{typed}"),
        ("payment-reserved", clerk, f"/payments?indicator={number}&part=reserved"),
        ("work-of-clerk", clerk, "/work"),
        ("lines-1-file", officer, "/imports/new?table=indicator_lines"),
        ("lines-2-grid", officer, "/indicators/drafting"),
    ]


def _of_the_books(
    officer: str, treasury: str, checker: str, director: str
) -> list[tuple[str, str, str]]:
    return [
        ("four-budgets", officer, "/balance?unit=wan"),
        ("four-budgets-area", officer, "/balance?unit=yi&extent=area&measure=execution"),
        ("four-budgets-cell", officer, "/balance/cell?unit=wan&measure=final&row=spent&of=general"),
        ("budgets", officer, "/budgets?unit=wan"),
        ("calendar", officer, "/calendar"),
        ("congress", officer, "/congress?unit=wan"),
        ("coordination", officer, "/coordination?unit=wan"),
        ("changing", officer, "/adjustment-or-virement?amount_1=5&function_1=2050202"),
        ("reconciliation", treasury, "/reconciliation?unit=yuan"),
        ("health", director, "/health"),
        ("cash", officer, "/cash?book=general&unit=wan"),
        ("scenarios", officer, "/scenarios?freeze=5&short=10&unit=wan"),
        ("sources", officer, "/sources?unit=wan"),
        ("sources-payment", officer, "/sources?payment=PAY-2026-239901201001-2"),
        ("trial-balance", officer, "/trial-balance"),
        ("sealing", checker, "/sealing"),
        ("closing", treasury, "/closing?unit=wan"),
        ("final-accounts", treasury, "/final-accounts?unit=wan"),
    ]


def _of_people(by_role: dict[str, Any]) -> list[Shot]:
    security, clerk = by_role["SEC_ADMIN"].username, by_role["UNIT_CLERK"].username
    return [
        ("people", security, "/people"),
        ("person", security, f"/people/persons/{clerk}"),
        ("trail", by_role["AUDIT_ADMIN"].username, "/people/trail"),
        ("own-roles", clerk, "/roles"),
        ("jobs", by_role["SYS_ADMIN"].username, "/jobs"),
        ("job", by_role["SYS_ADMIN"].username, "/jobs/1"),
        ("saved-views", clerk, "/views?of_page=indicators&query=unit%3Dwan"),
        ("own-sign-in", clerk, "/sign-in"),
    ]


def _too_much(clerk: Any) -> tuple[str, str]:
    """Return an indicator of a clerk's unit, and a form that asks for twice what it has."""
    from fisc.datacentre import indicators
    from fisc.datacentre.moments import Moment
    from fisc.doors.web import clock
    from fisc.record.balances import Selection
    from fisc.record.book import Book
    from fisc.stages.pay import queries

    own = Selection(
        division=[str(clerk.division)], unit=[str(clerk.unit)], year=[clock.today().year]
    )
    row = indicators.listing(Book(), own, Moment(clock.now()), first=1, most=1).rows[0]
    asked = row.execution.free + row.execution.free
    typed = {
        "indicator": row.pot.indicator,
        "amount": f"{asked.fen // 100:,}",
        "account": queries.payees(limit=1)[0].account,
        "purpose": "办公用品",
        "no_invoice": "1",
        "procurement": "no",
    }
    return row.pot.indicator, urlencode(typed)


def take(
    started: Any, address: str, folder: Path, size: str, language: str, only: Collection[str] = ()
) -> int:
    """Take every picture, or only some, in one size and one language, and return how many."""
    width, height = SIZES[size]
    wanted = [shot for shot in shots() if not only or shot[0] in only]
    for name, person, path in wanted:
        context = started.new_context(viewport={"width": width, "height": height})
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        if person:
            page.goto(f"{address}/login")
            form = {"username": person, "csrfmiddlewaretoken": _token(page)}
            page.request.post(f"{address}/login", form=form, headers={"referer": address})
        page.goto(address + path)
        _take_steps(page, name)
        page.screenshot(path=str(folder / f"{name}-{language}-{size}.png"), full_page=True)
        context.close()
    return len(wanted)


def _take_steps(page: Any, name: str) -> None:
    """Do what stands before a picture: type into a field, or show the page as it is printed."""
    for field, text in STEPS.get(name, ()):
        page.click(field)
        page.fill(field, text)
        page.wait_for_timeout(1000)  # what fits is offered a moment after the last key
    if name.endswith(PAPER):
        page.set_viewport_size({"width": A4_WIDTH, "height": 1040})
        page.emulate_media(media="print")


def _token(page: Any) -> str:
    return str(page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the pictures and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder into which the pictures go")
    parser.add_argument("--home", type=Path, help="show what is in this home; it is not changed")
    parser.add_argument("--wide", action="store_true", help="also at 1920 x 1080")
    parser.add_argument("--only", nargs="+", default=(), help="the names of some pictures")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    # The browser's own loop runs in this thread; Django would take it for an asynchronous office.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with office(asked.home):
        from tools.serving import browser, served

        with served() as address, browser() as started:
            for size in ("1366", "1920") if asked.wide else ("1366",):
                for language in LANGUAGES:
                    count = take(started, address, asked.out, size, language, asked.only)
                    print(f"{count} pages, {language}, {size}")


if __name__ == "__main__":
    main()
