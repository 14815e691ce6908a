"""Imports: the list of what was taken over, a new file and its dry run, and the taking over.

A file is tried when it is uploaded and waits on the server, for its owner alone, until they take it
over as one batch or give it up. The act decides at every step; the page shows what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.import_kinds import (
    ENCODINGS,
    KINDS,
    ImportKind,
    act_for,
    expected_of,
    home_of,
    kind_for,
    open_to,
    order_of,
    sees_only_own,
    signed,
    uploads,
)
from fisc.doors.web.jobs import job_context
from fisc.doors.web.pages import UNITS, Page
from fisc.doors.web.paging import ROWS_MAX, first_of, paging
from fisc.doors.web.receiving import too_large
from fisc.doors.web.tables.imports import imports_table
from fisc.exchange import run_files
from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import apply
from fisc.exchange.exports import About as Marks
from fisc.exchange.exports import Exporter
from fisc.exchange.intake import batches, indicator_lines
from fisc.exchange.intake.batches import Batch
from fisc.exchange.limits import Limits
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.exchange.text_exports import CsvExporter
from fisc.exchange.uploads import About, UnknownUpload, Upload
from fisc.exchange.workbook_exports import WorkbookExporter
from fisc.jobs import dry_runs, store
from fisc.values import Language, Verdict

NAME_MAX: Final = 60
EXPORTERS: Final[Mapping[str, Exporter]] = {
    "xlsx": cast("Exporter", WorkbookExporter()),
    "csv": cast("Exporter", CsvExporter()),
}


@require_safe
def listing(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the imports of the place and year, newest first."""
    kinds = [kind.key for kind in open_to(page)]
    place, actor = page.place.code, page.person.username if sees_only_own(page) else ""
    count = batches.how_many(page.book, kinds, place, page.year, actor=actor)
    if downloads.wanted(page):
        table = imports_table(page, _everything(page, kinds, actor), count=count)
        return downloads.answer(page, table.title, (table,))
    first = first_of(request)
    found = batches.listed(
        page.book, kinds, place, page.year, actor=actor, most=ROWS_MAX, after=first - 1
    )
    context = {
        "page": page,
        "table": imports_table(page, [found], count=count),
        **paging(page, first, count),
    }
    return render(request, "web/imports.html", context)


def _everything(page: Page, kinds: Sequence[str], actor: str) -> Iterator[Sequence[Batch]]:
    after = 0
    while found := batches.listed(
        page.book,
        kinds,
        page.place.code,
        page.year,
        actor=actor,
        most=downloads.PART,
        after=after,
    ):
        yield found
        after += len(found)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, page: Page) -> HttpResponse:
    """Choose a table and send a file; it is tried, and nothing is taken over.

    A small file is tried at once; a large one is a job, which its sender need not wait for.
    """
    typed = request.POST if request.method == "POST" else request.GET
    kind = kind_for(page, typed.get("table", "") or open_to(page)[0].key)
    if request.method != "POST":
        return _form(request, page, kind, {}, "")
    answers, wrong = _answers(kind, typed, page)
    file = request.FILES.get("file")
    if too_large(request):
        wrong = _("The file is larger than 20 MB; nothing of it was kept. Divide it.")
    elif file is None:
        wrong = wrong or _("Choose a file.")
    if wrong or file is None:
        return _form(request, page, kind, answers, wrong, status=422)
    about = About(
        token=uuid4().hex,
        owner=page.person.username,
        name=str(file.name),
        template=kind.key,
        division=home_of(page),
        kept_at=page.now,
        answers=answers,
    )
    upload = uploads().keep(file.chunks(), about)
    if dry_runs.is_small(upload):
        dry_runs.check(upload, signed(page))
    else:
        result = reverse("import-run", args=[about.token])
        store.ask(dry_runs.wanted(upload, signed(page), result), at=page.now)
    return redirect("import-run", token=about.token)


def _form(
    request: HttpRequest,
    page: Page,
    kind: ImportKind,
    answers: Mapping[str, str],
    wrong: str,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "kind": kind,
        "kinds": [(one, page.address(table=one.key)) for one in open_to(page)],
        "division": page.division_name(home_of(page)),
        "answers": answers,
        "wrong": wrong,
        "units": [(one.value, UNITS[one.value]) for one in Unit],
        "encodings": ENCODINGS,
        "limits": Limits(),
    }
    return render(request, "web/import_new.html", context, status=status)


def _answers(kind: ImportKind, typed: Mapping[str, str], page: Page) -> tuple[dict[str, str], str]:
    unit, encoding = typed.get("unit_of_file", ""), typed.get("encoding", "")
    answers = {
        "unit": unit if unit in UNITS else "",
        "encoding": encoding if encoding in ENCODINGS else "",
        "year": str(page.year),
    }
    if not kind.draft:
        return answers, ""
    number = typed.get("number", "").strip()
    answers |= {"number": number[:NAME_MAX]}
    if not number or len(number) > NAME_MAX:
        return answers, _("Give the number of the draft that the file becomes.")
    return answers, ""


@require_safe
def template(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Answer with an empty table to fill in, with an explanation of every column."""
    kind = kind_for(page, name)
    ending = request.GET.get("as", "xlsx")
    if ending not in EXPORTERS:
        raise Http404(ending)
    file = downloads.held()
    about = Marks(exported_at=page.now, language=_language(), unit=page.unit)
    EXPORTERS[ending].write(file, kind.template, (), about)
    return downloads.sent(file, kind.template.name.said(_language()), ending)


@require_safe
def lines(request: HttpRequest, page: Page) -> HttpResponse:  # noqa: ARG001 - as every page
    """Answer with the indicator lines of the person's division and year, to be edited."""
    division = home_of(page)
    marks = expected_of(division, {"year": str(page.year)})
    about = Marks(exported_at=page.now, language=_language(), unit=page.unit, marks=marks)
    file = downloads.held()
    found = indicator_lines.records(division, page.year)
    WorkbookExporter().write(file, INDICATOR_LINES, found, about)
    name = f"{INDICATOR_LINES.name.said(_language())}_{division}_{page.year}"
    return downloads.sent(file, name, "xlsx")


@require_safe
def run(request: HttpRequest, page: Page, token: str) -> HttpResponse:
    """Show what a file would do, and everything that is wrong with it; or how far the check is."""
    upload = _mine(page, token)
    if run_files.is_kept(upload.folder):
        return _run_page(request, page, upload)
    job = dry_runs.job_of(token)
    if job is None:
        raise Http404(token)  # sent, and broken off before it was put on the list
    context = {**job_context(page, job), "kind": KINDS[upload.about.template], "upload": upload}
    return render(request, "web/import_wait.html", context)


def _run_page(
    request: HttpRequest,
    page: Page,
    upload: Upload,
    refusal: Verdict | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = run_files.kept(upload.folder)
    rule = request.GET.get("rule", "")
    many = {found.rule: found.count for found in kept.rules}
    rule = rule if rule in many else ""
    changes = request.GET.get("show") == "changes" or (kept.ready and bool(kept.changes))
    first = first_of(request)
    count = kept.changes if changes else many.get(rule, kept.problems)
    kind = KINDS[upload.about.template]
    some = {"first": first, "most": ROWS_MAX}
    context = {
        "page": page,
        "kind": kind,
        "upload": upload,
        "run": kept,
        "refusal": refusal,
        "changes": changes,
        "changed": _changed(kind, upload, some) if changes else (),
        "problems": () if changes else run_files.problems(upload.folder, rule=rule, **some),
        "rule": rule,
        "rules": [
            (found, page.address(rule=found.rule, show=None, **_START)) for found in kept.rules
        ],
        "all_problems": page.address(rule=None, show=None, **_START),
        "all_changes": page.address(rule=None, show="changes", **_START),
        "columns": kind.template.columns,
        "understood": [list(entry.values.values()) for entry in kept.understood],
        **paging(page, first, count),
    }
    return render(request, "web/import_run.html", context, status=status)


_START: Final[Mapping[str, None]] = {"from": None}


def _changed(kind: ImportKind, upload: Upload, some: Mapping[str, int]) -> list[Any]:
    """Return changed rows, each with the names of its columns, before and after."""
    names_of = {column.key: column.name for column in kind.template.columns}
    return [
        (one, [(names_of[d.column], d.before, d.after) for d in one.differences])
        for one in run_files.changes(upload.folder, **some)
    ]


@require_safe
def marked(request: HttpRequest, page: Page, token: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the person's own table, faulty cells in red with what is wrong beside them."""
    from fisc.exchange.annotate import annotate

    upload = _mine(page, token)
    if not run_files.is_kept(upload.folder):
        raise Http404(token)
    tried = run_files.restored(upload.folder, order_of(upload))
    file = downloads.held()
    annotate(tried, file, language=_language(), annotated_at=page.now)
    stem = upload.about.label.rpartition(".")[0]
    return downloads.sent(file, f"{stem}_{_('marked')}", "xlsx")


@require_POST
def step(request: HttpRequest, page: Page, token: str, step_name: str) -> HttpResponse:
    """Take a file over as one batch, or give it up; a refusal answers 409 with its working."""
    upload = _mine(page, token)
    if step_name == "give-up":
        if (job := dry_runs.job_of(token)) is not None:
            store.cancel(job.number, who=page.person.username, at=page.now)
        uploads().discard(upload)
        messages.success(request, _("The file was given up; nothing of it was kept."))
        return redirect("imports")
    if step_name != "take-over":
        raise Http404(step_name)
    if not run_files.is_kept(upload.folder):
        return redirect("import-run", token=token)
    about = upload.about
    kind = KINDS[about.template]
    tried = run_files.restored(upload.folder, order_of(upload))
    act = act_for(page, kind, about.label, about.answers)
    applied = apply(tried, act)
    if isinstance(applied, Verdict):
        return _run_page(request, page, upload, applied, status=409)
    receipt = applied.receipt
    if receipt.refusal is not None:
        return _run_page(request, page, upload, receipt.refusal, status=409)
    uploads().take(upload, tried.fingerprint)
    if not receipt.batches:
        messages.success(request, _("Everything stands there already; nothing was changed."))
        return redirect("imports")
    said = _("This file was taken over before; nothing was changed.")
    messages.success(request, said if receipt.repeated else _("Taken over as one batch."))
    return redirect(
        "import-batch", division=about.division, name=kind.key, number=receipt.batches[0]
    )


def _language() -> Language:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _mine(page: Page, token: str) -> Upload:
    try:
        found = uploads().find(token, owner=page.person.username, at=page.now)
    except UnknownUpload as unknown:
        raise Http404(token) from unknown
    kind_for(page, found.about.template)
    if found.about.division != home_of(page):
        raise Http404(token)
    return found
