"""Every conflict pair of the handbook, refused at granting and at acting, by each door.

The pairs come from the table itself. Where a row has no subject at a door yet, it is listed with
the reason, and the list is held to be exact.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Final

import pytest
from django.test import Client
from typer.testing import CliRunner

from fisc.doors.api import clock as api_clock
from fisc.doors.cli import clock as cli_clock
from fisc.doors.cli.main import app
from fisc.doors.web import clock as web_clock
from fisc.engines.organisation.rights import Grant, Place, judge, right
from fisc.law.folder import law_folder
from fisc.law.tables import RIGHTS, read
from fisc.registers import grants, models, people
from fisc.registers.people import PersonRecord
from fisc.stages.allot import commands as allot
from fisc.stages.approve import commands as approve
from fisc.stages.pay.commands import draft_request
from fisc.stages.pay.persons import CLERK_REVIEWER, MAKER_CHECKER
from fisc.values import Book, Money
from tests.doors.api.callers import Program, fresh_key
from tests.record.granting_office import FIRST, SECOND, propose, staff
from tests.stages.allot.indicators import propose as proposed
from tests.stages.allot.indicators import school
from tests.stages.approve import budgets
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.pay import cases
from tests.stages.pay.conftest import office  # noqa: F401 - the fixture
from tests.stages.town import DAY, NOON, SCHOOL, TOWN, YEAR

pytestmark = pytest.mark.writes
DOORS: Final = ("pages", "api", "cli")
WHO: Final = "li.pair"
REPORTED: Final = {
    "SOD06": "no panel of experts exists yet",
    "SOD07": "no case of supervision exists yet",
    "SOD08": "rules of monitoring are files; nobody approves one in the system yet",
    "SOD12": "no bond project is appraised yet",
    "SOD13": "no transfer formula is run yet",
    "SOD15": "no self-evaluation exists yet",
}
# Roles that act at a door; the other roles of the pairs have no act there yet.
ACTING: Final = {
    "pages": {"UNIT_REVIEWER", "UNIT_HEAD", "FIN_PAYCENTER", "FIN_TREASURY", "SEC_ADMIN",
              "SYS_ADMIN"},
    "api": {"UNIT_REVIEWER", "UNIT_HEAD", "FIN_PAYCENTER", "FIN_TREASURY", "FIN_BUDGET",
            "SEC_ADMIN", "SYS_ADMIN"},
    "cli": {"SEC_ADMIN", "SYS_ADMIN"},
}  # fmt: skip
# Rows none of whose roles acts at a door: the command line neither signs nor clears payments.
NO_ACT: Final = {("SOD03", "cli"), ("SOD04", "cli"), ("SOD05", "cli")}


def _rows() -> list[dict[str, str]]:
    text = Path(law_folder(), "organisation", "separation_of_duties.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


PAIRS: Final = [
    (row["code"], first, second)
    for row in _rows()
    if row["within"] == "person"
    for first in row["first_roles"].split("|")
    for second in row["second_roles"].split("|")
]
CODES: Final = sorted({code for code, _, _ in PAIRS})


@pytest.fixture
def offices(office, monkeypatch, settings):  # noqa: F811
    """An office that pays, with administrators, on a day that stands still at every door."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    for clock in (api_clock, cli_clock, web_clock):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        monkeypatch.setattr(clock, "today", lambda: DAY)
    staff()
    return office


def unit_of(role: str) -> str:
    return str(SCHOOL) if role.startswith(("UNIT_", "DEPT_")) else ""


def holding(*roles: str, who: str = WHO) -> None:
    """Let somebody hold roles however they came by them, so that only the acts can refuse."""
    people.put(PersonRecord(who, "李双", "Li Shuang", "", TOWN))
    models.Grant.objects.filter(person=who).delete()
    for role in roles:
        models.Grant.objects.create(
            person_id=who,
            role_code=role,
            division_id=TOWN,
            unit_id=unit_of(role) or None,
            first_day=DAY,
            state="held",
        )


def browser(who: str) -> Client:
    client = Client()
    assert client.post("/login", {"username": who}).status_code == 302
    return client


def command(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["--lang", "en", *words], catch_exceptions=False)
    return done.exit_code, done.stdout


def ask_for(door: str, role: str, officer: str = FIRST) -> tuple[bool, str]:
    """Propose a role for somebody at a door; return whether it was refused, and what was said."""
    typed = {"person": WHO, "role": role, "division": str(TOWN), "reason": "needed"}
    if door == "pages":
        form = typed | {"unit": unit_of(role), "once": fresh_key()}
        answer = browser(officer).post("/people/steps/propose", form)
        return answer.status_code == 409, answer.content.decode()
    if door == "api":
        body = typed | {"budget_unit": unit_of(role) or None}
        asked = Program(officer).post("/grants", body)
        return asked.status == 409, asked.raw.decode()
    code, said = command(
        "people", "grant", WHO, "--role", role, "--division", str(TOWN), "--unit", unit_of(role),
        "--reason", "needed", "--officer", officer, "--json",
    )  # fmt: skip
    return code == 1, said


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("code", CODES)
def test_a_pair_is_refused_at_granting(offices, door, code):
    for rule, first, second in PAIRS:
        if rule != code:
            continue
        for held, role in ((first, second), (second, first)):
            holding(held)
            refused, said = ask_for(door, role)
            assert refused, (door, held, role, said)
            assert "SOD" in said, (door, held, role)
            assert [one.role for one in grants.grants_of(WHO)] == [held]


@pytest.mark.parametrize("door", DOORS)
def test_what_the_handbook_does_not_keep_apart_is_proposed(offices, door):
    holding("UNIT_CLERK")

    refused, said = ask_for(door, "UNIT_REVIEWER")

    assert not refused, said
    assert [one.state for one in grants.grants_of(WHO)] == ["held", "proposed"]


@pytest.mark.parametrize("door", DOORS)
def test_a_pair_is_refused_when_the_second_person_confirms(offices, door):
    holding()
    number = propose("FIN_PAYCENTER", WHO).number
    models.Grant.objects.create(
        person_id=WHO, role_code="FIN_TREASURY", division_id=TOWN, first_day=DAY, state="held"
    )
    if door == "pages":
        form = {"person": WHO, "grant": str(number)}
        said = browser(SECOND).post("/people/steps/confirm", form).content.decode()
    elif door == "api":
        answer = Program(SECOND).post(f"/grants/{number}/confirmation", {}, key=str(number))
        said = answer.raw.decode()
    else:
        _, said = command("people", "confirm", str(number), "--officer", SECOND)
    assert "SOD03" in said
    assert people.person(WHO, NOON).roles == ("FIN_TREASURY",)


@pytest.mark.parametrize(("code", "first", "second"), PAIRS)
def test_a_pair_that_came_together_all_the_same_gives_no_right(code, first, second):
    both = [Grant(first, TOWN, unit_of(first)), Grant(second, TOWN, unit_of(second))]
    others = {role for _, *pair in PAIRS for role in pair if {first, second} & set(pair)}
    place = Place(TOWN, SCHOOL, owner=WHO)
    for row in read(RIGHTS):
        if row.audience == "roles" and {first, second} & set(row.roles):
            verdict = judge(right(row.right), WHO, both, place)
            assert not verdict, row.right
            assert verdict.rule.en.startswith("SOD"), row.right
    assert others


def _numbers() -> dict[str, str]:
    """Return a request in the state from which each role signs it."""
    return {
        "UNIT_REVIEWER": cases.draft(),
        "UNIT_HEAD": cases.reviewed(),
        "FIN_PAYCENTER": cases.submitted(),
    }


_STEP: Final = {"UNIT_REVIEWER": "review", "UNIT_HEAD": "submit", "FIN_PAYCENTER": "audit"}
_OPERATION: Final = {
    "UNIT_REVIEWER": ("review", {}),
    "UNIT_HEAD": ("submission", {}),
    "FIN_PAYCENTER": ("audit", {"passed": True, "reason": "seen"}),
}


def act_by_pages(role: str, numbers: dict[str, str]) -> tuple[int, str]:
    client = browser(WHO)
    if role in _STEP:
        path = f"/payments/{numbers[role]}/{_STEP[role]}"
        answer = client.post(path, {"once": fresh_key(), "reason": "seen"})
    elif role == "FIN_TREASURY":
        answer = client.post("/closing/month", {"month": "1"})
    elif role == "SEC_ADMIN":
        form = {"person": "li.new", "role": "AUDITOR", "division": str(TOWN), "reason": "x"}
        answer = client.post("/people/steps/propose", form | {"once": fresh_key()})
    else:
        form = {"person": "new.one", "name_zh": "新", "division": str(TOWN)}
        answer = client.post("/people/steps/enter", form)
    return answer.status_code, answer.content.decode()


def act_by_api(role: str, numbers: dict[str, str]) -> tuple[int, str]:
    program = Program(WHO)
    if role in _OPERATION:
        name, body = _OPERATION[role]
        answer = program.post(f"/payments/{numbers[role]}/{name}", body)
    elif role == "FIN_TREASURY":
        payee = {"account": "6222000000000099", "name": "某", "bank": "某", "kind": "corporate"}
        answer = program.post("/payees", payee)
    elif role == "FIN_BUDGET":
        number = "CEI-2026-239900-1"
        body = {"number": number, "division": str(TOWN), "year": YEAR, "book": "general"}
        body |= {"code": "RECEPTION", "amount": "1.00", "members": {}}
        answer = program.post("/ceilings", body, key=number)
    elif role == "SEC_ADMIN":
        body = {"person": "li.new", "role": "AUDITOR", "division": str(TOWN), "reason": "x"}
        answer = program.post("/grants", body)
    else:
        body = {"person": "new.one", "name_zh": "新", "name_en": "New", "division": str(TOWN)}
        answer = program.post("/people", body, key="new.one")
    return answer.status, answer.raw.decode()


def act_by_cli(role: str, _: dict[str, str]) -> tuple[int, str]:
    place = ("--division", str(TOWN), "--officer", WHO, "--json")
    if role == "SEC_ADMIN":
        code, said = command(
            "people", "grant", "li.new", "--role", "AUDITOR", "--reason", "x", *place
        )
    else:
        code, said = command("people", "add", "new.one", "--name-zh", "新", *place)
    return (409 if code == 1 else 200), said


ACTS: Final = {"pages": act_by_pages, "api": act_by_api, "cli": act_by_cli}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("code", CODES)
def test_a_pair_is_refused_at_acting(offices, door, code):
    acted = 0
    numbers = _numbers()
    for rule, first, second in PAIRS:
        if rule != code:
            continue
        holding(first, second)
        for role in {first, second} & ACTING[door]:
            status, said = ACTS[door](role, numbers)
            assert status in {403, 409}, (door, first, second, role, status, said[:2000])
            assert "SOD" in said, (door, first, second, role)
            acted += 1
    assert (acted == 0) == ((code, door) in NO_ACT)


@pytest.mark.parametrize("door", DOORS)
def test_each_act_of_these_tests_succeeds_for_somebody_without_a_pair(offices, door):
    """Or the refusals above would show nothing."""
    numbers = _numbers()
    for role in sorted(ACTING[door]):
        holding(role)
        status, said = ACTS[door](role, numbers)
        assert "SOD" not in said, (role, said)
        assert status in {200, 302} or role == "FIN_TREASURY", (role, status, said[:2000])


def test_every_row_of_the_handbook_is_tried_or_has_its_reason():
    documents = {row["code"] for row in _rows() if row["within"] == "document"}

    assert documents == {"SOD01", "SOD02"} | set(REPORTED)
    assert set(CODES) | documents == {row["code"] for row in _rows()}


@pytest.mark.parametrize("door", ["pages", "api"])
@pytest.mark.parametrize(
    ("code", "role", "step"),
    [("SOD02", "UNIT_REVIEWER", "review"), ("SOD01", "UNIT_HEAD", "submit")],
)
def test_two_roles_that_may_be_together_are_not_used_on_one_document(
    offices, door, code, role, step
):
    holding("UNIT_CLERK", role)
    drafted = {"unit": SCHOOL, "year": YEAR, "typed": cases.typed(100), "officer": WHO}
    number = draft_request(**drafted, day=DAY, at=NOON, key=cases.key()).subject
    if step == "submit":
        assert cases.act("review_request", number, cases.REVIEWER).done
    assert right(f"pay.{step}").roles == (role,)
    if door == "pages":
        answer = browser(WHO).post(f"/payments/{number}/{step}", {"once": fresh_key()})
        status, said = answer.status_code, answer.content.decode()
    else:
        answer = Program(WHO).post(f"/payments/{number}/{_OPERATION[role][0]}", {})
        status, said = answer.status, json.dumps(answer.body)
    assert status == 409
    # A page says the name of a control, the interface its number.
    title = {"SOD01": MAKER_CHECKER, "SOD02": CLERK_REVIEWER}[code]
    assert (title.zh if door == "pages" else title.id) in said


@pytest.mark.parametrize("door", ["pages", "api"])
@pytest.mark.parametrize("kind", ["ceiling", "budget", "change_of_authority", "indicator"])
def test_who_wrote_a_document_of_the_budget_neither_decides_on_it_nor_returns_it(
    offices, door, kind
):
    holding("FIN_BUSINESS_HEAD" if kind == "indicator" else "FIN_BUDGET_HEAD")
    number, step, waits = _written(kind)
    if door == "pages":
        where, way = f"/documents/{kind}/{YEAR}/{number}", {"reason": "x", "once": fresh_key()}
        answers = [browser(WHO).post(f"{where}/{name}", way) for name in ("return", waits)]
        said = [(one.status_code, one.content.decode()) for one in answers]
    else:
        address = f"/documents/{kind}/{YEAR}/{number}/return"
        tried = [Program(WHO).post(address, {"reason": "x"})]
        tried += [Program(WHO).post(step[0], step[1], key=number)] if step else []
        said = [(one.status, one.raw.decode()) for one in tried]
    for status, text in said:
        assert status in {403, 409}, text[:2000]
        assert "四眼原则" in text or "four eyes" in text, text[:2000]


def _written(kind: str) -> tuple[str, tuple[str, dict[str, object]] | None, str]:
    """Let WHO write a document; return its number, how the next step is asked for, and its act."""
    if kind == "indicator":
        draft = school("IND-2026-239900-78")
        done = allot.draft_indicator(draft=draft, division=TOWN, year=YEAR, maker=WHO, at=NOON)
        assert done.done, done.refusal
        return "IND-2026-239900-78", None, "review"
    if kind == "change_of_authority":
        pot = cases.POT.indicator
        assert proposed("freeze", "FRZ-78", "10", maker=WHO, indicator=pot).done
        body = {"act": "freeze"}
        return "FRZ-78", ("/changes/FRZ-78/carrying-out", body), "freeze"
    if kind == "budget":
        assert budgets.draft("BUD-2026-239900-78", maker=WHO).done
        body = {"resolution": "NPC 2026-7", "resolved_on": "2026-01-18"}
        return "BUD-2026-239900-78", ("/budget-drafts/BUD-2026-239900-78/adoption", body), "adopt"
    done = approve.draft_ceiling(
        number="CEI-2026-239900-78", division=TOWN, year=YEAR, book=Book.GENERAL,
        code="RECEPTION", amount=Money(100), members={}, maker=WHO, at=NOON,
    )  # fmt: skip
    assert done.done, done.refusal
    return "CEI-2026-239900-78", ("/ceilings/CEI-2026-239900-78/setting", {}), "set"
