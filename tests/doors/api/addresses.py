"""The addresses of this door alone, as the office has them."""

from __future__ import annotations

from django.urls import path

from fisc.doors.api import service

urlpatterns = [path("api/", service.urls)]
