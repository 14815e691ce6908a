"""The gate of every operation: who asks, whether they may, and what lies in their scope."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from django.conf import settings
from django.http import HttpRequest
from ninja import Router
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from fisc.doors.api import clock, limits, tokens
from fisc.doors.api.problems import NO_RIGHT, NOT_FOUND, OUT_OF_SCOPE, UNKNOWN_CALLER, Problem, Stop
from fisc.doors.api.rules import ANYBODY, RULES, Rule
from fisc.engines.ledger.moves import Pot
from fisc.engines.organisation.rights import Grant, Place, admitted, judge, open_to, right
from fisc.engines.organisation.second_factor import check_second_factor
from fisc.law.names import role
from fisc.registers import divisions, factors, people, units
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, UnitCode, Words

DEMO_SESSION_KEY: Final = "demo_person"  # under which the pages keep who was chosen in a demo
FILES: Final = "x-files"  # the media types of an operation that answers with a file
_BY_STATUS: Final = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, and what they may see: what their grants reach, divisions or units.

    ``grants`` are those by which they may use the operation. A grant for a unit, beside one for
    whole divisions, adds nothing to what is seen, so that nobody sees too much.
    """

    person: PersonRecord
    grants: tuple[Grant, ...]
    device: str = ""  # the second factor with which they came in

    @property
    def username(self) -> str:
        """The name under which acts are signed."""
        return self.person.username

    @cached_property
    def divisions(self) -> frozenset[str]:
        """The divisions in scope."""
        wide = {one.division for one in self.grants if not one.unit}
        below = [divisions.subtree(DivisionCode(code)) for code in sorted(wide)]
        seen = frozenset(str(code) for found in below for code in found)
        return seen or frozenset(one.division for one in self.grants)

    @cached_property
    def units(self) -> frozenset[str] | None:
        """The units in scope; None for those of every division in scope."""
        own = {one.unit for one in self.grants}
        if "" in own:
            return None
        below = [units.subtree(UnitCode(code)) for code in sorted(own)]
        return frozenset(str(code) for found in below for code in found)

    @property
    def own_unit(self) -> str:
        """The unit where their own work is; empty for somebody of no unit in particular."""
        own = {one.unit for one in self.grants}
        home = str(self.person.unit or "")
        return "" if not own or "" in own else home if home in own else min(own)

    def sees(self, division: str, unit: str = "") -> bool:
        """Say whether something of this division and unit lies in scope."""
        mine = self.units is None or not unit or unit in self.units
        return division in self.divisions and mine

    def sees_pot(self, pot: Pot) -> bool:
        """Say whether a pot lies in scope; somebody of a unit sees only what is the unit's."""
        return pot.division in self.divisions and (self.units is None or pot.unit in self.units)

    def demand(self, division: str, unit: str = "") -> None:
        """Stop the request unless this division and unit lie in scope.

        Raises:
            Stop: they do not.
        """
        if not self.sees(division, unit):
            place = unit or division
            raise Stop(OUT_OF_SCOPE, Words(f"{place} is not yours.", f"{place} 不在您的范围内。"))

    def demand_right(self, name: str, division: str) -> None:
        """Stop the request unless the right reaches this division, as an act of a stage would.

        For what is posted without a document, so that no stage asks who may.

        Raises:
            Stop: it does not reach there.
        """
        verdict = judge(right(name), self.username, self.person.grants, Place(division))
        if not verdict:
            raise Stop(NO_RIGHT, refusals=(verdict,))

    def demand_seen(self, what: str, division: str, unit: str = "") -> None:
        """Stop the request as if a thing did not exist, unless it lies in scope.

        Raises:
            Stop: it does not.
        """
        if not self.sees(division, unit):
            raise absent(what)


def absent(what: str) -> Stop:
    """Return the end of a request for something that is not there, or not for this person."""
    return Stop(NOT_FOUND, Words(f"There is no {what}.", f"没有 {what}。"))


def caller(request: HttpRequest) -> Caller:
    """Return who was let in through the gate."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


class Token(HttpBearer):
    """Lets in whoever holds a token, if the rule admits one of their roles."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002
        """Return who asks.

        Raises:
            Stop: the token is worth nothing, or no role of theirs is admitted.
        """
        held = tokens.holder(token, at=clock.now())
        if held is None or tokens.is_closed(held.person):
            raise Stop(UNKNOWN_CALLER)
        if settings.MODE == "office" and held.device != factors.device_of(held.person):
            raise Stop(UNKNOWN_CALLER)
        return _admitted(held.person, self.rule, held.device)


class Session(APIKeyCookie):
    """Lets in who signed in at the pages; writing needs the pages' token against forgery too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Return who asks, or None for nobody.

        Raises:
            Stop: the request may be forged, or no role of theirs is admitted.
        """
        username = _signed_in(request) if key else ""
        if not username:
            return None
        if check_csrf(request):
            forged = Words("X-CSRFToken is missing or wrong.", "缺少或错误的 X-CSRFToken。")
            raise Stop(NO_RIGHT, forged)
        return _admitted(username, self.rule, str(request.session.get(factors.SESSION, "")))


def _signed_in(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return request.user.get_username()
    if settings.MODE == "demo":
        return str(request.session.get(DEMO_SESSION_KEY, ""))
    return ""


def _admitted(username: str, rule: Rule, device: str) -> Caller:
    limits.demand_pace_of(username)
    try:
        person = people.person(username, clock.now())
    except people.UnknownPerson as unknown:
        raise Stop(UNKNOWN_CALLER) from unknown
    if settings.MODE == "office":
        _demand_second_factor(person, device)
    if not open_to(rule.roles, person.grants):
        wanted = [role(code) for code in sorted(rule.roles)]
        yours = [role(code) for code in person.roles] or [Words("nobody yet", "暂无")]
        raise Stop(
            NO_RIGHT,
            Words(
                f"{rule.title.en} is for {', '.join(one.en for one in wanted)}; "
                f"you are {', '.join(one.en for one in yours)}.",
                f"“{rule.title.zh}”限{'、'.join(one.zh for one in wanted)}；"
                f"您的岗位是{'、'.join(one.zh for one in yours)}。",
            ),
        )
    return Caller(person, admitted(rule.roles, person.grants), device)


def _demand_second_factor(person: PersonRecord, device: str) -> None:
    day, reach = clock.today(), settings.SECOND_FACTOR
    verdict = check_second_factor(
        person.username, person.roles, day, has_one=bool(device), reach=reach
    )
    if not verdict:
        raise Stop(NO_RIGHT, refusals=(verdict,))


class Desk:
    """A group of operations about one subject; each is declared by the name of its rule."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(self, path: str, name: str, answer: Any) -> Callable[[View], View]:
        """Declare an operation that reads."""
        return self._declare("GET", path, name, answer)

    def file(self, path: str, name: str, types: Iterable[str]) -> Callable[[View], View]:
        """Declare an operation that reads and answers with a file of one of some media types."""
        return self._declare("GET", path, name, Any, files=sorted(types))

    def post(self, path: str, name: str, answer: Any) -> Callable[[View], View]:
        """Declare an operation that acts."""
        return self._declare("POST", path, name, answer)

    def put(self, path: str, name: str, answer: Any) -> Callable[[View], View]:
        """Declare an operation that replaces."""
        return self._declare("PUT", path, name, answer)

    def _declare(
        self, method: str, path: str, name: str, answer: Any, files: Sequence[str] = ()
    ) -> Callable[[View], View]:
        rule = RULES[name]

        def declare(view: View) -> View:
            declared: View = self.router.api_operation(
                [method],
                path,
                operation_id=name,
                auth=None if rule.roles is ANYBODY else [Token(rule), Session(rule)],
                summary=f"{rule.title.en} · {rule.title.zh}",
                description=inspect.getdoc(view),
                response={200: answer, **dict.fromkeys(_BY_STATUS, Problem)},
                openapi_extra={"x-roles": sorted(rule.roles)}
                | ({FILES: list(files)} if files else {}),
            )(view)
            return declared

        return declare
