"""A payment's life through the door for programs, and what keeps it from happening twice."""

from __future__ import annotations

import pytest

from fisc.doors.api import keys
from fisc.stages.pay.states import ReceiptKind
from tests.doors.api.callers import requests_of
from tests.languages import CHINESE, SENTENCE, TYPED
from tests.stages.pay import cases
from tests.stages.town import SCHOOL, YEAR

pytestmark = pytest.mark.writes

ASKED = {
    "budget_unit": str(SCHOOL),
    "year": YEAR,
    "indicator": cases.POT.indicator,
    "amount": "2500.00",
    "unit": "yuan",
    "account": cases.STATIONER,
    "purpose": "paper for March",
    "invoice": "",
    "procurement": False,
}


def begun(program, **changes) -> str:
    answer = program(cases.CLERK).post("/payments", {**ASKED, **changes})
    assert answer.status == 200, answer.raw.decode()
    return answer.body["number"]


def reviewed(program, **changes) -> str:
    number = begun(program, **changes)
    assert program(cases.REVIEWER).post(f"/payments/{number}/review").status == 200
    return number


def submitted(program, **changes) -> str:
    number = reviewed(program, **changes)
    answer = program(cases.HEAD).post(f"/payments/{number}/submission")
    assert answer.status == 200, answer.raw.decode()
    return number


def test_a_payment_goes_from_its_draft_to_the_banks_receipt(program, office):
    number = submitted(program)
    assert cases.chambers(office) == (750_000, 250_000, 0)

    audited = program(cases.AUDITOR).post(
        f"/payments/{number}/audit", {"passed": True, "reason": "seen"}
    )
    released = program(cases.RELEASER).post(f"/payments/{number}/release", {})
    cases.commands.send_instructions(division=cases.TOWN, day=cases.DAY)
    receipt = {
        "division": str(cases.TOWN),
        "message": "BANK-77",
        "end_to_end": number,
        "kind": "paid",
        "amount": "2500.00",
        "bank_day": str(cases.DAY),
    }
    taken = program(cases.BANK).post("/bank/receipts", receipt, key="BANK-77")

    assert [audited.body["state"], released.body["state"]] == ["approved", "released"]
    assert taken.body == {
        "message": "BANK-77",
        "end_to_end": number,
        "fate": "applied",
        "state": "paid",
    }
    assert cases.chambers(office) == (750_000, 0, 250_000)
    shown = program(cases.CLERK).get(f"/payments/{number}").body
    assert shown["unit"] == "yuan"
    assert shown["payment"]["paid"] == "2500.00"
    assert shown["payment"]["budget_unit"] == SCHOOL


def test_the_trail_names_every_person_and_every_refusal(program):
    number = reviewed(program, amount="99999.00")
    refused = program(cases.HEAD).post(f"/payments/{number}/submission")
    trail = program(cases.AUDITOR).get(f"/payments/{number}/trail").body

    assert refused.status == 409
    assert [(step["act"], step["done"]) for step in trail["steps"]] == [
        ("draft", True),
        ("review", True),
        ("submit", False),
    ]
    assert trail["bank"] == []
    assert trail["steps"][2]["refusals"][0]["rule"].startswith("K03")


def test_a_refusal_is_a_problem_with_its_working_and_what_to_do(program, office):
    number = reviewed(program, amount="10000.01")  # one fen more than the indicator holds
    answer = program(cases.HEAD).post(f"/payments/{number}/submission")

    assert (answer.status, answer.type) == (409, "refused")
    assert answer.body["rule"] == "K03 Payment within indicator"
    assert "¥10,000.00" in answer.body["detail"]
    assert answer.body["steps"]
    assert answer.body["advice"]
    assert cases.chambers(office) == (1_000_000, 0, 0)


def test_the_same_refusal_is_told_in_chinese(program):
    number = reviewed(program, amount="10000.01")
    answer = program(cases.HEAD, "zh-CN").post(f"/payments/{number}/submission")

    assert answer.body["title"] == "按规则不予办理"
    assert answer.body["rule"] == "K03 指标控制支付"
    assert answer.headers["Content-Language"] == "zh-Hans"


def test_the_whole_indicator_can_be_asked_for_and_not_one_fen_more(program, office):
    submitted(program, amount="9999.99")
    last, over = reviewed(program, amount="0.01", purpose="clip"), reviewed(program, amount="0.02")

    head = program(cases.HEAD)
    assert head.post(f"/payments/{over}/submission").status == 409
    assert head.post(f"/payments/{last}/submission").status == 200
    assert cases.chambers(office) == (0, 1_000_000, 0)


def test_the_same_key_and_body_give_the_same_answer_and_one_request(program):
    clerk = program(cases.CLERK)
    first = clerk.post("/payments", ASKED, key="order-1")
    again = clerk.post("/payments", ASKED, key="order-1")

    assert first.raw == again.raw
    assert requests_of(SCHOOL, YEAR) == 1


def test_the_same_key_with_another_body_is_a_problem_and_does_nothing(program):
    clerk = program(cases.CLERK)
    clerk.post("/payments", ASKED, key="order-1")
    answer = clerk.post("/payments", {**ASKED, "amount": "1.00"}, key="order-1")

    assert (answer.status, answer.type) == (422, "key-reused")
    assert requests_of(SCHOOL, YEAR) == 1


def test_a_refusal_asked_for_again_with_its_key_is_the_same_refusal(program):
    number = reviewed(program, amount="10000.01")
    head = program(cases.HEAD)
    first = head.post(f"/payments/{number}/submission", key="send-1")
    again = head.post(f"/payments/{number}/submission", key="send-1")

    assert first.status == again.status == 409
    assert first.body == again.body


def test_two_persons_with_the_same_key_do_not_meet(program):
    clerk = program(cases.CLERK).post("/payments", ASKED, key="1")
    number = clerk.body["number"]
    reviewer = program(cases.REVIEWER).post(f"/payments/{number}/review", key="1")

    assert (clerk.status, reviewer.status) == (200, 200)
    assert reviewer.body["act"] == "review"


def test_an_act_that_needs_no_body_takes_none(program):
    number = begun(program)
    answer = program(cases.REVIEWER).post(f"/payments/{number}/review", {"passed": True})

    assert (answer.status, answer.type) == (422, "invalid")
    assert cases.state(number) == "draft"


def test_a_set_is_submitted_with_an_answer_for_each(program, office):
    numbers = [
        reviewed(program, amount=amount, purpose=f"thing {amount}")
        for amount in ("6000.00", "5000.00", "4000.00")
    ]
    key = f"monday-{keys.set_digest(numbers)}"
    head = program(cases.HEAD)
    first = head.post("/payments/submit-many", {"numbers": numbers}, key=key)
    again = head.post("/payments/submit-many", {"numbers": numbers}, key=key)

    assert [row["done"] for row in first.body["rows"]] == [True, False, True]
    assert first.body["done"] == 2
    assert first.body["rows"][1]["refusals"][0]["rule"].startswith("K03")
    assert again.raw == first.raw
    assert cases.chambers(office) == (0, 1_000_000, 0)


def test_the_key_of_a_set_is_bound_to_its_numbers(program):
    first, second = reviewed(program), reviewed(program, amount="1.00")
    key = f"monday-{keys.set_digest([first])}"
    head = program(cases.HEAD)
    answer = head.post("/payments/submit-many", {"numbers": [first, second]}, key=key)
    twice = head.post("/payments/submit-many", {"numbers": [first, first]}, key=key)

    assert (answer.status, answer.type) == (422, "key-is-number")
    assert (twice.status, twice.type) == (422, "invalid")
    assert cases.state(first) == cases.state(second) == "reviewed"


def test_a_stale_act_is_out_of_turn(program):
    number = begun(program)
    answer = program(cases.HEAD).post(f"/payments/{number}/submission")

    assert (answer.status, answer.type) == (409, "out-of-turn")


def test_who_made_a_request_does_not_get_past_the_reviewer(program, office):
    number = submitted(program)
    audit = {"passed": True, "reason": "seen"}
    program(cases.AUDITOR).post(f"/payments/{number}/audit", audit)
    own = program(cases.AUDITOR).post(f"/payments/{number}/release")

    assert (own.status, own.type) == (409, "refused")
    assert own.body["rule"].startswith("SOD01")
    assert cases.state(number) == "approved"


def test_what_is_returned_gives_its_reservation_back(program, office):
    number = submitted(program)
    answer = program(cases.AUDITOR).post(f"/payments/{number}/return", {"reason": "wrong payee"})

    assert answer.body["state"] == "returned"
    assert cases.chambers(office) == (1_000_000, 0, 0)


def test_a_draft_is_changed_until_it_is_submitted(program):
    number = begun(program, amount=None, account="")
    typed = {name: ASKED[name] for name in ASKED if name not in {"budget_unit", "year"}}
    changed = program(cases.CLERK).put(f"/payments/{number}", {**typed, "amount": "12.34"})
    shown = program(cases.CLERK).get(f"/payments/{number}").body["payment"]

    assert changed.status == 200
    assert (shown["amount"], shown["account"]) == ("12.34", cases.STATIONER)


def test_a_half_typed_request_is_judged_without_being_kept(program):
    answer = program(cases.CLERK).post("/payments/preview", {**ASKED, "amount": "10000.01"})

    assert answer.body["fine"] is False
    assert answer.body["available"] == "10000.00"
    assert answer.body["remaining"] == "-0.01"
    assert requests_of(SCHOOL, YEAR) == 0


def test_requests_are_read_in_pages(program):
    numbers = [begun(program, purpose=f"thing {at}") for at in range(5)]
    clerk = program(cases.CLERK)
    seen, cursor = [], ""
    while cursor is not None:
        page = clerk.get("/payments", year=YEAR, limit=2, cursor=cursor).body
        seen += [row["number"] for row in page["rows"]]
        cursor = page["next"]

    assert seen == numbers


def test_a_message_of_the_bank_counts_once_under_its_own_number(program, office):
    number = cases.sent(250_000)
    body = {
        "division": str(cases.TOWN),
        "message": "BANK-1",
        "end_to_end": number,
        "kind": "paid",
        "amount": "2500.00",
        "bank_day": str(cases.DAY),
    }
    bank = program(cases.BANK)
    first = bank.post("/bank/receipts", body, key="BANK-1")
    again = bank.post("/bank/receipts", body, key="BANK-1")
    other_key = bank.post("/bank/receipts", body, key="BANK-2")
    other_body = bank.post("/bank/receipts", {**body, "amount": "2499.00"}, key="BANK-1")

    assert (first.raw, first.body["fate"]) == (again.raw, "applied")
    assert (other_key.status, other_key.type) == (422, "key-is-number")
    assert (other_body.status, other_body.type) == (422, "key-reused")
    assert cases.chambers(office) == (750_000, 0, 250_000)


def test_a_disputed_message_that_comes_again_is_the_same_answer(program):
    body = {
        "division": str(cases.TOWN),
        "message": "BANK-5",
        "end_to_end": "PAY-2026-203005-77",
        "kind": "failed",
        "amount": "0.00",
        "bank_day": str(cases.DAY),
    }
    bank = program(cases.BANK)
    first = bank.post("/bank/receipts", body, key="BANK-5")
    again = bank.post("/bank/receipts", body, key="BANK-5")
    other = bank.post("/bank/receipts", {**body, "end_to_end": "PAY-1"}, key="BANK-5")

    assert (first.raw, first.body["fate"]) == (again.raw, "disputed")
    assert (other.status, other.type) == (422, "key-reused")


def test_the_day_is_reconciled_with_the_banks_statement(program):
    number = cases.sent(250_000)
    statement = {
        "division": str(cases.TOWN),
        "bank_day": str(cases.DAY),
        "lines": [{"end_to_end": number, "kind": "paid", "amount": "2500.00"}],
    }
    treasury = program(cases.TREASURY)
    day = treasury.post("/bank/statements", statement, key="day-1")
    again = treasury.post("/bank/statements", statement, key="day-1")
    other = treasury.post("/bank/statements", {**statement, "lines": []}, key="day-1")

    assert day.body["agrees"] is True
    assert (day.body["found"], day.body["bank"]) == (1, "2500.00")
    assert again.raw == day.raw
    assert (other.status, other.type) == (422, "key-reused")
    assert cases.state(number) == "cleared"


def test_a_refund_of_the_same_year_gives_authority_back(program, office):
    number = cases.sent(250_000)
    message = cases.commands.Message(
        "B1", number, ReceiptKind.PAID, cases.Money(250_000), cases.DAY
    )
    cases.answer(message)
    back = {"amount": "0.50", "message": "BACK-1", "bank_day": str(cases.DAY)}
    answer = program(cases.TREASURY).post(f"/payments/{number}/refund", back)

    assert answer.status == 200, answer.raw.decode()
    assert cases.chambers(office) == (750_050, 0, 249_950)


@pytest.mark.parametrize(("language", "other"), [("en", CHINESE), ("zh-CN", SENTENCE)])
def test_a_refusal_and_its_trail_speak_only_the_language_that_was_asked_for(
    program, language, other
):
    number = reviewed(program, amount="10000.01")
    refused = program(cases.HEAD, language).post(f"/payments/{number}/submission").body
    trail = program(cases.AUDITOR, language).get(f"/payments/{number}/trail").body
    kept = trail["steps"][-1]["refusals"]
    panel = program(cases.CLERK, language).get(f"/payments/{number}/controls").body["controls"]
    rules = [*refused["refusals"], *kept, *panel]
    said = [
        text for rule in rules for text in (rule["rule"], rule["advice"], *_texts(rule["steps"]))
    ]

    assert kept == refused["refusals"]
    assert [text for text in said if other.search(text.replace(TYPED, ""))] == []
    assert any(step["source"] for rule in panel for step in rule["steps"])


def _texts(steps):
    return [step[name] for step in steps for name in ("text", "source")]
