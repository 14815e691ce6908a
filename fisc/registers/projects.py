"""Budget projects: personnel (R), public-use quota (Y), other running cost and targets (T)."""

from __future__ import annotations

from dataclasses import dataclass

from fisc.registers.classification import function
from fisc.registers.models import Project, Unit
from fisc.values import ZERO, FunctionCode, Money, ProjectCode, UnitCode


class UnknownProject(LookupError):
    """No project has this code."""


class MisplacedProject(ValueError):
    """A project cannot be entered as it stands."""


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project as the register has it. ``total`` covers its whole life, in fen.

    ``is_stored`` says that it has passed review and lies in the project library; nothing else
    may enter a budget.
    """

    code: ProjectCode
    name_zh: str
    name_en: str
    unit: UnitCode
    function: FunctionCode
    total: Money
    is_stored: bool

    @property
    def kind(self) -> str:
        """R personnel, Y public-use quota, T other running cost and specific target."""
        return self.code.kind


def add(project: ProjectRecord) -> None:
    """Enter a project, or change the one with its code.

    Raises:
        MisplacedProject: the unit does not exist, or the total is negative.
        UnknownCode: the function does not exist.
    """
    function(project.function)
    if project.total < ZERO:
        raise MisplacedProject(f"{project.code}: a total of {project.total} is negative.")
    if not Unit.objects.filter(code=project.unit).exists():
        raise MisplacedProject(f"{project.code}: there is no unit {project.unit}.")
    Project.objects.update_or_create(
        code=project.code,
        defaults={
            "name_zh": project.name_zh,
            "name_en": project.name_en,
            "unit_id": project.unit,
            "function_code": project.function,
            "kind": project.kind,
            "total_fen": project.total.fen,
            "is_stored": project.is_stored,
        },
    )


def project(code: ProjectCode) -> ProjectRecord:
    """Return one project.

    Raises:
        UnknownProject: there is none with this code.
    """
    found = Project.objects.filter(code=code).first()
    if found is None:
        raise UnknownProject(f"No project has the code {code}.")
    return _record(found)


def projects_of(unit: UnitCode) -> tuple[ProjectRecord, ...]:
    """Return the projects of one unit, in the order of their codes."""
    return tuple(_record(found) for found in Project.objects.filter(unit=unit))


def _record(found: Project) -> ProjectRecord:
    return ProjectRecord(
        code=ProjectCode(found.code),
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=UnitCode(found.unit_id),
        function=FunctionCode(found.function_code),
        total=Money(found.total_fen),
        is_stored=found.is_stored,
    )
