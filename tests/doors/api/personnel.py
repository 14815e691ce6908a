"""Requests about people and roles that succeed, and what must have happened before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fisc.record import second_factor
from fisc.registers import grants, people
from tests.doors.api.samples import SAMPLES, Sample
from tests.record import granting_office
from tests.stages.pay import cases
from tests.stages.town import NOON, SCHOOL


def with_administrators(name: str) -> Callable[[], Sample]:
    """Return a maker of a request in an office with its three administrators."""

    def ready() -> Sample:
        granting_office.staff()
        return SAMPLES[name]

    return ready


def _proposed() -> int:
    granting_office.staff()
    asked = granting_office.propose("FIN_PERF")
    assert asked.done, asked.refusal
    return asked.number


def confirm() -> Sample:
    """Propose a grant that another administrator confirms."""
    number = _proposed()
    return replace(
        SAMPLES["grants-confirm"], path=f"/grants/{number}/confirmation", key=str(number)
    )


def end() -> Sample:
    """Give a role that is to end."""
    number = _proposed()
    assert granting_office.confirm(number).done
    return replace(SAMPLES["grants-end"], path=f"/grants/{number}/ending", key=str(number))


def lost() -> Sample:
    """Enrol a device that somebody loses."""
    granting_office.staff()
    secret = "11" * 20
    code = second_factor.code_at(secret, NOON)
    done = second_factor.enrol(cases.CLERK, key=secret, code=code, recovery=(), steps=1, at=NOON)
    assert done.device, done.refusal
    return SAMPLES["person-factor-reset"]


def delegate() -> Sample:
    """Bring a colleague who can stand in."""
    number = grants.grants_of(cases.CLERK)[0].number
    sample = SAMPLES["grants-delegate"]
    return replace(
        sample, path=f"/grants/{number}/delegations", body={**sample.body, "to": _colleague()}
    )


def _colleague() -> str:
    people.add(people.PersonRecord("school.helper", "某", "One", "", cases.TOWN, SCHOOL))
    return "school.helper"
