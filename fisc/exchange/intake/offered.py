"""Which tables can be imported, with which right, and by which act; the doors offer them.

The act decides; what stands here is only what is offered to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings

from fisc.engines.organisation import rights
from fisc.engines.organisation.rights import Grant, roles_of
from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import DryRun, Order, dry_run
from fisc.exchange.intake.budgets import BudgetsAct
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.indicator_lines import IndicatorLinesAct
from fisc.exchange.intake.indicators import IndicatorsAct
from fisc.exchange.intake.journal import JOURNAL, JournalAct, try_journal
from fisc.exchange.intake.payments import PaymentsAct
from fisc.exchange.intake.resources import RIGHT as ENTER_RESOURCES
from fisc.exchange.intake.resources import ResourcesAct
from fisc.exchange.intake.standards import RIGHT as ENTER_STANDARDS
from fisc.exchange.intake.standards import StandardsAct
from fisc.exchange.tables.budgets import BUDGETS
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.exchange.tables.indicators import INDICATORS
from fisc.exchange.tables.payments import PAYMENTS
from fisc.exchange.tables.resources import RESOURCES
from fisc.exchange.tables.standards import OWN_STANDARDS
from fisc.exchange.templates import Template
from fisc.exchange.uploads import Upload, Uploads
from fisc.record.book import Book
from fisc.stages.pay.persons import right_of

ENCODINGS: Final = ("utf-8-sig", "gb18030", "utf-16")
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """One table that can be imported.

    ``right`` is that of the act; ``draft`` says that the person names the draft it becomes,
    ``lines`` that what is there already is exported, edited and read back.
    """

    template: Template
    right: str
    make: Callable[[Signature, str, Answers], Any]
    try_file: Callable[..., DryRun] = dry_run
    draft: bool = False
    lines: bool = False

    @property
    def key(self) -> str:
        """The key of the template."""
        return self.template.key


def _journal(signature: Signature, file: str, _: Answers) -> JournalAct:
    return JournalAct(Book(), signature, file=file)


def _budgets(signature: Signature, file: str, answers: Answers) -> BudgetsAct:
    number, year = answers.get("number", ""), answers.get("year", "0")
    return BudgetsAct(signature, number=number, year=int(year), file=file)


def _lines(signature: Signature, file: str, answers: Answers) -> IndicatorLinesAct:
    return IndicatorLinesAct(signature, year=int(answers.get("year", "0")), file=file)


def _indicators(signature: Signature, file: str, _: Answers) -> IndicatorsAct:
    return IndicatorsAct(signature, file=file)


def _payments(signature: Signature, file: str, _: Answers) -> PaymentsAct:
    return PaymentsAct(signature, file=file)


def _resources(signature: Signature, file: str, _: Answers) -> ResourcesAct:
    return ResourcesAct(signature, file=file)


def _standards(signature: Signature, file: str, _: Answers) -> StandardsAct:
    return StandardsAct(signature, file=file)


EVERY: Final = (
    ImportKind(template=INDICATORS, right="allot.draft", make=_indicators),
    ImportKind(template=INDICATOR_LINES, right="allot.draft", make=_lines, lines=True),
    ImportKind(template=BUDGETS, right="approve.draft", make=_budgets, draft=True),
    ImportKind(template=PAYMENTS, right=right_of("draft"), make=_payments),
    ImportKind(template=RESOURCES, right=ENTER_RESOURCES, make=_resources),
    ImportKind(template=OWN_STANDARDS, right=ENTER_STANDARDS, make=_standards),
    ImportKind(
        template=JOURNAL,
        right="import.journal",
        make=_journal,
        try_file=try_journal,
    ),
)
KINDS: Final[Mapping[str, ImportKind]] = MappingProxyType({kind.key: kind for kind in EVERY})


def offered_to(grants: Collection[Grant]) -> tuple[ImportKind, ...]:
    """Return what somebody with these grants may import; into their own division only."""
    return tuple(kind for kind in EVERY if rights.open_to(roles_of(kind.right), grants))


def uploads() -> Uploads:
    """Return the uploads of this office."""
    return Uploads(settings.HOME / "uploads")


def expected_of(division: str, answers: Answers) -> dict[str, str]:
    """Return what a file of edited lines must say of itself; its export says the same."""
    return {"division": division, "year": answers.get("year", "")}


def order_of(upload: Upload) -> Order:
    """Return how an upload is to be read."""
    answers, kind = upload.about.answers, KINDS[upload.about.template]
    unit = answers.get("unit", "")
    return Order(
        path=upload.path,
        name=upload.about.label,
        template=kind.template,
        unit=Unit(unit) if unit else None,
        encoding=answers.get("encoding") or None,
        expected=expected_of(upload.about.division, answers) if kind.lines else {},
    )
