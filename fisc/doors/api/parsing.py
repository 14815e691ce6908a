"""JSON as this door takes it: small, shallow, without fractions and without surprises.

What is refused here never reaches a stage: bodies over 5 MB, nesting over 50, members that stand
twice, numbers that are not plain whole ones, characters that no document holds.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from fisc.doors.api.problems import INVALID, MALFORMED, NOT_JSON, TOO_LARGE, Stop
from fisc.values import Words

BYTES_MAX: Final = 5_000_000
DEPTH_MAX: Final = 50
MEMBERS_MAX: Final = 100
VALUES_MAX: Final = 200_000
DIGITS_MAX: Final = 15
# Controls but line break and tab, halves of a character, and signs that turn the writing round.
NOT_TEXT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


class StrictParser(Parser):
    """Reads the body of a request that ``take_body`` has let in."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the document.

        Raises:
            Stop: it is not one that this door takes.
        """
        return read_json(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters of an address.

        Raises:
            Stop: one of them is no text.
        """
        for values in data.lists():
            for text in (values[0], *values[1]):
                _text(text)
        return super().parse_querydict(data, list_fields, request)


def take_body(request: HttpRequest) -> None:
    """Read the body of a writing request, as long as it is JSON and not too large.

    Raises:
        Stop: it is too large, or not said to be JSON.
    """
    if request.method not in {"POST", "PUT", "PATCH"}:
        return
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or len(length) > DIGITS_MAX or int(length) > BYTES_MAX:
        raise Stop(TOO_LARGE)
    if request.content_type != "application/json" and (int(length) or request.content_type):
        raise Stop(NOT_JSON)
    # Django's own limit for forms is half of ours; so the body is read here, once.
    body = request.read(BYTES_MAX + 1)
    if len(body) > BYTES_MAX:
        raise Stop(TOO_LARGE)
    request._body = body  # noqa: SLF001


def read_json(body: bytes) -> Any:
    """Read one JSON document strictly.

    Raises:
        Stop: it is none, or holds what no request needs.

    Example:
        >>> read_json(b'{"amount": "1234.50"}')
        {'amount': '1234.50'}
        >>> for wrong in (b'{"a": 1.5}', b'[NaN]', b'[1e400]', b'[-0]', b'{"a":1,"a":2}', b'[['):
        ...     try:
        ...         read_json(wrong)
        ...     except Stop as stop:
        ...         print(stop.kind.status, stop.detail.en)
        422 1.5 is not a whole number; write amounts as text: "1234.50".
        422 NaN is not a number here.
        422 1e400 is not a whole number; write amounts as text: "1234.50".
        422 -0 is not a number here.
        422 The member 'a' stands there twice.
        400 The body cannot be read
    """
    try:
        read = json.loads(
            body.decode("utf-8"),
            parse_float=_no_fraction,
            parse_constant=_no_number,
            parse_int=_whole,
            object_pairs_hook=_members,
        )
    except (ValueError, RecursionError) as not_json:
        raise Stop(MALFORMED) from not_json
    _look_over(read)
    return read


def _no_fraction(digits: str) -> NoReturn:
    shown = digits[:40]
    _refuse(
        f'{shown} is not a whole number; write amounts as text: "1234.50".',
        f'{shown} 不是整数；金额请写成文本 "1234.50"。',
    )


def _no_number(name: str) -> NoReturn:
    _refuse(f"{name[:40]} is not a number here.", f"{name[:40]} 不是有效数字。")


def _whole(digits: str) -> int:
    if len(digits) > DIGITS_MAX or digits == "-0":
        _no_number(digits)
    return int(digits)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MEMBERS_MAX:
        _refuse(
            f"An object has {len(pairs)} members; {MEMBERS_MAX} are the most.",
            f"对象有 {len(pairs)} 个成员，最多 {MEMBERS_MAX} 个。",
        )
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown = name[:40].encode("ascii", "backslashreplace").decode()
            _refuse(f"The member '{shown}' stands there twice.", f"成员“{shown}”重复。")
        found[name] = value
    return found


def _look_over(read: Any) -> None:
    """Go through a document level by level; refuse what is too deep, too long or no text."""
    level, values = [read], 0
    for depth in range(DEPTH_MAX + 1):
        values += len(level)
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _text(value)
            elif isinstance(value, list):
                below += value
            elif isinstance(value, dict):
                for name in value:
                    _text(name)
                below += value.values()
        if not below:
            return
        if values > VALUES_MAX or len(below) > VALUES_MAX:
            _refuse(
                f"The body has more than {VALUES_MAX} values; divide it.",
                f"请求体超过 {VALUES_MAX} 个值，请拆分。",
            )
        if depth == DEPTH_MAX - 1:
            break
        level = below
    _refuse(f"The body is nested deeper than {DEPTH_MAX}.", f"请求体嵌套超过 {DEPTH_MAX} 层。")


def _text(value: str) -> None:
    if NOT_TEXT.search(value):
        shown = value[:40].encode("ascii", "backslashreplace").decode()
        _refuse(f"'{shown}' holds a sign that is no text.", f"“{shown}”含有非文本字符。")


def _refuse(en: str, zh: str) -> NoReturn:
    words = Words(en, zh)
    raise Stop(INVALID, words, faults=(("body", words),))
