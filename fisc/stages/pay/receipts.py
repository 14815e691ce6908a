"""What an act answers, and how the answer is kept so that asking again gives the same one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fisc.engines.controls.outcomes import Control, Outcome
from fisc.law.names import working
from fisc.values import Citation, Step, Words


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an act on a document, and why.

    ``state`` is where the document is now. A refusal moves nothing: ``done`` is False and
    ``refusals`` say why, each with its working. ``warnings`` did not stop the act, but somebody
    must give a reason for them later. ``repeated`` says that the answer is that of an earlier
    call; two answers that differ in nothing else are equal.
    """

    subject: str
    act: str
    state: str
    done: bool
    refusals: tuple[Control, ...] = ()
    warnings: tuple[Control, ...] = ()
    repeated: bool = field(default=False, compare=False)


def told(receipt: Receipt) -> str:
    """Return a receipt as the text under which it is kept."""
    return json.dumps(
        {
            "subject": receipt.subject,
            "act": receipt.act,
            "state": receipt.state,
            "done": receipt.done,
            "refusals": [_plain(control) for control in receipt.refusals],
            "warnings": [_plain(control) for control in receipt.warnings],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def heard(text: str) -> Receipt:
    """Return the receipt that was kept as ``text``, marked as a repetition.

    Example:
        >>> receipt = Receipt("PAY-2026-1-1", "review", "reviewed", True)
        >>> heard(told(receipt)) == receipt, heard(told(receipt)).repeated
        (True, True)
    """
    kept = json.loads(text)
    return Receipt(
        kept["subject"],
        kept["act"],
        kept["state"],
        kept["done"],
        tuple(_control(plain) for plain in kept["refusals"]),
        tuple(_control(plain) for plain in kept["warnings"]),
        repeated=True,
    )


def reasons(controls: Iterable[Control]) -> list[dict[str, Any]]:
    """Return controls in the form in which a fact carries them."""
    return [
        {
            "id": c.id,
            "en": working(c.verdict).en,
            "zh": working(c.verdict).zh,
            "outcome": str(c.outcome),
        }
        for c in controls
    ]


def _plain(control: Control) -> dict[str, Any]:
    return {
        "id": control.id,
        "title": [control.title.en, control.title.zh],
        "outcome": str(control.outcome),
        "advice": [control.advice.en, control.advice.zh],
        "lines": [
            [
                line.en,
                line.zh,
                *((line.source.instrument, line.source.place) if line.source else ()),
            ]
            for line in control.lines
        ],
    }


def _control(plain: Mapping[str, Any]) -> Control:
    lines = tuple(
        Step(en, zh, Citation(*source) if source else None) for en, zh, *source in plain["lines"]
    )
    title, advice = Words(*plain["title"]), Words(*plain["advice"])
    return Control(plain["id"], title, Outcome(plain["outcome"]), lines, advice)
