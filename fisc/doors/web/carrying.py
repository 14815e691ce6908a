"""Carry a form over a sign-in, for pages without a script: signed, so that nobody can write one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve

SALT: Final = "fisc.form"
AGE_MAX: Final = 3600  # seconds
LENGTH_MAX: Final = 50_000


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent to an address when their session had ended."""

    address: str
    fields: tuple[tuple[str, str], ...]


def packed(request: HttpRequest) -> str:
    """Return what was sent as one signed text; empty where it is too long to be carried."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = signing.dumps([request.path, fields], salt=SALT, compress=True)
    return text if len(text) <= LENGTH_MAX else ""


def unpacked(text: str) -> Form | None:
    """Return the form that a signed text carries; None for none, an old one or another's."""
    try:
        address, fields = signing.loads(text, salt=SALT, max_age=AGE_MAX)
        resolve(address)
    except (signing.BadSignature, Resolver404):
        return None
    return Form(address, tuple((str(name), str(value)) for name, value in fields))
