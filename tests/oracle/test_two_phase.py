"""Reservations with hard limits, by cases of our own: what the format documents, row by row."""

from __future__ import annotations

import random

import pytest

from tests.oracle.playing import answers, played, table

pytestmark = pytest.mark.slow
HEAD = (
    *("case", "step", "op", "id", "debit", "credit", "amount", "pending_id", "timeout"),
    *("user_data", "ledger", "code", "flags"),
    *("debits_pending", "debits_posted", "credits_pending", "credits_posted", "expected_status"),
)
EVERYTHING = 2**128 - 1
COMMIT = {"op": "commit"}


def account(name, flags="", ledger="L1", status="created", **more):
    row = {"op": "open_account", "id": name, "ledger": ledger, "flags": flags}
    return {**row, "expected_status": status, **more}


def transfer(name, debit, credit, amount, flags="", *, status="created", **more):
    row = {"op": "transfer", "id": name, "debit": debit, "credit": credit, "amount": amount}
    row |= {"ledger": "L1", "code": "C1", "flags": flags}
    return {**row, "expected_status": status, **more}


def balance(name, *amounts):
    return {"op": "expect_balance", "id": name, **dict(zip(HEAD[13:17], amounts, strict=True))}


def play(tmp_path, cases):
    """Play cases, and return the answers by case and step, and what was said."""
    rows = [
        [case, step, *(row.get(name, "") for name in HEAD[2:])]
        for case, found in cases.items()
        for step, row in enumerate(found, 1)
    ]
    table(tmp_path / "in" / "cases.csv", HEAD, rows)
    said = played("ledger-two-phase", tmp_path / "in", tmp_path / "out.csv")
    return {(r["case"], int(r["step"])): r for r in answers(tmp_path / "out.csv")}, said


def compare(found, cases):
    """Say in which rows the answers are not those that the cases expect."""
    wrong = []
    for case, rows in cases.items():
        for step, row in enumerate(rows, 1):
            given = found.get((case, step))
            if row["op"] in {"open_account", "transfer"}:
                want, got = row["expected_status"], given and given["status"]
            elif row["op"] == "expect_balance":
                want = [int(row[name]) for name in HEAD[13:17]]
                got = given and [int(given[name]) for name in HEAD[13:17]]
            elif row["op"] == "expect_transfer_amount":
                want, got = str(row["amount"]), given and given["amount"]
            elif row["op"].startswith("expect_"):
                want, got = row["amount"], given and given["exists"]
            else:
                continue
            if want != got:
                wrong.append((case, step, row["op"], row.get("id"), want, got))
    return wrong


LIMITED = [
    account("A1", "D<C"),
    account("A2"),
    account("A3", "C<D"),
    COMMIT,
    {"op": "set_balance", "id": "A1", "credits_posted": 100},
    {"op": "set_balance", "id": "A3", "debits_posted": 50},
]
CASES = {
    "part of a reservation is posted, the rest goes back": [
        *LIMITED,
        transfer("T1", "A1", "A2", 80, "PEN"),
        transfer("T2", "A1", "A2", 21, "PEN", status="exceeds_credits"),
        transfer("T3", "A1", "A2", 30, "POS", pending_id="T1"),
        transfer("T4", "A1", "A2", 70),
        transfer("T5", "A1", "A2", 1, status="exceeds_credits"),
        COMMIT,
        balance("A1", 0, 100, 0, 100),
        balance("A2", 0, 0, 0, 100),
    ],
    "a reservation is resolved once": [
        *LIMITED,
        transfer("T1", "A1", "A2", 80, "PEN"),
        transfer("T2", "A1", "A2", 81, "POS", pending_id="T1",
                 status="exceeds_pending_transfer_amount"),
        transfer("T3", "A1", "A2", 79, "VOI", pending_id="T1",
                 status="pending_transfer_has_different_amount"),
        transfer("T4", "A2", "A1", 80, "VOI", pending_id="T1",
                 status="pending_transfer_has_different_debit_account_id"),
        transfer("T5", "A1", "A2", 80, "VOI", pending_id="T1", ledger="L2",
                 status="pending_transfer_has_different_ledger"),
        transfer("T6", "A1", "A2", 80, "VOI", pending_id="T1", code="C2",
                 status="pending_transfer_has_different_code"),
        transfer("T7", "A0", "A0", 0, "VOI", pending_id="T1", ledger="L0", code="C0"),
        transfer("T8", "A1", "A2", 80, "VOI", pending_id="T1",
                 status="pending_transfer_already_voided"),
        transfer("T7", "A1", "A2", 80, "VOI", pending_id="T1", status="exists"),
        transfer("T9", "A1", "A2", 5, "PEN"),
        transfer("T10", "A1", "A2", EVERYTHING, "POS", pending_id="T9"),
        transfer("T11", "A1", "A2", 5, "POS", pending_id="T9",
                 status="pending_transfer_already_posted"),
        transfer("T12", "A1", "A2", 5, "POS", pending_id="T10",
                 status="pending_transfer_not_pending"),
        transfer("T13", "A1", "A2", 5, "POS", pending_id="T99",
                 status="pending_transfer_not_found"),
        transfer("T13", "A1", "A2", 5, "POS", pending_id="T9", status="id_already_failed"),
        COMMIT,
        balance("A1", 0, 5, 0, 100),
    ],
    "time ends a reservation, and nothing else does": [
        *LIMITED,
        transfer("T1", "A1", "A2", 40, "PEN", timeout=10),
        transfer("T2", "A1", "A2", 60, "PEN"),
        COMMIT,
        {"op": "advance_clock", "amount": 9999, "flags": "milliseconds"},
        balance("A1", 100, 0, 0, 100),
        {"op": "advance_clock", "amount": 1, "flags": "milliseconds"},
        balance("A1", 60, 0, 0, 100),
        transfer("T3", "A1", "A2", 40, "POS", pending_id="T1", status="pending_transfer_expired"),
        transfer("T4", "A1", "A2", 40, "VOI", pending_id="T1", status="pending_transfer_expired"),
        transfer("T5", "A1", "A2", 60, "POS", pending_id="T2"),
        transfer("T6", "A1", "A2", 41, status="exceeds_credits"),
        transfer("T7", "A1", "A2", 40),
        COMMIT,
        balance("A1", 0, 100, 0, 100),
    ],
    "the order in which faults are named": [
        account("A1"), account("A2"),
        account("A3", ledger="L2"), account("A4", ledger="L2"), COMMIT,
        transfer("T0", "A0", "A0", 1, "PEN POS", ledger="L0", status="id_must_not_be_zero"),
        transfer("T1", "A0", "A0", 1, "PEN POS", status="flags_are_mutually_exclusive"),
        transfer("T1", "A1", "A2", 1, "POS BDR", status="flags_are_mutually_exclusive"),
        transfer("T1", "A0", "A0", 1, status="debit_account_id_must_not_be_zero"),
        transfer("T1", str(EVERYTHING), "A0", 1, status="debit_account_id_must_not_be_int_max"),
        transfer("T1", "A8", "A0", 1, status="credit_account_id_must_not_be_zero"),
        transfer("T1", "A8", "A8", 1, pending_id="T9", status="accounts_must_be_different"),
        transfer("T1", "A8", "A9", 1, pending_id="T9", timeout=1, status="pending_id_must_be_zero"),
        transfer("T1", "A8", "A9", 1, timeout=1, ledger="L0",
                 status="timeout_reserved_for_pending_transfer"),
        transfer("T1", "A8", "A9", 1, ledger="L0", code="C0", status="ledger_must_not_be_zero"),
        transfer("T1", "A8", "A9", 1, code="C0", status="code_must_not_be_zero"),
        transfer("T1", "A1", "A3", 1, status="accounts_must_have_the_same_ledger"),
        transfer("T1", "A3", "A4", 1, status="transfer_must_have_the_same_ledger_as_accounts"),
        transfer("T1", "A1", "A2", 1, "POS", status="pending_id_must_not_be_zero"),
        transfer("T1", "A1", "A2", 1, "POS", pending_id="T1",
                 status="pending_id_must_be_different"),
        transfer("T1", "A1", "A2", 1, "POS", pending_id="T2", timeout=1,
                 status="timeout_reserved_for_pending_transfer"),
        transfer("T1", "A8", "A9", 1, status="debit_account_not_found"),
        transfer("T1", "A1", "A2", 1, status="id_already_failed"),
        transfer("T2", "A1", "A9", 1, status="credit_account_not_found"),
        COMMIT,
    ],
    "what differs from the first time is named": [
        account("A1"), account("A2"), account("A3"), COMMIT,
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1 U2 U3"),
        transfer("T1", "A3", "A1", 8, status="exists_with_different_flags"),
        transfer("T1", "A3", "A1", 8, "PEN", pending_id="T5",
                 status="exists_with_different_pending_id"),
        transfer("T1", "A3", "A1", 8, "PEN", timeout=8, status="exists_with_different_timeout"),
        transfer("T1", "A3", "A1", 8, "PEN", timeout=9,
                 status="exists_with_different_debit_account_id"),
        transfer("T1", "A1", "A3", 8, "PEN", timeout=9,
                 status="exists_with_different_credit_account_id"),
        transfer("T1", "A1", "A2", 8, "PEN", timeout=9, status="exists_with_different_amount"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9,
                 status="exists_with_different_user_data_128"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1",
                 status="exists_with_different_user_data_64"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1 U2 U4",
                 status="exists_with_different_user_data_32"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1 U2 U3", ledger="L2",
                 status="exists_with_different_ledger"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1 U2 U3", code="C2",
                 status="exists_with_different_code"),
        transfer("T1", "A1", "A2", 7, "PEN", timeout=9, user_data="U1 U2 U3", status="exists"),
        transfer("T2", "A1", "A2", 6, "POS", pending_id="T1"),
        transfer("T2", "A1", "A2", 7, "POS", pending_id="T1",
                 status="exists_with_different_amount"),
        transfer("T2", "A1", "A2", 6, "POS", pending_id="T1", user_data="U1 U2 U3",
                 status="exists"),
        COMMIT,
        {"op": "expect_transfer_amount", "id": "T2", "amount": 6},
        balance("A1", 0, 6, 0, 0),
    ],
    "linked requests stand or fall together": [
        *LIMITED,
        transfer("T1", "A1", "A2", 60, "LNK", status="linked_event_failed"),
        transfer("T2", "A1", "A2", 41, status="exceeds_credits"),
        transfer("T3", "A1", "A2", 60, "LNK"),
        transfer("T4", "A2", "A1", 10, "LNK"),
        transfer("T5", "A1", "A2", 50),
        transfer("T2", "A1", "A2", 1, status="id_already_failed"),
        transfer("T6", "A2", "A1", 1, "LNK", status="linked_event_failed"),
        transfer("T7", "A2", "A1", 1, "LNK", status="linked_event_chain_open"),
        COMMIT,
        balance("A1", 0, 110, 0, 110),
        {"op": "expect_transfer_exists", "id": "T1", "amount": "false"},
        {"op": "expect_transfer_exists", "id": "T5", "amount": "true"},
    ],
    "as much as there is": [
        *LIMITED,
        transfer("T1", "A1", "A2", EVERYTHING, "BDR PEN"),
        transfer("T2", "A1", "A2", 9, "BDR"),
        transfer("T3", "A2", "A3", EVERYTHING, "BCR"),
        transfer("T4", "A2", "A3", 1, status="exceeds_debits"),
        transfer("T5", "A2", "A1", EVERYTHING, "BDR"),
        COMMIT,
        {"op": "expect_transfer_amount", "id": "T1", "amount": 100},
        {"op": "expect_transfer_amount", "id": "T2", "amount": 0},
        {"op": "expect_transfer_amount", "id": "T3", "amount": 50},
        {"op": "expect_transfer_amount", "id": "T5", "amount": 0},
        balance("A1", 100, 0, 0, 100),
        balance("A3", 0, 50, 0, 50),
    ],
    "accounts": [
        account("A0", status="id_must_not_be_zero"),
        account("A1", "D<C C<D", status="flags_are_mutually_exclusive"),
        account("A1", debits_posted=1, status="debits_posted_must_be_zero"),
        account("A1", ledger="L0", status="ledger_must_not_be_zero"),
        account("A1", code="C0", status="code_must_not_be_zero"),
        account("A1", "D<C"),
        account("A1", status="exists_with_different_flags"),
        account("A1", "D<C", user_data="U1", status="exists_with_different_user_data_128"),
        account("A1", "D<C", ledger="L2", status="exists_with_different_ledger"),
        account("A1", "D<C", status="exists"),
        account("A2", "LNK", status="linked_event_failed"),
        account("A1", "D<C", status="exists"),
        COMMIT,
        {"op": "expect_account_absent", "id": "A2", "amount": "false"},
    ],
}  # fmt: skip


def test_our_own_cases_come_out_as_the_format_documents(tmp_path):
    found, _ = play(tmp_path, CASES)

    assert compare(found, CASES) == []


def test_what_expects_an_answer_is_not_read(tmp_path):
    name = "as much as there is"
    blind = [{**row, "expected_status": ""} for row in CASES[name]]
    for row in blind:
        if row["op"].startswith("expect_"):
            row.update(dict.fromkeys(("amount", *HEAD[13:17]), ""))
    found, _ = play(tmp_path, {name: blind})

    assert compare(found, {name: CASES[name]}) == []


def test_what_is_out_of_scope_is_named_and_so_is_what_depends_on_it(tmp_path):
    rows = [
        *LIMITED,
        transfer("T1", "A1", "A2", 5, "PEN CDR"),
        transfer("T2", "A1", "A2", 5),
        transfer("T3", "A1", "A1", 5, status="accounts_must_be_different"),
        transfer("T4", "A1", "A2", 5, "POS", pending_id="T1"),
        COMMIT,
        balance("A1", 0, 0, 0, 0),
        balance("A3", 0, 50, 0, 0),
        {"op": "forget_everything", "id": "A3"},
        {"op": "advance_clock", "amount": 1, "flags": "moons"},
        balance("A3", 0, 50, 0, 0),
    ]
    found, said = play(tmp_path, {"odd": rows})

    assert sorted(step for _, step in found) == [1, 2, 3, 9, 13]
    assert found["odd", 9]["status"] == "accounts_must_be_different"
    for step, word in ((7, "flag CDR"), (8, "balance of A1"), (10, "transfer T1"),
                       (12, "balance of A1"), (14, "forget_everything"), (15, "moons"),
                       (16, "moons")):  # fmt: skip
        line = next(line for line in said.splitlines() if f"| {step} |" in line)
        assert word in line


def test_a_number_that_cannot_be_read_leaves_out_its_row_and_no_other(tmp_path):
    rows = [*LIMITED, transfer("T1", "A1", "A2", "plenty"), COMMIT, balance("A3", 0, 50, 0, 0)]
    found, said = play(tmp_path, {"odd": rows})

    assert sorted(step for _, step in found) == [1, 2, 3, 9]
    assert "'plenty'" in said


class Model:
    """Two sums for each side of an account, in a dictionary: what the format says, and no more."""

    def __init__(self, limits):
        self.limits = limits
        self.sums = {name: [0, 0, 0, 0] for name in limits}
        self.pending = {}

    def short(self, debit, credit, amount):
        d, c = self.sums[debit], self.sums[credit]
        if self.limits[debit] == "D<C" and d[0] + d[1] + amount > d[3]:
            return "exceeds_credits"
        if self.limits[credit] == "C<D" and c[2] + c[3] + amount > c[1]:
            return "exceeds_debits"
        return ""

    def reserve(self, name, debit, credit, amount):
        if why := self.short(debit, credit, amount):
            return why
        self.sums[debit][0] += amount
        self.sums[credit][2] += amount
        self.pending[name] = [debit, credit, amount, ""]
        return "created"

    def resolve(self, name, amount, how):
        debit, credit, reserved, done = self.pending[name]
        if how == "posted" and amount > reserved:
            return "exceeds_pending_transfer_amount"
        if done:
            return f"pending_transfer_already_{done}"
        self.sums[debit][0] -= reserved
        self.sums[credit][2] -= reserved
        if how == "posted":
            self.sums[debit][1] += amount
            self.sums[credit][3] += amount
        self.pending[name][3] = how
        return "created"


def by_chance(seed, count):
    """Return the rows of a long case, with what a dictionary says of them."""
    chance = random.Random(seed)
    limits = {f"A{n}": ("D<C", "C<D", "", "D<C")[n % 4] for n in range(1, 13)}
    model = Model(limits)
    rows = [account(name, flags) for name, flags in limits.items()]
    for number in range(1, count + 1):
        debit, credit = chance.sample(list(limits), 2)
        amount, name = chance.randrange(1, 60), f"T{number}"
        kind = chance.random()
        if kind < 0.45:
            status = model.reserve(name, debit, credit, amount)
            rows.append(transfer(name, debit, credit, amount, "PEN", status=status))
        elif kind < 0.6:
            status = model.reserve(name, debit, credit, amount)
            if status == "created":
                model.resolve(name, amount, "posted")
                del model.pending[name]
            rows.append(transfer(name, debit, credit, amount, status=status))
        elif model.pending:
            which = chance.choice(list(model.pending)[-12:])
            posts = chance.random() < 0.7
            status = model.resolve(which, amount, "posted" if posts else "voided")
            flags, asked = ("POS", amount) if posts else ("VOI", 0)
            rows.append(
                transfer(name, "", "", asked, flags, pending_id=which, status=status, ledger="")
            )
        if number % 150 == 0:
            rows += [COMMIT, *(balance(a, *sums) for a, sums in model.sums.items())]
    return rows


def test_a_long_case_by_chance_comes_out_as_a_dictionary_says(tmp_path):
    cases = {"by chance": by_chance(17, 900)}
    found, said = play(tmp_path, cases)
    statuses = [row["expected_status"] for row in cases["by chance"] if row["op"] == "transfer"]

    assert compare(found, cases) == []
    assert "left out" not in said
    assert statuses.count("created") > 300
    assert min(statuses.count("exceeds_credits"), statuses.count("exceeds_debits")) > 20
