"""Show a cell of an imported table: whatever it holds, through the filter of its kind."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString

from fisc.doors.web.templatetags.figures import day, money
from fisc.exchange.amounts import Unit
from fisc.exchange.templates import Value
from fisc.values import Money

register = template.Library()


@register.filter
def cell(value: Value, unit: Unit) -> SafeString | str:
    """Show a value; a blank cell stays blank.

    Example:
        >>> cell(Money(150), Unit.YUAN), cell(None, Unit.YUAN), cell(7, Unit.YUAN)
        ('1.50', '', '7')
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return money(value, unit)
    return day(value) if isinstance(value, date) else str(value)
