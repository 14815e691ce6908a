"""One batch that was imported: what it is, the file that it came from, and its undoing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web.import_kinds import (
    KINDS,
    kind_for,
    right_in,
    sees_only_own,
    signed,
    take_back_of,
    uploads,
)
from fisc.doors.web.pages import Page
from fisc.doors.web.paging import ROWS_MAX, first_of, paging
from fisc.exchange.intake import batches
from fisc.exchange.intake.batches import Batch
from fisc.exchange.intake.imports import UnknownImport, undo_import
from fisc.registers import names
from fisc.values import Verdict


@require_safe
def batch(request: HttpRequest, page: Page, division: str, name: str, number: int) -> HttpResponse:
    """Show one batch: the file that it came from, what came of it, and whether it was undone."""
    return _batch_page(request, page, _batch(page, division, name, number))


def _batch_page(
    request: HttpRequest,
    page: Page,
    found: Batch,
    refusal: Verdict | None = None,
    status: int = 200,
) -> HttpResponse:
    first = first_of(request)
    documents = list(found.documents)
    actors = {found.imported.actor, found.undone.actor if found.undone else ""}
    context = {
        "page": page,
        "found": found,
        "kind": KINDS[found.template],
        "refusal": refusal,
        "people": names.people(actors - {""}),
        "documents": documents[first - 1 : first - 1 + ROWS_MAX],
        "may_undo": found.undone is None
        and bool(right_in(page, KINDS[found.template], found.imported.division)),
        "file_kept": uploads().taken(found.fingerprint) is not None,
        **paging(page, first, len(documents)),
    }
    return render(request, "web/import_batch.html", context, status=status)


@require_safe
def original(_: HttpRequest, page: Page, division: str, name: str, number: int) -> HttpResponse:
    """Answer with the very file from which a batch was taken over."""
    found = _batch(page, division, name, number)
    path = uploads().taken(found.fingerprint)
    if path is None:
        raise Http404(found.fingerprint)
    response: Any = FileResponse(path.open("rb"), as_attachment=True, filename=found.file)
    return cast(HttpResponse, response)


@require_POST
def undo(request: HttpRequest, page: Page, division: str, name: str, number: int) -> HttpResponse:
    """Undo a batch, all of it; a refusal answers 409 with its working."""
    found = _batch(page, division, name, number)
    kind = KINDS[name]
    allowed = right_in(page, kind, division)
    if not allowed:
        return _batch_page(request, page, found, allowed, status=409)
    receipt = undo_import(
        page.book, kind.key, signed(page), number, take_back=take_back_of(page, kind)
    )
    if receipt.refusal is not None:
        return _batch_page(request, page, found, receipt.refusal, status=409)
    messages.success(request, _("The batch was undone; everything is as it was before."))
    return redirect("import-batch", division=division, name=name, number=number)


def _batch(page: Page, division: str, name: str, number: int) -> Batch:
    kind = kind_for(page, name)
    if division not in page.scope:
        raise Http404(division)
    try:
        found = batches.batch_of(page.book, kind.key, division, number)
    except UnknownImport as unknown:
        raise Http404(name) from unknown
    if sees_only_own(page) and found.imported.actor != page.person.username:
        raise Http404(name)
    return found
