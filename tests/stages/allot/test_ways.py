"""Indicators, changes and transfers are returned, sent straight back and taken back, and all of it
stands on their trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.engines.organisation.duties import WrongState
from fisc.engines.organisation.rights import Grant
from fisc.record import desks, sheets, trails
from fisc.record.book import Book
from fisc.record.trails import KeyOfAnotherAct
from fisc.record.ways import UnknownDocument
from fisc.registers import people
from fisc.stages.allot import commands
from fisc.stages.allot.discarding import discard_indicators
from fisc.stages.allot.lines import Edit, edit_indicators
from fisc.stages.allot.models import Change, Indicator, Transfer
from fisc.stages.allot.ways import CHANGES, INDICATORS, KINDS, TRANSFERS
from fisc.values import Money
from tests.stages.allot.indicators import (
    HEAD,
    OFFICER,
    allocate,
    do,
    farm,
    issue,
    propose,
    register,
    reviewed,
    school,
    transfer,
)
from tests.stages.town import CHECKER, DAY, FARM, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
IND, POOL, TRF = "IND-2026-239900-2", "IND-2026-239900-1", "TRF-2026-239900-1"


def drafted() -> str:
    assert commands.draft_indicator(
        draft=school(), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    ).done
    return IND


def go(act: str, who: str, kind: str = INDICATORS, number: str = IND, hours: int = 0, **more):
    at = NOON + timedelta(hours=hours)
    return commands.go(kind=kind, number=number, year=YEAR, act=act, officer=who, at=at, **more)


def back(who: str, kind: str = INDICATORS, number: str = IND, **more):
    return go("return", who, kind, number, reason="which project?", **more)


def trail(kind: str = INDICATORS, number: str = IND) -> list[tuple[str, str, str, str]]:
    return [
        (one.act, one.actor, one.from_state, one.to_state)
        for one in trails.of(Book(), kind, number, YEAR)
    ]


def state(number: str = IND) -> str:
    return Indicator.objects.get(number=number, year=YEAR).state


def rule(receipt) -> str:
    assert not receipt.done
    return receipt.refusal.rule.en


def test_every_step_of_an_indicator_stands_on_its_trail(adopted):
    numbers = reviewed(school(), farm())
    assert register(numbers).done
    allotted = allocate(farm("IND-2026-239900-8", "10", unit=FARM))
    assert allotted.done, allotted.refusal
    assert issue([IND, "IND-2026-239900-8"]).done

    assert trail() == [
        ("draft", OFFICER, "", "DRAFT"),
        ("review", HEAD, "DRAFT", "REVIEWED"),
        ("register_with_unit", MAKER, "REVIEWED", "PENDING_ISSUE"),
        ("issue", CHECKER, "PENDING_ISSUE", "EXECUTABLE"),
    ]
    assert [act for act, *_ in trail(number=POOL)] == [
        "draft",
        "review",
        "register_without_unit",
        "give_parts",
    ]
    assert trail(number="IND-2026-239900-8") == [
        ("allocate", OFFICER, "", "PENDING_ISSUE"),
        ("issue", CHECKER, "PENDING_ISSUE", "EXECUTABLE"),
    ]
    roles = [one.role for one in trails.of(Book(), INDICATORS, IND, YEAR)]
    assert roles == ["FIN_BUSINESS", "FIN_BUSINESS_HEAD", "FIN_BUDGET", "FIN_BUDGET_HEAD"]


def test_an_indicator_that_is_issued_directly_leaves_one_mark(adopted):
    reviewed(school())
    assert commands.issue_directly(numbers=IND, year=YEAR, issuer=CHECKER, day=DAY, at=NOON).done

    assert trail()[-1] == ("issue", CHECKER, "REVIEWED", "EXECUTABLE")


@pytest.mark.parametrize(
    ("to", "where", "answer"),
    [
        ("author", "RETURNED", ("resubmit", OFFICER)),
        ("review", "DRAFT", ("review", HEAD)),
        ("previous", "DRAFT", ("review", HEAD)),
    ],
)
def test_a_return_has_three_shapes_and_its_answer_goes_straight_back(adopted, to, where, answer):
    reviewed(school())

    assert back(MAKER, to=to).done
    assert state() == where
    with pytest.raises(WrongState):
        register([IND])
    act, who = answer
    if act == "review":
        done = commands.review_indicator(numbers=IND, year=YEAR, reviewer=who, at=NOON)
    else:
        done = go(act, who)
    assert done.done, done.refusal
    assert state() == "REVIEWED"
    assert register([IND]).done


def test_a_return_needs_a_reason_a_right_and_other_hands(adopted):
    drafted()

    assert rule(go("return", HEAD, reason=" ")) == "reason given"
    assert rule(back(STRANGER)) == "own division"
    assert rule(back(MAKER)) == "role of the step"
    assert rule(back(HEAD, to="register_with_unit")) == "whither it is returned"
    assert rule(back(HEAD, version=2)) == "version seen"
    assert trail() == [("draft", OFFICER, "", "DRAFT")]
    with pytest.raises(UnknownDocument):
        back(HEAD, number="nothing")


def test_who_drafted_and_may_review_does_not_return_their_own(adopted):
    assert commands.draft_indicator(
        draft=school(), division=TOWN, year=YEAR, maker=HEAD, at=NOON
    ).done

    assert rule(back(HEAD)) == "four eyes"


def test_who_reviewed_before_a_return_still_does_not_issue(adopted):
    reviewed(school())
    assert back(MAKER).done
    assert go("resubmit", OFFICER).done
    assert register([IND]).done

    assert rule(issue([IND], issuer=HEAD)) in {"four eyes", "role of the step"}
    assert issue([IND]).done


def test_what_is_registered_is_not_returned(adopted):
    reviewed(school())
    register([IND])

    assert rule(back(CHECKER)) == "turn of the step"
    assert rule(go("take_back", MAKER)) == "turn of the step"


def test_only_the_author_sends_straight_back(adopted):
    drafted()
    assert back(HEAD).done

    assert rule(go("resubmit", MAKER)) == "own document"
    assert rule(go("resubmit", HEAD)) == "own document"
    assert go("resubmit", OFFICER).state == "DRAFT"


def test_one_takes_back_ones_own_act_until_the_next_person_has_acted(adopted):
    reviewed(school())

    assert rule(go("take_back", MAKER)) in {"role of the step", "recall of one's own act"}
    assert go("take_back", HEAD).state == "DRAFT"
    assert rule(go("take_back", HEAD)) == "turn of the step"
    assert commands.review_indicator(numbers=IND, year=YEAR, reviewer=HEAD, at=NOON).done
    assert back(MAKER, to="review").done
    assert rule(go("take_back", HEAD)) == "turn of the step"


def test_a_correction_in_words_keeps_the_reviews_and_one_in_money_begins_anew(adopted):
    reviewed(school())
    back(MAKER)
    words = Edit(IND, {"purpose": ("", "chalk")})
    assert edit_indicators(edits=[words], year=YEAR, maker=OFFICER, at=NOON).done
    assert state() == "RETURNED"
    assert go("resubmit", OFFICER).state == "REVIEWED"

    back(MAKER)
    fen = school().amount.fen
    money = Edit(IND, {"amount_fen": (fen, fen - 1)})
    assert edit_indicators(edits=[money], year=YEAR, maker=OFFICER, at=NOON).done
    assert state() == "DRAFT"
    assert rule(go("resubmit", OFFICER)) == "turn of the step"
    assert sheet().version == 3
    assert rule(back(HEAD, version=2)) == "version seen"


def sheet(kind: str = INDICATORS, number: str = IND, now=NOON):
    return sheets.sheet(Book(), KINDS[kind], number, YEAR, today=DAY, now=now)


def test_what_is_discarded_leaves_its_trail_and_its_number_begins_anew(adopted):
    drafted()
    assert discard_indicators(numbers=[IND], year=YEAR, maker=OFFICER, at=NOON).done
    drafted()

    assert [act for act, *_ in trail()] == ["draft", "discard", "draft"]
    assert [one.name for one in sheet().acts] == ["change", "review", "return", "discard"]


def test_an_act_happens_once_under_its_key(adopted):
    drafted()
    assert back(HEAD, key="k1").done
    assert go("resubmit", OFFICER).done

    assert back(HEAD, key="k1").state == "RETURNED"
    assert state() == "DRAFT"
    with pytest.raises(KeyOfAnotherAct):
        go("discard", OFFICER, key="k1")


def test_a_proposal_is_returned_corrected_and_carried_out(running):
    propose("freeze", "FRZ-1", "10", indicator=IND)
    assert rule(back(MAKER, CHANGES, "FRZ-1")) == "four eyes"
    assert back(CHECKER, CHANGES, "FRZ-1").done
    with pytest.raises(LookupError):
        do("freeze", "FRZ-1")
    corrected = propose("freeze", "FRZ-1", "11", indicator=IND)
    assert corrected.state == "RETURNED"
    assert Change.objects.get(number="FRZ-1").amount_fen == Money.yuan("11").fen
    assert go("resubmit", MAKER, CHANGES, "FRZ-1").done
    assert go("take_back", MAKER, CHANGES, "FRZ-1").state == "RETURNED"
    assert go("resubmit", MAKER, CHANGES, "FRZ-1").done
    assert do("freeze", "FRZ-1").done

    acts = [act for act, *_ in trail(CHANGES, "FRZ-1")]
    assert acts == ["propose", "return", "change", "resubmit", "take_back", "resubmit", "freeze"]
    with pytest.raises(commands.WrongChange):
        propose("freeze", "FRZ-1", "12", indicator=IND)


def test_a_proposal_is_given_up_by_who_made_it_while_it_is_returned(running):
    propose("freeze", "FRZ-1", "10", indicator=IND)
    back(CHECKER, CHANGES, "FRZ-1")

    assert rule(go("withdraw", OFFICER, CHANGES, "FRZ-1")) == "own document"
    assert go("withdraw", MAKER, CHANGES, "FRZ-1").state == "DISCARDED"
    assert not Change.objects.exists()


def test_a_transfer_is_returned_and_issued_after_its_correction(adopted):
    assert transfer().done
    assert back(CHECKER, TRANSFERS, TRF).done
    with pytest.raises(commands.WrongTransfer):
        commands.issue_transfer(number=TRF, year=YEAR, issuer=CHECKER, day=DAY, at=NOON)
    assert go("resubmit", MAKER, TRANSFERS, TRF).done
    assert commands.issue_transfer(number=TRF, year=YEAR, issuer=CHECKER, day=DAY, at=NOON).done

    acts = [act for act, *_ in trail(TRANSFERS, TRF)]
    assert acts == ["draft", "return", "resubmit", "issue"]
    assert Transfer.objects.get(number=TRF).state == "ISSUED"


def desk(who: str, today=DAY, name: str = "todo"):
    person = people.person(who, NOON)
    grants = (Grant(person.role, person.division, person.unit or ""),)
    kinds = list(KINDS.values())
    if name != "todo":
        return desks.handled(Book(), kinds, who, name, today=today, limit=9)
    return desks.to_do(Book(), kinds, who, grants, today=today, limit=9)


def test_what_came_back_lies_with_its_author_who_reads_why(adopted):
    drafted()
    back(HEAD)

    (task,) = desk(OFFICER)
    assert (task.act, task.number) == ("resubmit", IND)
    assert task.note.en == f"returned by {HEAD}: which project?"
    assert [one.number for one in desk(OFFICER, name="drafts")] == [IND]
    assert desk(HEAD) == ()
    assert [one.number for one in desk(HEAD, name="sent")] == [IND]
    go("resubmit", OFFICER)
    assert desk(HEAD)[0].note.en == "corrected; it came straight back to you"


def test_what_waits_too_long_escalates_and_the_others_see_to_whom(adopted):
    drafted()
    late = DAY + timedelta(days=30)

    assert [one.light for one in desk(HEAD)] == ["calm"]
    assert [one.light for one in desk(HEAD, late)] == ["late"]
    assert desk(CHECKER) == ()
    (task,) = desk(CHECKER, late)
    assert (task.act, task.note.en) == ("", "late; it escalates to you")
    reviewed(farm())
    (mine,) = [one for one in desk(HEAD, late, "sent") if one.number == POOL]
    assert "it has gone up to" in mine.note.en
    assert mine.note.zh.startswith("已超时")


def test_before_it_is_sent_one_sees_to_whom_it_goes_and_which_checks_run(adopted):
    reviewed(farm())
    drafted()
    found = sheet(now=NOON + timedelta(hours=1))

    assert [one.act for one in found.ahead] == ["review", "register_with_unit", "issue"]
    assert HEAD in {one.username for one in found.ahead[0].hands}
    assert OFFICER not in {one.username for step in found.ahead for one in step.hands}
    assert found.ahead[1].checks == ("K02", "K09")
    assert (found.ahead[0].usual, found.ahead[0].samples) == (0, 1)
    assert found.due.right == "allot.issue"
    back(HEAD)
    assert [one.act for one in sheet().ahead] == ["review", "register_with_unit", "issue"]
    assert ("Function", "2050202") in [(label.en, text) for label, text in found.says]
