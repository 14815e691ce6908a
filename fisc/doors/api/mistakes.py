"""What a caller may get wrong, as problems: misuse that a stage names, and fields that are wrong.

The stages say in English what is wrong; the Chinese sentence says of what kind it is, and repeats
what the stage names.
"""

from __future__ import annotations

from typing import Any, Final

from ninja.errors import ValidationError

from fisc.datacentre.indicators import UnknownIndicator
from fisc.datacentre.vouchers import UnknownVoucher
from fisc.doors.api.problems import (
    INVALID,
    KEY_MISSING,
    KEY_REUSED,
    NOT_FOUND,
    OUT_OF_TURN,
    Kind,
    Stop,
)
from fisc.engines.budgets.calendar_records import UnknownStep
from fisc.engines.budgets.lines import UnknownLine
from fisc.engines.ledger.moves import BadVoucher
from fisc.engines.organisation.duties import WrongState
from fisc.exchange.sweeps import NothingChosen
from fisc.record.granting import GrantKeyReused, WrongGrant
from fisc.record.trails import KeyOfAnotherAct
from fisc.record.ways import UnknownDocument
from fisc.registers.classification import UnknownCode
from fisc.registers.divisions import UnknownDivision
from fisc.registers.grants import UnknownGrant
from fisc.registers.people import MisplacedPerson, UnknownPerson
from fisc.registers.projects import UnknownProject
from fisc.registers.units import UnknownUnit
from fisc.stages.allot.commands import (
    UnknownChange,
    UnknownTransfer,
    WrongChange,
    WrongIndicator,
    WrongTransfer,
)
from fisc.stages.allot.commands import UnknownIndicator as UndraftedIndicator
from fisc.stages.allot.scenarios import UnknownScenario, WrongScenario
from fisc.stages.allot.sweeps import UnknownSweep, WrongSweep
from fisc.stages.approve.ceilings import BadCeiling, UnknownCeiling
from fisc.stages.approve.drafts import UnknownDraft, WrongDraft
from fisc.stages.approve.postings import BadLine
from fisc.stages.close.commands import (
    BadMonth,
    BadOrder,
    BadStatement,
    UnknownOrder,
    UnknownReopening,
    UnknownStatement,
)
from fisc.stages.pay.commands import (
    ImpossibleDraft,
    ImpossibleMessage,
    ImpossiblePaper,
    KeyReused,
    OtherStatement,
    OutOfTurn,
    UnknownPaper,
    UnknownRequest,
)
from fisc.values import Words

KEY_HEADER: Final = "Idempotency-Key"
BODY: Final = "asked"  # the parameter under which every operation of this door takes its body
KINDS: Final[dict[type[Exception], Kind]] = {
    UnknownRequest: NOT_FOUND,
    UnknownPaper: NOT_FOUND,
    UnknownUnit: NOT_FOUND,
    UnknownDivision: NOT_FOUND,
    UnknownProject: NOT_FOUND,
    UnknownCode: NOT_FOUND,
    UnknownIndicator: NOT_FOUND,
    UnknownVoucher: NOT_FOUND,
    UnknownDraft: NOT_FOUND,
    UnknownCeiling: NOT_FOUND,
    UnknownChange: NOT_FOUND,
    UnknownSweep: NOT_FOUND,
    NothingChosen: NOT_FOUND,
    UnknownTransfer: NOT_FOUND,
    UndraftedIndicator: NOT_FOUND,
    UnknownDocument: NOT_FOUND,
    UnknownStatement: NOT_FOUND,
    UnknownOrder: NOT_FOUND,
    UnknownReopening: NOT_FOUND,
    UnknownStep: INVALID,
    UnknownPerson: NOT_FOUND,
    UnknownGrant: NOT_FOUND,
    KeyReused: KEY_REUSED,
    GrantKeyReused: KEY_REUSED,
    KeyOfAnotherAct: KEY_REUSED,
    OtherStatement: KEY_REUSED,
    OutOfTurn: OUT_OF_TURN,
    WrongState: OUT_OF_TURN,
    ImpossibleDraft: INVALID,
    ImpossibleMessage: INVALID,
    ImpossiblePaper: INVALID,
    WrongDraft: INVALID,
    BadLine: INVALID,
    UnknownLine: INVALID,
    BadCeiling: INVALID,
    BadVoucher: INVALID,
    WrongIndicator: INVALID,
    WrongChange: INVALID,
    WrongSweep: INVALID,
    WrongScenario: INVALID,
    UnknownScenario: NOT_FOUND,
    WrongTransfer: INVALID,
    BadStatement: INVALID,
    BadOrder: INVALID,
    BadMonth: INVALID,
    MisplacedPerson: INVALID,
    WrongGrant: INVALID,
}
_WORDS: Final = {
    "missing": "缺少必填项。",
    "extra_forbidden": "不认识的字段。",
    "string_pattern_mismatch": "格式不符。",
    "string_type": "应为文本。",
    "string_too_long": "文本过长。",
    "string_too_short": "文本过短。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "bool_type": "应为 true 或 false。",
    "greater_than_equal": "数值过小。",
    "less_than_equal": "数值过大。",
    "literal_error": "不在允许的取值之内。",
    "enum": "不在允许的取值之内。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "too_long": "项目过多。",
    "too_short": "项目过少。",
    "amount": "金额须为两位小数的人民币元文本，如 “1234.50”。",
    "day": "日期须写作 “2026-03-02”。",
    "date_from_datetime_parsing": "日期须写作 “2026-03-02”。",
    "date_parsing": "日期须写作 “2026-03-02”。",
    "instant": "时刻须写作 “2026-03-02T12:00:00+08:00”。",
    "timezone_aware": "时刻须注明时区。",
}


def of_misuse(mistake: Exception) -> Stop:
    """Return the end of a request that a stage could not make sense of."""
    kind = next(KINDS[cls] for cls in type(mistake).__mro__ if cls in KINDS)
    what = str(mistake)[:300]
    return Stop(kind, Words(what, f"{kind.title.zh}：{what}"))


def of_validation(invalid: ValidationError) -> Stop:
    """Return the end of a request whose fields are wrong, each named with its place."""
    faults = [(_place(error["loc"]), _what(error)) for error in invalid.errors]
    header = f"header.{KEY_HEADER}"
    missing = any(
        place == header and error["type"] == "missing"
        for (place, _), error in zip(faults, invalid.errors, strict=True)
    )
    if missing:
        return Stop(KEY_MISSING)
    detail = Words(
        f"{len(faults)} fields are wrong; the first is {faults[0][0]}: {faults[0][1].en}",
        f"{len(faults)} 处有误；首处 {faults[0][0]}：{faults[0][1].zh}",
    )
    return Stop(INVALID, detail, faults=faults)


def _place(steps: tuple[Any, ...]) -> str:
    if steps[:2] == ("body", BODY):
        steps = ("body", *steps[2:])
    return ".".join(str(step)[:60] for step in steps)


def _what(error: dict[str, Any]) -> Words:
    english = str(error["msg"])[:200]
    return Words(english, _WORDS.get(error["type"], "值不符合要求。") + f"（{english}）")
