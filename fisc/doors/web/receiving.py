"""A file that is sent to a page is not kept where it is larger than any import may be."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from fisc.exchange.limits import Limits

TOO_LARGE: Final = "fisc.file_too_large"
_FORM_BYTES: Final = 64 * 1024  # what a form sends besides its file


class Bounded(FileUploadHandler):
    """Passes files on to the handlers after it, unless the request is too large for one.

    A form says how much it sends before it sends it; a file beyond the limit is read past and
    never written down, and the page is told.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - the signature is Django's
        META: dict[str, Any],  # noqa: N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Look at how much is coming."""
        META[TOO_LARGE] = content_length > Limits().file_bytes_max + _FORM_BYTES

    def new_file(self, *about: Any, **more: Any) -> None:
        """Refuse a file that is too large.

        Raises:
            SkipFile: so that no handler after this one takes it.
        """
        super().new_file(*about, **more)
        if self.request is not None and self.request.META.get(TOO_LARGE):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Pass a piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""


def too_large(request: HttpRequest) -> bool:
    """Say whether the file of a form was larger than any import may be."""
    request.POST  # noqa: B018 - the form is read when it is first asked for
    return bool(request.META.get(TOO_LARGE))
