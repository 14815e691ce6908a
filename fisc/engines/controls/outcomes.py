"""What a control answers: an outcome, its working in both languages, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fisc.values import Citation, Step, Verdict


class Outcome(StrEnum):
    """How a control came out; ``UNKNOWN`` means that too little has been typed to say."""

    PASS = "pass"  # noqa: S105 - a word, no secret
    WARN = "warn"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working in both languages, with its source where it has one."""

    en: str
    zh: str
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """Which control it is: the handbook's number (K…) or a word, and its name."""

    id: str
    en: str
    zh: str


NOTHING_TO_DO = Words("", "")


@dataclass(frozen=True, slots=True)
class Control:
    """What one control says about one payment request.

    Always: a request may go on only when no control refuses and none is unknown; what is not
    known is never taken for allowed.

    Example:
        >>> title = Title("K03", "Indicator balance", "指标余额")
        >>> less = Words("Ask for less.", "减少金额。")
        >>> control = refused(title, less, Line("Too much.", "超出。"))
        >>> control.outcome.value, control.verdict.rule, bool(control.verdict), control.advice_zh
        ('refuse', 'K03 Indicator balance', False, '减少金额。')
    """

    id: str
    title_zh: str
    title_en: str
    outcome: Outcome
    lines: tuple[Line, ...]
    advice_zh: str = ""
    advice_en: str = ""

    @property
    def allows(self) -> bool:
        """Whether this control lets the request go on."""
        return self.outcome in {Outcome.PASS, Outcome.WARN}

    @property
    def verdict(self) -> Verdict:
        """The answer as a verdict with its working in English."""
        steps = tuple(Step(line.en, line.source) for line in self.lines)
        return Verdict(self.allows, f"{self.id} {self.title_en}", steps)

    @property
    def verdict_zh(self) -> Verdict:
        """The same verdict with its working in Chinese."""
        steps = tuple(Step(line.zh, line.source) for line in self.lines)
        return Verdict(self.allows, f"{self.id} {self.title_zh}", steps)


def passed(title: Title, *lines: Line) -> Control:
    """Return a control that has nothing against the request."""
    return _control(title, Outcome.PASS, NOTHING_TO_DO, lines)


def warned(title: Title, advice: Words, *lines: Line) -> Control:
    """Return a control that lets the request go on, for somebody to give a reason."""
    return _control(title, Outcome.WARN, advice, lines)


def refused(title: Title, advice: Words, *lines: Line) -> Control:
    """Return a control that stops the request."""
    return _control(title, Outcome.REFUSE, advice, lines)


def not_yet(title: Title, missing: Words) -> Control:
    """Return a control that cannot say anything yet, because ``missing`` has not been typed."""
    line = Line(f"Not yet known: {missing.en}.", f"尚不能判断：{missing.zh}。")
    return _control(
        title, Outcome.UNKNOWN, Words(f"Enter {missing.en}.", f"请填写{missing.zh}。"), (line,)
    )


def judged(title: Title, *, allowed: bool, advice: Words, lines: tuple[Line, ...]) -> Control:
    """Return a control that passes or refuses, with the same working either way."""
    return passed(title, *lines) if allowed else refused(title, advice, *lines)


def _control(title: Title, outcome: Outcome, advice: Words, lines: tuple[Line, ...]) -> Control:
    return Control(title.id, title.zh, title.en, outcome, lines, advice.zh, advice.en)
