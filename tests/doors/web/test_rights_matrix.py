"""Every address, every role, every standing: what is answered is what the table of rights says.

Addresses come from the patterns themselves. A thing that is hidden answers like one that is not
there, to the byte.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fisc.doors.web import urls
from fisc.doors.web.rules import RIGHTS
from fisc.record.book import Book
from fisc.stages.pay import queries
from tests.doors import standings
from tests.doors.standings import ROLES, may, stand
from tests.doors.web import papers, street

NO, ABSENT, WRONG_METHOD = 403, 404, 405
# These name a step, not a thing that lies somewhere: it is taken where one's own page is.
STEPS_OF_ONES_OWN = {"closing-act", "people-step", "own-roles-step", "own-sign-in-step"}
STEPS_OF_ONES_OWN |= {"saved-view-step", "resource-sweep-step"}
STEPS_OF_ONES_OWN |= {"scenario-act"}
STEPS_OF_ONES_OWN |= {"calendar-act"}
# An empty table and a standard lie nowhere, and an upload is seen by nobody but its owner.
OF_NO_PLACE = {"import-template", "standard"}
OF_ITS_OWNER = {"import-run", "import-marked", "import-step"}
# A job is its owner's, and theirs who oversee all of them.
OF_OVERSEERS = {"job", "job-step"}
# Of the tables that can be imported, these are about indicators.
OF_INDICATORS = {"import-template", "import-batch", "import-file", "import-undo"}
RUN = "a" * 32
PATTERNS = {pattern.name: pattern for pattern in urls.urlpatterns}
LEAVING = "logout"  # tried last: it ends the session


def _parts(name: str) -> set[str]:
    return set(PATTERNS[name].pattern.converters)


def _things(voucher: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Return, by the first part of an address, what fills its parts: there, and not there."""
    return {
        "indicators": {"number": (street.PAPER.indicator, "IND-2026-239900-9999")},
        "documents": {
            "kind": ("indicator", "indicator"),
            "year": (2026, 2026),
            "number": ("IND-2026-239900-901", "IND-2026-239900-9999"),
            "name": ("review", "review"),
        },
        "vouchers": {"key": (voucher, "0" * 30 + "77")},
        "coordination": {"number": ("BUD-2025-239900-1", "BUD-2025-239900-9999")},
        "calendar": {"name": ("enter", "nothing-of-the-kind")},
        "closing": {"name": ("month", "nothing-of-the-kind")},
        "standards": {"code": ("ST001", "NONE")},
        "resources": {
            "number": ("ACC-OUTSIDE", "NONE"),
            "name": ("carry-out", "nothing-of-the-kind"),
        },
        "reconciliation": {"number": ("PAY-2026-203005-5", "PAY-2026-203005-9999")},
        "imports": {
            "division": ("239900", "239999"),
            "name": ("indicators", "nothing-of-the-kind"),
            "number": (1, 9999),
            "token": (RUN, "0" * 32),
            "step_name": ("give-up", "nothing-of-the-kind"),
        },
        "payments": {
            "number": ("PAY-2026-203005-5", "PAY-2026-203005-9999"),
            "name": ("review", "review"),
        },
        "people": {"username": ("school.clerk", "nobody.here"), "name": ("end", "nothing")},
        "roles": {"name": ("end", "nothing")},
        "jobs": {"number": (1, 9999), "name": ("cancel", "nothing")},
        "sign-in": {"name": ("give-up", "nothing")},
        "scenarios": {"name": ("keep", "nothing")},
        "views": {"name": ("delete", "nothing")},
    }


def _addresses(voucher: str, there: int) -> dict[str, str]:
    things = _things(voucher)
    found = {}
    for name, pattern in PATTERNS.items():
        filled = things.get(str(pattern.pattern).split("/", maxsplit=1)[0], {})
        found[name] = reverse(name, kwargs={part: filled[part][there] for part in _parts(name)})
    return found


def _ask(browser: Client, address: str):
    answer = browser.get(address)
    return browser.post(address) if answer.status_code == WRONG_METHOD else answer


@pytest.fixture
def voucher(book: Book) -> str:
    """A voucher of the school."""
    if not (settings.HOME / "uploads" / RUN).exists():
        papers.keep(RUN, papers.text(papers.row(11)), at=street.NOW)
    return queries.vouchers("PAY-2026-203005-1")[0].hex()


def test_every_address_is_in_the_matrix(voucher):
    assert set(_addresses(voucher, 0)) == set(RIGHTS) == set(PATTERNS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_the_table_says_wherever_it_stands(come, voucher, role):
    there, absent = _addresses(voucher, 0), _addresses(voucher, 1)
    for standing, (_, _, sees, _) in standings.standings(role).items():
        browser = come(stand(role, standing))
        for name in sorted(PATTERNS, key=lambda name: name == LEAVING):
            answer, cell = _ask(browser, there[name]), (role, standing, name)
            allowed = may(role, RIGHTS[name])
            assert (answer.status_code != NO) == allowed, (*cell, answer.status_code)
            assert answer.status_code < 500, cell
            if not allowed or not _parts(name):
                continue
            missing = _ask(browser, absent[name])
            assert missing.status_code == ABSENT, (*cell, missing.status_code)
            if name in STEPS_OF_ONES_OWN:
                continue
            shown = (sees or name in OF_NO_PLACE) and name not in OF_ITS_OWNER
            if name in OF_INDICATORS:
                shown = shown and may(role, ["allot.draft"])
            if name in OF_OVERSEERS:
                shown = shown and may(role, ["see.all_jobs"])
            assert (answer.status_code != ABSENT) == shown, (*cell, answer.status_code)
            assert shown or answer.content == missing.content, cell
