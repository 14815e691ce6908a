"""What a control answers: an outcome, its working in both languages, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fisc.law.names import control_name
from fisc.values import Step, Verdict, Words


class Outcome(StrEnum):
    """How a control came out; ``UNKNOWN`` means that too little has been typed to say."""

    PASS = "pass"  # noqa: S105 - a word, no secret
    WARN = "warn"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Title:
    """Which control it is: the handbook's number (K…) or a word, and its name."""

    id: str
    en: str
    zh: str


def handbook(number: str) -> Title:
    """Return the title of a control of the handbook.

    Raises:
        UnknownRow: the handbook has no such control.

    Source: law/ledger/controls.csv
    """
    name = control_name(number)
    return Title(number, name.en, name.zh)


NOTHING_TO_DO = Words("", "")


@dataclass(frozen=True, slots=True)
class Control:
    """What one control says about one payment request.

    Always: a request may go on only when no control refuses and none is unknown; what is not
    known is never taken for allowed.

    Example:
        >>> less = Words("Ask for less.", "减少金额。")
        >>> control = refused(handbook("K03"), less, Step("Too much.", "超出。"))
        >>> control.outcome.value, control.verdict.rule.en, bool(control.verdict), control.advice.zh
        ('refuse', 'K03 Payment within indicator', False, '减少金额。')
    """

    id: str
    title: Words
    outcome: Outcome
    lines: tuple[Step, ...]
    advice: Words = NOTHING_TO_DO

    @property
    def allows(self) -> bool:
        """Whether this control lets the request go on."""
        return self.outcome in {Outcome.PASS, Outcome.WARN}

    @property
    def verdict(self) -> Verdict:
        """The answer as a verdict with its working."""
        rule = Words(f"{self.id} {self.title.en}", f"{self.id} {self.title.zh}")
        return Verdict(self.allows, rule, self.lines)


def passed(title: Title, *lines: Step) -> Control:
    """Return a control that has nothing against the request."""
    return _control(title, Outcome.PASS, NOTHING_TO_DO, lines)


def warned(title: Title, advice: Words, *lines: Step) -> Control:
    """Return a control that lets the request go on, for somebody to give a reason."""
    return _control(title, Outcome.WARN, advice, lines)


def refused(title: Title, advice: Words, *lines: Step) -> Control:
    """Return a control that stops the request."""
    return _control(title, Outcome.REFUSE, advice, lines)


def not_yet(title: Title, missing: Words) -> Control:
    """Return a control that cannot say anything yet, because ``missing`` has not been typed."""
    line = Step(f"Not yet known: {missing.en}.", f"尚不能判断：{missing.zh}。")
    return _control(
        title, Outcome.UNKNOWN, Words(f"Enter {missing.en}.", f"请填写{missing.zh}。"), (line,)
    )


def judged(title: Title, *, allowed: bool, advice: Words, lines: tuple[Step, ...]) -> Control:
    """Return a control that passes or refuses, with the same working either way."""
    return passed(title, *lines) if allowed else refused(title, advice, *lines)


def _control(title: Title, outcome: Outcome, advice: Words, lines: tuple[Step, ...]) -> Control:
    return Control(title.id, Words(title.en, title.zh), outcome, lines, advice)
