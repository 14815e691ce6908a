"""The frame of every act: hold the document, answer a repetition, judge, act, sign.

The order of locks is the same everywhere: documents by number, the unit's serial row, the pots,
the end of the chain of facts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db import IntegrityError

from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.paper_acts import right_needed
from fisc.engines.organisation.papers import Paper
from fisc.record.acting import acting
from fisc.record.book import Book
from fisc.stages.pay.flow import paper_of
from fisc.stages.pay.models import PaymentRequest, Signature
from fisc.stages.pay.persons import misplaced, not_the_last, own_work
from fisc.stages.pay.receipts import Receipt, heard, told
from fisc.values import Step, Words

Answer = TypeVar("Answer")

VERSION: Final = Title("VERSION", "Version seen", "所见版本")
# Taken again from a stale form, these are answered as the first time: they say nothing new.
_PLAIN: Final = frozenset({"step", "end", "return", "resubmit"})
# After one of these, the steps before it must be taken anew.
_BACK: Final = frozenset({"change", "return", "outside", "end", "recall"})


class UnknownRequest(LookupError):
    """There is no payment request with that number."""


class OutOfTurn(ValueError):
    """The request is in a state in which this act has no place; the form was stale."""


class KeyReused(ValueError):
    """The key of an act was used before for another act, or for other content."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts, when, and under which key; ``day`` and ``at`` were read at a door.

    ``version`` is the version of the document that they saw, None where the door cannot know.
    """

    act: str
    officer: str
    day: date
    at: datetime
    key: str
    reason: str = ""
    version: int | None = None

    def who(self) -> Officer:
        """Return who acts, with what they hold at that instant; read anew for each act.

        Raises:
            UnknownPerson: nobody is registered under that name.
        """
        return acting(self.officer, self.at)


@dataclass(frozen=True, slots=True)
class Done:
    """What an act decided: refused when there are refusals, else done with warnings or none."""

    refusals: tuple[Control, ...] = ()
    warnings: tuple[Control, ...] = ()


def perform(
    deed: Deed,
    number: str,
    decide: Callable[[Book, PaymentRequest, Paper], Done],
    *,
    content: Mapping[str, Any] | None = None,
) -> Receipt:
    """Do one act on one request, once, and sign it; a refusal is signed as well.

    ``decide`` is called with the request held and the officer allowed; ``content`` is what the
    caller gave besides, so that a key is not used for something else.

    Raises:
        UnknownRequest: no request carries ``number``.
        OutOfTurn: the request is in a state in which the act has no place.
        KeyReused: the key was used before for something else.
    """
    book = Book()
    asked = digest(deed.act, number, content or {})

    def _perform() -> Receipt:
        request = held(number)
        if earlier := once(deed.key, asked):
            return earlier
        paper = paper_of(request, deed.day)
        if earlier := _taken(deed.act, request, paper):
            return earlier
        done = Done(judged(deed, request, paper))
        if not done.refusals:
            done = decide(book, request, paper)
        if request.state != paper.state:
            request.moved_at = deed.at
            request.save(update_fields=["moved_at"])
        return sign(deed, request.number, request.state, done, asked, request.version)

    return book.carry_out(_perform)


def judged(deed: Deed, request: PaymentRequest, paper: Paper) -> tuple[Control, ...]:
    """Return what is against the person of an act, or against the version they saw, or nothing."""
    who = deed.who()
    return (
        misplaced(
            deed.act,
            who,
            division=request.division,
            unit=request.unit,
            wanted=right_needed(paper, deed.act),
        )
        or own_work(deed.act, who, request, paper)
        or not_the_last(deed.act, deed.officer, paper)
        or _other_version(deed, request)
    )


def held(number: str) -> PaymentRequest:
    """Return a request and hold it until the act ends.

    Raises:
        UnknownRequest: no request carries ``number``.
    """
    request = PaymentRequest.objects.select_for_update().filter(number=number).first()
    if request is None:
        raise UnknownRequest(f"There is no payment request {number}.")
    return request


def once(key: str, asked: str) -> Receipt | None:
    """Return the answer that was given under this key, or None.

    Raises:
        KeyReused: the key was used for something else.
    """
    earlier = Signature.objects.filter(key=key).first()
    if earlier is None:
        return None
    if earlier.digest != asked:
        raise KeyReused(
            f"The key {key!r} was used to {earlier.act} {earlier.subject}; give each act its own."
        )
    return heard(earlier.answer)


def sign(
    deed: Deed, subject: str, state: str, done: Done, asked: str, version: int | None = None
) -> Receipt:
    """Write down what somebody did, or was refused, and return the receipt."""
    receipt = Receipt(
        subject, deed.act, str(state), not done.refusals, done.refusals, done.warnings
    )
    signature(deed, receipt, asked, version=version).save(force_insert=True)
    return receipt


def signature(
    deed: Deed, receipt: Receipt, asked: str, key: str = "", version: int | None = None
) -> Signature:
    """Return the signature of a receipt, not yet written."""
    return Signature(
        key=key or deed.key,
        subject=receipt.subject,
        act=deed.act,
        actor=deed.officer,
        day=deed.day,
        at=deed.at,
        done=receipt.done,
        reason=deed.reason[:200],
        version=version,
        digest=asked,
        answer=told(receipt),
    )


def digest(act: str, subject: str, content: Mapping[str, Any]) -> str:
    """Return a digest of what was asked, so that a key cannot be used for something else.

    Example:
        >>> digest("audit", "A", {"x": 1}) == digest("audit", "A", {"x": 2})
        False
    """
    text = json.dumps([act, subject, content], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def again_on_conflict(act: Callable[[], Answer]) -> Answer:
    """Do an act again when somebody wrote the same thing at the same instant.

    The second time what they wrote is there to be found, so it is answered as a repetition.
    """
    try:
        return act()
    except IntegrityError:
        return act()


def _taken(act: str, request: PaymentRequest, paper: Paper) -> Receipt | None:
    """Return the answer of a step that was taken already, when a stale form takes it again.

    Raises:
        OutOfTurn: the step was not taken, and is not next.
    """
    flow = paper.flow
    if right_needed(paper, act) and (act != "resubmit" or paper.returned is not None):
        return None
    row = flow.named(act)
    kinds = {one.act: one.kind for one in flow.acts}
    trail = Signature.objects.filter(subject=request.number, done=True).order_by("-id")
    for earlier in trail if row and row.kind in _PLAIN else ():
        if earlier.act == act:
            return heard(earlier.answer)
        if kinds.get(earlier.act) in _BACK:
            break
    wanted = ", ".join(sorted(flow.states_of(act)))
    raise OutOfTurn(
        f"{request.number} is {request.state}; to {act} it, it must be one of: {wanted}. "
        "Open the request again."
    )


def _other_version(deed: Deed, request: PaymentRequest) -> tuple[Control, ...]:
    if deed.version is None or deed.version == request.version:
        return ()
    line = Step(
        f"{request.number} is version {request.version} now; you saw version {deed.version}.",
        f"{request.number} 现为第 {request.version} 版，您所见为第 {deed.version} 版。",
    )
    return (refused(VERSION, Words("Look at it again.", "请重新查看。"), line),)
