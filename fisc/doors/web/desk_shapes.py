"""What a kind of document must answer to lie on desks, and what somebody wants done with one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from fisc.doors.web.pages import Page
from fisc.engines.organisation.tasks import Task
from fisc.values import Step, Verdict, Words

TAKEN_MAX: Final = 300  # of one kind; a filter looks through these
APPROVE: Final = "approve"
RETURN: Final = "return"
STALE: Final = Verdict(
    False,
    Words("turn of the step", "流转次序"),
    (Step("It has moved on since you saw it.", "单据已流转，请重新查看。"),),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with one document of a desk: approved or returned, in which version."""

    flow: str
    number: str
    year: int
    version: int
    way: str
    reason: str
    once: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The desks of one kind of document.

    ``lists`` answers for several kinds at once; kinds that share it are asked for together.
    ``foresee`` says what is against an act without doing it, ``take`` does it and says what was;
    both answer with nothing where all is well.
    """

    title: Any
    lists: Callable[[Page, str, Collection[str]], tuple[Task, ...]]
    href: Callable[[Task], str]
    state: Callable[[str], Any]
    act: Callable[[str], Any]
    foresee: Callable[[Page, Wish], tuple[Verdict, ...]]
    take: Callable[[Page, Wish], tuple[Verdict, ...]]
