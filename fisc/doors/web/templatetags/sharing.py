"""Share what a page shows: copy its whole address, and save it under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from fisc.doors.web import sharing as rules
from fisc.doors.web.pages import Page

register = template.Library()


@register.inclusion_tag("web/sharing.html")
def sharing(page: Page) -> dict[str, str]:
    """Offer to copy the address of a page, and the saved views where a page has filters."""
    asked = page.request
    if asked.method not in {"GET", "HEAD"} or page.confined:
        return {}
    offered = {"address": rules.address_of(page)}
    if page.name in rules.PARAMETERS:
        about = {"of_page": page.name, "query": rules.query_shown(page)}
        offered["views"] = f"{reverse('saved-views')}?{urlencode(about)}"
    return offered
