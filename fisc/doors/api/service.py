"""The interface as a whole: its desks, its description, and what every answer has in common.

The description (``openapi.json``) is served here; a page to leaf through it is not, because the
usual ones fetch their scripts from elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from fisc.doors.api import (
    balance,
    bank,
    budgets,
    calendars,
    cash,
    ceilings,
    changes,
    changing,
    closing,
    closing_months,
    coordination,
    documents,
    exceptions,
    health,
    import_batches,
    import_runs,
    import_tables,
    indicator_steps,
    indicators,
    jobs,
    journal,
    ledger,
    limits,
    mistakes,
    official,
    outside,
    packages,
    payees,
    payment_acts,
    payment_sets,
    people,
    registers,
    resources,
    scenarios,
    sessions,
    sources,
    standards,
    transfers,
    unit_papers,
    work,
)
from fisc.doors.api.gate import FILES
from fisc.doors.api.parsing import StrictParser, take_body
from fisc.doors.api.problems import (
    BUSY,
    MALFORMED,
    MEDIA_TYPE,
    NO_RIGHT,
    NO_SUCH_METHOD,
    NOT_FOUND,
    OUR_FAULT,
    UNKNOWN_CALLER,
    Stop,
    answer,
)
from fisc.values import Words

logger = logging.getLogger(__name__)
FAILS: Final = 400
View = Callable[..., HttpResponse]
DESCRIPTION: Final = """
Read and post what a province's budget ledger holds. Amounts are texts of yuan with two decimals,
codes are texts, errors are problem documents (RFC 9457) in the language of `Accept-Language`.
Every writing operation needs an `Idempotency-Key`. See `docs/api.md`.

查询并登记预算指标账。金额为两位小数的人民币元文本，代码为文本；错误按 RFC 9457 返回，语言随
`Accept-Language`；每个写操作须带 `Idempotency-Key`。
"""
# What is described first stands first: how to come in, what there is, what happened, what to do.
DESKS: Final = (
    sessions,
    registers,
    ledger,
    cash,
    sources,
    scenarios,
    journal,
    outside,
    indicators,
    indicator_steps,
    balance,
    budgets,
    coordination,
    ceilings,
    documents,
    changes,
    transfers,
    closing,
    payment_sets,
    payment_acts,
    payees,
    unit_papers,
    bank,
    people,
    jobs,
    official,
    packages,
    calendars,
    changing,
    health,
    closing_months,
    import_runs,
    import_tables,
    import_batches,
    work,
    exceptions,
    resources,
    standards,
)


class Service(NinjaAPI):
    """The interface; errors are described as what they are, problem documents."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._described: OpenAPISchema | None = None

    def get_openapi_schema(self, **places: Any) -> OpenAPISchema:
        """Return the description; it is made once, because nothing in it changes."""
        if self._described is None:
            self._described = self._describe(**places)
        return self._described

    def _describe(self, **places: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**places)
        for operations in described["paths"].values():
            for operation in operations.values():
                if FILES in operation:
                    file = {"schema": {"type": "string", "format": "binary"}}
                    operation["responses"][200]["content"] = dict.fromkeys(operation[FILES], file)
                for status, response in operation["responses"].items():
                    if status >= FAILS:
                        (content,) = response["content"].values()
                        response["content"] = {MEDIA_TYPE: content}
        return described


def _service() -> Service:
    made = Service(
        title="Fisc",
        version=version("fisc"),
        description=DESCRIPTION.strip(),
        docs_url=None,
        parser=StrictParser(),
        urls_namespace="api",
    )
    for subject in DESKS:
        made.add_router("", subject.desk.router)
    for mistake, handler in _HANDLERS.items():
        made.add_exception_handler(mistake, handler)
    for mistake in mistakes.KINDS:
        made.add_exception_handler(mistake, _misuse)
    return made


def _stopped(request: HttpRequest, stop: Stop) -> HttpResponse:
    return answer(request, stop)


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    return answer(request, mistakes.of_validation(invalid))


def _misuse(request: HttpRequest, mistake: Any) -> HttpResponse:
    return answer(request, mistakes.of_misuse(mistake))


def _from_the_library(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Stop):
        return answer(request, error.__cause__)
    kinds = {401: UNKNOWN_CALLER, 403: NO_RIGHT, 404: NOT_FOUND}
    return answer(request, Stop(kinds.get(error.status_code, MALFORMED)))


def _nowhere(request: HttpRequest, _: Exception) -> HttpResponse:
    return answer(request, Stop(NOT_FOUND))


def _malformed(request: HttpRequest, _: Exception) -> HttpResponse:
    return answer(request, Stop(MALFORMED))


def _busy(request: HttpRequest, busy: OperationalError) -> HttpResponse:
    logger.warning("The database could not answer %s: %s", request.path, busy)
    return answer(request, Stop(BUSY, retry_after=1))


def _our_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    number = uuid4().hex[:8].upper()
    logger.error("Fault %s: %s %s failed", number, request.method, request.path, exc_info=fault)
    return answer(
        request,
        Stop(
            OUR_FAULT,
            Words(
                f"Something broke here. The log has it under {number}.",
                f"系统内部错误，日志编号 {number}。",
            ),
        ),
    )


_HANDLERS: Final[dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = {
    Stop: _stopped,
    ValidationError: _invalid,
    AuthenticationError: _from_the_library,
    HttpError: _from_the_library,
    Http404: _nowhere,
    SuspiciousOperation: _malformed,
    OperationalError: _busy,
    Exception: _our_fault,
}


def _entrance(view: View) -> View:
    """Let in what this door can read, and give every answer what all have in common."""

    @wraps(view)
    def enter(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            limits.demand_pace_from(request)
            take_body(request)
            response = view(request, **parts)
        except Stop as stop:
            response = answer(request, stop)
        except Http404:
            response = answer(request, Stop(NOT_FOUND))
        if response.status_code == NO_SUCH_METHOD.status:
            allowed = response.headers.get("Allow", "")
            response = answer(request, Stop(NO_SUCH_METHOD))
            response.headers["Allow"] = allowed
        response.headers["Cache-Control"] = "no-store"
        return response

    enter.csrf_exempt = True  # type: ignore[attr-defined]  # the gate asks for it with a session
    return enter


def _nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    return answer(request, Stop(NOT_FOUND))


def _addresses() -> tuple[list[URLPattern], str, str]:
    patterns, application, namespace = service.urls
    found: list[URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _entrance(pattern.callback)
            found.append(pattern)
    found.append(path("<path:elsewhere>", _entrance(_nothing_here)))
    return found, application, namespace


service = _service()
urls = _addresses()
