"""What we count in and speak with: money, years, codes, citations, words, verdicts.

Standard library only. Reads nothing. Writes nothing. Every other storey may use it.
"""

from fisc.values.citations import Citation, Cited, Confidence, Standing
from fisc.values.codes import (
    Book,
    Code,
    DepartmentItemCode,
    DivisionCode,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    IndicatorCode,
    ProjectCode,
    RevenueCode,
    UnitCode,
)
from fisc.values.money import FEN_MAX, ZERO, Money, Rounding
from fisc.values.verdicts import Step, Verdict
from fisc.values.words import Language, Words
from fisc.values.years import FiscalYear

__all__ = [
    "FEN_MAX",
    "ZERO",
    "Book",
    "Citation",
    "Cited",
    "Code",
    "Confidence",
    "DepartmentItemCode",
    "DivisionCode",
    "FiscalYear",
    "FunctionCode",
    "FundTypeCode",
    "GovernmentItemCode",
    "IndicatorCode",
    "Language",
    "Money",
    "ProjectCode",
    "RevenueCode",
    "Rounding",
    "Standing",
    "Step",
    "UnitCode",
    "Verdict",
    "Words",
]
