"""The units of a place: departments with their own office, second-level units, basic units.

Department names come from the list of provincial departments, turned into those of a city or a
county; what stands under them is drawn from the kinds of institution below. Every name carries a
mark that says it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fisc.demo.columns import chance
from fisc.demo.institutions import INSTITUTIONS, SECOND_LEVEL, Institution
from fisc.demo.places import Place
from fisc.demo.scales import Size
from fisc.demo.shares import shared
from fisc.law.kinds import Department, UnitKind
from fisc.law.tables import DEPARTMENTS, read

MARK_ZH: Final = "(示例)"
MARK_EN: Final = " (demo)"
OWN_OFFICE: Final = 1  # the number of a department's own office among its units
GROUP: Final = 8  # so many schools or clinics stand under one second-level unit
GROUPED_FROM: Final = 4

# Departments by weight: a place that has few has the first ones.
ORDER: Final = (
    *("209", "203", "219", "206", "216", "207", "210", "201", "213", "215", "214", "212"),
    *("121", "101", "111", "218", "221", "224", "227", "220", "131", "208", "222", "211"),
    *("102", "103", "202", "205", "217", "225", "226", "301", "302", "223", "228", "230"),
    *("229", "231", "204", "401", "402"),
)
_DEPARTMENTS: Final = {"province": 41, "prefecture": 36, "county": 24}
_HEADS: Final = {"province": (60, 240), "prefecture": (30, 120), "county": (12, 60)}
_TITLES: Final = {
    "prefecture": (("高级人民法院", "中级人民法院"), ("High People's", "Intermediate People's")),
    "county": (("高级人民法院", "人民法院"), ("High People's", "People's")),
}


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A budget unit of the demo: what the register keeps, and what its budget is drawn from.

    ``function`` is the code under which it spends on itself, ``heads`` how many people it pays.
    """

    code: str
    name_zh: str
    name_en: str
    division: str
    parent: str | None
    department: str
    level: int
    kind: UnitKind
    is_basic: bool
    function: str
    heads: int


def units_of(place: Place, seed: int, size: Size) -> list[DemoUnit]:
    """Return the units of a place, each after the one that it belongs to.

    Always: codes are the division's six digits, three of the department and three of the unit.
    Source: law/organisation/departments.csv, law/organisation/unit_levels.csv
    """
    by_code = {str(row.code): row for row in read(DEPARTMENTS)}
    limit = size.departments or _DEPARTMENTS[place.level]
    chosen = [by_code[code] for code in sorted(ORDER[:limit])]
    stream = chance(seed, "units", place.number)
    counts = _counts(place, {row.code for row in chosen}, size)
    found: list[DemoUnit] = []
    for department in chosen:
        found += _department(place, department, stream)
        own = [(kind, n) for kind, n in counts if kind.department == department.code]
        found += _institutions(place, str(department.code), own, stream)
    return found


def _counts(place: Place, departments: set[str], size: Size) -> list[tuple[Institution, int]]:
    """Return how many institutions of each kind a place has."""
    own = [kind for kind in INSTITUTIONS if kind.department in departments]
    weights = np.array([kind.weights[place.level] for kind in own], dtype=np.int64)
    total = (
        size.institutions
        or {
            "province": 560,
            "prefecture": 60 + place.population // 40_000,
            "county": 20 + place.population // 9_000,
        }[place.level]
    )
    return list(zip(own, shared(total, weights).tolist(), strict=True))


def _department(
    place: Place, department: Department, stream: np.random.Generator
) -> Iterator[DemoUnit]:
    code = f"{place.code}{department.code}"
    name_zh, name_en = department_names(place, department)
    function = RUNNING[str(department.code)]
    heads = int(stream.integers(*_HEADS[place.level]))
    common = {"division": place.code, "department": str(department.code), "function": function}
    yield DemoUnit(
        code=code,
        name_zh=name_zh + MARK_ZH,
        name_en=name_en + MARK_EN,
        parent=None,
        level=0,
        kind="1",
        is_basic=False,
        heads=0,
        **common,
    )
    yield DemoUnit(
        code=f"{code}{OWN_OFFICE:03}",
        name_zh=f"{name_zh}本级{MARK_ZH}",
        name_en=f"{name_en}, own office{MARK_EN}",
        parent=code,
        level=2,
        kind="4" if department.code in {"401", "402"} else "1",
        is_basic=True,
        heads=heads,
        **common,
    )


def _institutions(
    place: Place,
    department: str,
    counts: Sequence[tuple[Institution, int]],
    stream: np.random.Generator,
) -> Iterator[DemoUnit]:
    """Yield what stands under a department; large groups stand under second-level units."""
    above = f"{place.code}{department}"
    serial = OWN_OFFICE
    groups = SECOND_LEVEL.get(department)
    inside = 0
    parent = above
    for kind, number in counts:
        heads = stream.integers(*kind.heads, size=number).tolist()
        for at in range(number):
            grouped = groups is not None and number >= GROUPED_FROM
            if grouped and at % GROUP == 0:
                serial, inside = serial + 1, inside + 1
                parent = f"{above}{serial:03}"
                yield _second_level(place, department, parent, inside)
            serial += 1
            yield DemoUnit(
                code=f"{above}{serial:03}",
                name_zh=f"{place.name_zh}{kind.named_zh(at, number)}{MARK_ZH}",
                name_en=f"{place.name_en} {kind.named_en(at, number)}{MARK_EN}",
                division=place.code,
                parent=parent if grouped else above,
                department=department,
                level=2,
                kind=kind.kind,
                is_basic=True,
                function=kind.function,
                heads=heads[at],
            )


def _second_level(place: Place, department: str, code: str, number: int) -> DemoUnit:
    name_zh, name_en = SECOND_LEVEL[department]
    return DemoUnit(
        code=code,
        name_zh=f"{place.name_zh}{name_zh.format(number)}{MARK_ZH}",
        name_en=f"{place.name_en} {name_en.format(number)}{MARK_EN}",
        division=place.code,
        parent=f"{place.code}{department}",
        department=department,
        level=1,
        kind="3",
        is_basic=False,
        function=RUNNING[department],
        heads=0,
    )


def department_names(place: Place, department: Department) -> tuple[str, str]:
    """Return what a department is called at a place, in Chinese and English.

    Example:
        >>> from fisc.demo.places import places
        >>> education = next(row for row in read(DEPARTMENTS) if row.code == "203")
        >>> department_names(places()["231100"], education)
        ('黑河市教育局', 'Heihe City Education Bureau')
    """
    sample_zh, sample_en = "(示例)", " (sample)"
    zh = str(department.name_zh).removesuffix(sample_zh).removeprefix("省")
    en = str(department.name_en).removesuffix(sample_en).removeprefix("Provincial ")
    if place.level != "province":
        (court_zh, courts_zh), (court_en, courts_en) = _TITLES[place.level]
        zh = zh.replace(court_zh, courts_zh).replace("办公厅", "办公室").replace("厅", "局")
        en = en.replace(court_en, courts_en)
        if en.startswith("Department of "):
            en = en.removeprefix("Department of ") + " Bureau"
    return f"{place.name_zh}{zh}", f"{place.name_en} {en}"


# The function under which each department runs itself.
RUNNING: Final = {
    "101": "20131",
    "102": "20132",
    "103": "20133",
    "111": "20111",
    "121": "2010101",
    "131": "20102",
    "201": "2010301",
    "202": "20104",
    "203": "2050101",
    "204": "20601",
    "205": "21505",
    "206": "2040201",
    "207": "20802",
    "208": "20406",
    "209": "2010601",
    "210": "20801",
    "211": "22001",
    "212": "21101",
    "213": "21201",
    "214": "21499",
    "215": "21399",
    "216": "2130101",
    "217": "20113",
    "218": "20701",
    "219": "21001",
    "220": "20828",
    "221": "22401",
    "222": "2010801",
    "223": "21507",
    "224": "20138",
    "225": "20105",
    "226": "21015",
    "227": "21302",
    "228": "22201",
    "229": "2010301",
    "230": "20140",
    "231": "21305",
    "301": "20405",
    "302": "20404",
    "401": "2050205",
    "402": "21002",
}
