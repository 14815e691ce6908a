"""What can be done as a job: its name, what it counts, and how it is done.

A kind is done from its beginning each time a worker takes it up, so doing it twice has the effect
of doing it once. It reports how far it is, and whoever asked for its end is heard then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fisc.jobs import dry_runs, housekeeping
from fisc.jobs.tasks import Task
from fisc.values import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of long work. ``run`` returns what is said when it is done."""

    key: str
    name: Words
    counted: Words
    run: Callable[[Task], Words]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Kind(
                key=dry_runs.KIND,
                name=Words("Check of a file", "文件校验"),
                counted=Words("rows", "行"),
                run=dry_runs.run,
            ),
            Kind(
                key=housekeeping.KIND,
                name=Words("Nightly housekeeping", "夜间维护"),
                counted=Words("requests", "笔"),
                run=housekeeping.run,
            ),
        )
    }
)
