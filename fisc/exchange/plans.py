"""What a workbook says about itself: which sheets it has, where they lie, which are hidden."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from fisc.exchange.archives import Archive
from fisc.exchange.scanning import ScanFault, checked

SHARED_TEXTS: Final = "xl/sharedStrings.xml"
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"


@dataclass(slots=True)
class Plan:
    """The sheets of a workbook and the parts they lie in; ``hidden`` ones by name.

    ``computed`` is False where the writer asks every reader to compute the formulas anew, which
    means that no spreadsheet has done so yet.
    """

    parts: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    computed: bool = True


def plan_of(archive: Archive) -> Plan:
    """Read the plan of a workbook.

    Raises:
        ScanFault: the plan is damaged or names a sheet that is not there.
        ArchiveFault: a part is damaged.
    """
    plan = Plan()
    relations: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            relations[attributes.get("Id", "")] = attributes.get("Target", "")

    def on_workbook(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            found.append((attributes.get("name", ""), key))
            if attributes.get("state", "visible") != "visible":
                plan.hidden.add(attributes.get("name", ""))
        elif name == "calcPr" and attributes.get("fullCalcOnLoad", "0") in {"1", "true"}:
            plan.computed = False

    _run_through(archive, _WORKBOOK, on_workbook)
    if archive.has(_RELATIONS):
        _run_through(archive, _RELATIONS, on_relation)
    plan.parts = _located(archive, found, relations)
    return plan


def _located(
    archive: Archive, found: list[tuple[str, str]], relations: dict[str, str]
) -> dict[str, str]:
    parts = {}
    for name, key in found:
        part = posixpath.normpath(posixpath.join("/xl", relations.get(key, ""))).lstrip("/")
        if not archive.has(part):
            raise ScanFault("workbook-broken", name)
        if "/chartsheets/" not in part:
            parts[name] = part
    return parts


def _run_through(
    archive: Archive, part: str, on_start: Callable[[str, dict[str, str]], None]
) -> None:
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = on_start
    try:
        for piece in checked(archive.unpack(part)):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise ScanFault("workbook-broken", str(fault)) from fault
