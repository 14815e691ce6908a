"""How far a job is, and instants that a page shows of it."""

from __future__ import annotations

from datetime import datetime

from django import template

from fisc.doors.web.tables.jobs import how_far
from fisc.doors.web.templatetags.figures import moment
from fisc.record.book import instant

register = template.Library()
register.filter("how_far", how_far)


@register.filter
def instant_said(at: datetime) -> str:
    """Show an instant in the office's own time, to the second."""
    return moment(instant(at))
