"""Tell Django about this storey."""

from django.apps import AppConfig


class Storey(AppConfig):
    """The storey as a Django application."""

    name = "fisc.jobs"
    label = "jobs"
