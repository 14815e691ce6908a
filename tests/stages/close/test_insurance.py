"""Social insurance is reported in statements of its own and touches no account of the ledger."""

from __future__ import annotations

import pytest

from fisc.record import facts
from fisc.stages.close import queries
from fisc.stages.close.commands import BadStatement, Collected
from fisc.values import Book, Money
from tests.stages.close.test_final_accounts import confirm, enter, vat
from tests.stages.town import TOWN, YEAR

pytestmark = pytest.mark.writes


def insured(code, yuan):
    return Collected(book=Book.INSURANCE, code=code, amount=Money.yuan(yuan))


def test_social_insurance_is_reported_with_its_benefits_and_counts_in_no_other_account(town):
    assert enter(insured("1021002", "300"), insured("2091001", "250")).done
    assert not facts.of_kind(town, "InsuranceReported", TOWN, YEAR)
    assert confirm().done

    (fact,) = facts.of_kind(town, "InsuranceReported", TOWN, YEAR)
    assert [(row["code"], row["side"], row["amount_fen"]) for row in fact.body["lines"]] == [
        ("1021002", "revenue", 30_000),
        ("2091001", "expenditure", 25_000),
    ]
    assert not facts.of_kind(town, "RevenueCollected", TOWN, YEAR)
    assert queries.final_statements(TOWN, YEAR) == ()


@pytest.mark.parametrize("code", ["2050202", "1010101", "209", "999"])
def test_a_statement_of_social_insurance_names_its_own_codes(town, code):
    receipt = enter(insured(code, "1"))
    assert not receipt.done
    assert receipt.refusal.rule.en.startswith("K11")


def test_social_insurance_stands_in_a_statement_of_its_own(town):
    with pytest.raises(BadStatement, match="of its own"):
        enter(insured("1021002", "300"), vat("100"))
