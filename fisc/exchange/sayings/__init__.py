"""The catalogue of what can be wrong with a file, in the words that an official reads.

Each entry holds what happened and what to do, in Chinese and in English. Places in braces are
filled with facts.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from fisc.exchange.sayings.cells import CELLS
from fisc.exchange.sayings.files import FILES
from fisc.exchange.sayings.kinds import Saying
from fisc.exchange.sayings.notices import NOTICES
from fisc.exchange.sayings.packages import PACKAGES
from fisc.exchange.sayings.sheets import SHEETS

CATALOGUE: Final = MappingProxyType({**FILES, **SHEETS, **CELLS, **NOTICES, **PACKAGES})


def saying(rule: str) -> Saying:
    """Return what a rule says and what it asks for.

    Raises:
        ValueError: no such rule is in the catalogue.

    Example:
        >>> saying("not-whole")[0].en
        '“{value}” is not a whole number.'
    """
    try:
        return CATALOGUE[rule]
    except KeyError:
        raise ValueError(f"{rule!r} is not in the catalogue of what can be wrong.") from None
