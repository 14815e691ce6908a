"""Problems (RFC 9457): why something was not done, with the working and what to do about it.

A problem speaks the language that was asked for. ``type`` is a name that programs may rely on,
the same in every language; the other words may be improved at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Schema
from pydantic import Field

from fisc.engines.controls.outcomes import Control
from fisc.law.names import cited
from fisc.values import Verdict, Words

MEDIA_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:fisc:problem:"
FAULTS_MAX: Final = 20


class Step(Schema):
    """One line of a working, and where its figure or rule comes from."""

    text: str
    source: str = ""


class Refusal(Schema):
    """One rule that refused, or for which a reason is due."""

    rule: str
    outcome: str
    steps: list[Step]
    advice: str = ""


class FaultAt(Schema):
    """One place of a request where something is wrong."""

    at: str = Field(examples=["body.amount"])
    what: str


class Problem(Schema):
    """Why something was not done; see RFC 9457."""

    type: str = Field(examples=["urn:fisc:problem:refused"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="The address that was asked.")
    rule: str = Field("", description="The rule that refused, where one did.")
    steps: list[Step] = Field([], description="Its working, line by line.")
    advice: str = Field("", description="What to do about it.")
    refusals: list[Refusal] = Field([], description="Every rule that refused.")
    errors: list[FaultAt] = Field([], description="Where the request is wrong.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name, its status, and its words."""

    name: str
    status: int
    title: Words
    advice: Words = field(default_factory=lambda: Words("", ""))


class Stop(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        kind: Kind,
        detail: Words | None = None,
        *,
        refusals: Sequence[Control | Verdict] = (),
        faults: Sequence[tuple[str, Words]] = (),
        retry_after: int = 0,
    ) -> None:
        super().__init__(kind.name)
        self.kind = kind
        self.detail = detail or kind.title
        self.refusals = tuple(refusals)
        self.faults = tuple(faults)
        self.retry_after = retry_after  # seconds; 0 where asking again does not help


UNKNOWN_CALLER: Final = Kind(
    "unknown-caller",
    401,
    Words("Nobody is signed in", "尚未登录"),
    Words("Send a valid token: Authorization: Bearer …", "请在 Authorization 中提供有效令牌。"),
)
NO_RIGHT: Final = Kind(
    "no-right",
    403,
    Words("Not for this role", "岗位无此权限"),
    Words("Ask somebody whose role it is.", "请由有权限的岗位办理。"),
)
OUT_OF_SCOPE: Final = Kind(
    "out-of-scope",
    403,
    Words("Outside your division or unit", "超出本地区或本单位范围"),
    Words("Ask for your own division or unit, or one under it.", "请查询本级及所属范围。"),
)
NOT_FOUND: Final = Kind(
    "not-found",
    404,
    Words("There is no such thing here", "查无此项"),
    Words("Check the number; what you may not see answers the same.", "请核对编号。"),
)
NO_SUCH_METHOD: Final = Kind(
    "no-such-method",
    405,
    Words("This address is not used that way", "该地址不支持此方法"),
    Words("See the header Allow.", "请查看 Allow 头。"),
)
REFUSED: Final = Kind("refused", 409, Words("Refused by a rule", "按规则不予办理"))
OUT_OF_TURN: Final = Kind(
    "out-of-turn",
    409,
    Words("Not the turn of this act", "当前环节不能办理此操作"),
    Words("Read the document again; its state has changed.", "请重新读取单据状态。"),
)
TOO_MUCH: Final = Kind(
    "too-much",
    409,
    Words("Too much to be done while you wait", "数据量过大，不能即时完成"),
)
TOO_LARGE: Final = Kind(
    "too-large",
    413,
    Words("The body is too large", "请求体过大"),
    Words("Send at most 5 MB; divide it.", "请求体不得超过 5 MB，请拆分。"),
)
NOT_JSON: Final = Kind(
    "not-json",
    415,
    Words("The body is not JSON", "请求体不是 JSON"),
    Words("Send Content-Type: application/json.", "请使用 Content-Type: application/json。"),
)
MALFORMED: Final = Kind(
    "malformed",
    400,
    Words("The body cannot be read", "请求体无法解析"),
    Words("Send one JSON document in UTF-8.", "请发送 UTF-8 编码的 JSON。"),
)
KEY_MISSING: Final = Kind(
    "key-missing",
    400,
    Words("The Idempotency-Key is missing", "缺少 Idempotency-Key"),
    Words(
        "Send a key of your own with every writing request, and the same one when you ask again.",
        "每个写操作须带唯一键，重试时用同一键。",
    ),
)
KEY_REUSED: Final = Kind(
    "key-reused",
    422,
    Words("The key was used for something else", "该键已用于其他操作"),
    Words("Give each act a key of its own.", "请为每次操作使用新的键。"),
)
KEY_IS_NUMBER: Final = Kind(
    "key-is-number",
    422,
    Words("Here the key is the document's number", "此处的键须为单据号"),
    Words(
        "Send the number of the document as Idempotency-Key, so that it happens once.",
        "请以单据号作为 Idempotency-Key。",
    ),
)
INVALID: Final = Kind(
    "invalid",
    422,
    Words("The request is not valid", "请求内容不合规范"),
    Words("Correct what the errors name.", "请按 errors 逐项更正。"),
)
TOO_OFTEN: Final = Kind(
    "too-often",
    429,
    Words("Too many requests in a minute", "请求过于频繁"),
    Words("Wait as long as Retry-After says.", "请按 Retry-After 所示秒数后重试。"),
)
BUSY: Final = Kind(
    "busy",
    503,
    Words("The database is busy", "数据库繁忙"),
    Words("Ask again with the same key.", "请用同一键稍后重试。"),
)
OUR_FAULT: Final = Kind(
    "our-fault",
    500,
    Words("Something broke here", "系统内部错误"),
    Words("Ask again with the same key; tell the operator the time.", "请用同一键重试并告知运维。"),
)
KINDS: Final = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))


def chosen() -> str:
    """Return the language of the answer: ``zh`` or ``en``."""
    return "en" if (translation.get_language() or "zh").startswith("en") else "zh"


def said(words: Words) -> str:
    """Return words in the language of the answer."""
    return words.said(chosen())


def refusal_of(refused: Control | Verdict) -> Refusal:
    """Return a control or a verdict in the language of the answer."""
    if isinstance(refused, Control):
        verdict, outcome = refused.verdict, str(refused.outcome)
        advice = said(refused.advice)
        return Refusal(
            rule=said(verdict.rule), outcome=outcome, steps=steps_of(verdict), advice=advice
        )
    outcome = "pass" if refused.allowed else "refuse"
    return Refusal(rule=said(refused.rule), outcome=outcome, steps=steps_of(refused))


def steps_of(verdict: Verdict) -> list[Step]:
    """Return the working of a verdict in the language of the answer."""
    return [
        Step(
            text=step.said(chosen()),
            source=said(cited(step.source)) if step.source else "",
        )
        for step in verdict.steps
    ]


def problem_of(stop: Stop, instance: str) -> Problem:
    """Return what ended a request as a problem, in the language of the answer."""
    refusals = [refusal_of(refused) for refused in stop.refusals]
    steps = [step for refusal in refusals for step in refusal.steps]
    advice = [refusal.advice for refusal in refusals if refusal.advice]
    detail = " ".join(step.text for step in steps) or said(stop.detail)
    return Problem(
        type=TYPE + stop.kind.name,
        title=said(stop.kind.title),
        status=stop.kind.status,
        detail=detail,
        instance=instance,
        rule=refusals[0].rule if refusals else "",
        steps=steps,
        advice=" ".join(advice) or said(stop.kind.advice),
        refusals=refusals,
        errors=[FaultAt(at=at, what=said(what)) for at, what in stop.faults[:FAULTS_MAX]],
    )


def answer(request: HttpRequest, stop: Stop) -> HttpResponse:
    """Return the answer that a problem is."""
    problem = problem_of(stop, request.path)
    text = json.dumps(problem.model_dump(), ensure_ascii=False)
    response = HttpResponse(text, status=stop.kind.status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = "en" if chosen() == "en" else "zh-Hans"
    if stop.kind.status == UNKNOWN_CALLER.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    if stop.retry_after:
        response.headers["Retry-After"] = str(stop.retry_after)
    return response


def stopped_by(refusals: Iterable[Control | Verdict]) -> Stop:
    """Return the end of a request that rules refused; wrong persons have no right at all."""
    found = tuple(refusals)
    misplaced = any(isinstance(one, Control) and one.id == "ROLE" for one in found)
    return Stop(NO_RIGHT if misplaced else REFUSED, refusals=found)


def wrong(at: str, en: str, zh: str, **more: Any) -> Stop:
    """Return the end of a request with one thing wrong at one place."""
    words = Words(en, zh)
    return Stop(more.pop("kind", INVALID), words, faults=((at, words),))
