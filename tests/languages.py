"""What the tests of all rooms ask of words: Chinese for one reader, English for the other."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fisc.values import Step, Verdict, Words

CHINESE = re.compile(r"[\u3400-\u9fff]")
TYPED = "某文具有限公司"  # the name of a payee is shown as it was typed
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def chinese(text: str) -> bool:
    return bool(CHINESE.search(text))


def assert_both(*said: Words | Step) -> None:
    """Insist that each is English without Chinese, and Chinese without a piece of English."""
    for words in said:
        assert words.en, words
        assert not chinese(words.en.replace(TYPED, "")), words
        assert chinese(words.zh), words
        assert not SENTENCE.search(words.zh), words


def assert_verdict(verdict: Verdict) -> None:
    """Insist that a rule and every line of its working are said in both languages."""
    assert verdict.steps
    assert_both(verdict.rule, *verdict.steps)


def assert_verdicts(verdicts: Iterable[Verdict]) -> None:
    """Insist on it of every one of several."""
    for verdict in verdicts:
        assert_verdict(verdict)
