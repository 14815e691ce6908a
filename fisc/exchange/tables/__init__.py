"""The templates that can be imported and exported, as data.

A new template is one file here; nothing else has to change. Heads are recognised in Chinese and in
English, by the key of the column, and by its aliases.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from fisc.exchange.tables.budgets import BUDGETS
from fisc.exchange.tables.indicators import INDICATORS
from fisc.exchange.tables.journal import JOURNAL
from fisc.exchange.tables.payments import PAYMENTS
from fisc.exchange.tables.resources import RESOURCES
from fisc.exchange.tables.standards import OWN_STANDARDS

TEMPLATES: Final = MappingProxyType(
    {
        template.key: template
        for template in (BUDGETS, INDICATORS, PAYMENTS, RESOURCES, OWN_STANDARDS, JOURNAL)
    }
)
