"""One's own sign-in: when one came in and who tried, and the second factor with its acts.

A secret and recovery codes are shown once, to their owner, and lie in no file: the text to be
downloaded is carried by the page itself.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads, factor
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.sign_ins import factor_acts_table, sign_ins_table
from fisc.record import second_factor
from fisc.record.second_factor import (
    DIGITS,
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    RECOVERY_LETTERS,
    STEP_SECONDS,
)
from fisc.registers import factors, sign_ins
from fisc.values import Verdict

SHOWN_MAX: Final = 20
ISSUER: Final = "Fisc"
GROUP: Final = 4  # signs of a secret between two gaps
STEPS: Final = frozenset({"begin", "confirm", "codes", "give-up"})
_KEPT: Final = "second_factor_key"  # in the session, until it is confirmed
_SECRET_BYTES: Final = 20


@require_safe
def own_sign_in(request: HttpRequest, page: Page) -> HttpResponse:
    """Show one's last sign-ins and tries, the second factor, and what happened to it."""
    context = _context(page)
    if downloads.wanted(page):
        return downloads.answer(page, _("My sign-in"), context["tables"])
    return render(request, "web/own_sign_in.html", context)


@require_POST
def step(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Begin with a device, confirm it with a code, make new recovery codes, or leave it."""
    if name not in STEPS:
        raise Http404(name)
    if name == "give-up":
        request.session.pop(_KEPT, None)
        return redirect("own-sign-in")
    if name == "confirm":
        return _confirm(page)
    if factors.device_of(page.person.username) or name == "codes":
        problem = factor.not_proven(request, page.person.username, page.now)
        if problem:
            return _again(page, problem=problem)
    if name == "codes":
        return _renew(page)
    request.session[_KEPT] = secrets.token_hex(_SECRET_BYTES)
    return redirect("own-sign-in")


def _confirm(page: Page) -> HttpResponse:
    request, username, codes = page.request, page.person.username, _drawn()
    key = str(request.session.get(_KEPT, ""))
    if not key:
        messages.error(request, _("Begin anew: no secret waits to be confirmed."))
        return redirect("own-sign-in")
    done = second_factor.enrol(
        username,
        key=key,
        code=request.POST.get("code", ""),
        recovery=codes,
        steps=settings.CODE_STEPS,
        at=page.now,
    )
    if done.refusal is not None:
        return _again(page, refusal=done.refusal)
    del request.session[_KEPT]
    if not page.demo:
        request.session.cycle_key()
        request.session[factors.SESSION] = done.device
        page.confined = False
    return _show_codes(page, codes)


def _renew(page: Page) -> HttpResponse:
    codes = _drawn()
    second_factor.renew_codes(page.person.username, recovery=codes, at=page.now)
    return _show_codes(page, codes)


def _show_codes(page: Page, codes: tuple[str, ...]) -> HttpResponse:
    head = _("Recovery codes of %(who)s, made on %(day)s; each counts once") % {
        "who": page.person.username,
        "day": page.today.isoformat(),
    }
    text = "\r\n".join(("\ufeff" + head, "", *codes, ""))
    address = "data:text/plain;charset=utf-8," + quote(text)
    context = {"page": page, "codes": codes, "address": address}
    return render(page.request, "web/recovery_codes.html", context)


def _again(page: Page, problem: str = "", refusal: Verdict | None = None) -> HttpResponse:
    context = _context(page) | {"problem": problem, "refusal": refusal}
    return render(page.request, "web/own_sign_in.html", context, status=422)


def _context(page: Page) -> dict[str, Any]:
    username = page.person.username
    acts, tried = factors.acts_of(username), sign_ins.of(username, SHOWN_MAX)
    key = str(page.request.session.get(_KEPT, ""))
    # In an office a session holds for the device of its person only, so it need not be asked for.
    kept = page.request.session.get(factors.SESSION, "")
    device = factors.device_of(username) if page.demo else kept
    tables = [sign_ins_table(page, tried)] if tried else []
    tables += [factor_acts_table(page, "factor", [acts], len(acts))] if acts else []
    return {
        "page": page,
        "tables": tables,
        "device": device,
        "needed": factor.needed_by(page.person, page.now),
        "left": factors.codes_left(username) if device else 0,
        "failed": sign_ins.failed_meanwhile(tried),
        "secret": _secret(username, key) if key else None,
    }


def _secret(username: str, key: str) -> dict[str, Any]:
    """Return what a new device has to know: as a square to be scanned, and to be typed."""
    typed = b32encode(bytes.fromhex(key)).decode()
    groups = " ".join(typed[at : at + GROUP] for at in range(0, len(typed), GROUP))
    words = urlencode({"secret": typed, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    address = f"otpauth://totp/{quote(f'{ISSUER}:{username}')}?{words}"
    square = BytesIO()
    segno.make(address, error="m", micro=False).save(
        square,
        kind="svg",
        scale=1,
        light="#fff",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return {"square": mark_safe(square.getvalue().decode()), "groups": groups}  # noqa: S308


def _drawn() -> tuple[str, ...]:
    """Return new recovery codes, written in two halves."""
    half = RECOVERY_LENGTH // 2
    whole = (
        "".join(secrets.choice(RECOVERY_LETTERS) for _letter in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    )
    return tuple(f"{code[:half]}-{code[half:]}" for code in whole)
