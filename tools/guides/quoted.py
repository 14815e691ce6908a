"""What a guide quotes is taken from the product, so that it cannot grow stale.

``[[Payments]]`` is a word of the pages by its English message, ``[[role:AUDITOR]]`` the title of a
role, ``[[control:K03]]`` the name of a control of the handbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from fisc.law.names import control_name
from fisc.law.tables import ROLES, UnknownRow, find
from fisc.values import Words
from tools.translations import PLACEHOLDER, ROOT, read_catalogue

CATALOGUE: Final = ROOT / "fisc/doors/web/locale/zh_Hans/LC_MESSAGES/django.po"


class NotQuotable(LookupError):
    """The product does not say this."""


@cache
def catalogue() -> Mapping[str, str]:
    """Return what the pages say: each message with its Chinese."""
    messages = read_catalogue(CATALOGUE.read_text(encoding="utf-8"))
    return {message.original: message.translations[0] for message in messages}


def quoted(mark: str, language: str) -> str:
    """Return what the product says, in the language of the page.

    Raises:
        NotQuotable: it does not say that; the message names it.

    Example:
        >>> quoted("Payments", "zh-hans"), quoted("Payments", "en")
        ('支付', 'Payments')
        >>> quoted("control:K03", "en")
        'Payment within indicator'
    """
    kind, _, code = mark.partition(":")
    if kind == "role" and code:
        return _of_law(mark, code, language)
    if kind == "control" and code:
        return _of_law(mark, code, language)
    if mark not in catalogue() or PLACEHOLDER.search(mark):
        raise NotQuotable(f"[[{mark}]] is no message of the pages without places to fill.")
    return catalogue()[mark] if language == "zh-hans" else mark


def _of_law(mark: str, code: str, language: str) -> str:
    try:
        if mark.startswith("control:"):
            words = control_name(code)
        else:
            role = find(ROLES, code)
            words = Words(role.name_en, role.name_zh)
    except UnknownRow as unknown:
        raise NotQuotable(f"[[{mark}]]: {unknown}") from unknown
    return words.said(language)
