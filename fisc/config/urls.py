"""The addresses of every door."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from fisc.doors.api import service as api

urlpatterns: Final[list[URLPattern | URLResolver]] = [
    path("api/", api.urls),
    path("", include("fisc.doors.web.urls")),
]

handler400: Final = "fisc.doors.web.errors.bad_request"
handler403: Final = "fisc.doors.web.errors.refused"
handler404: Final = "fisc.doors.web.errors.not_found"
handler500: Final = "fisc.doors.web.errors.our_fault"
