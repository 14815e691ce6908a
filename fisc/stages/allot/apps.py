"""Tell Django about this stage."""

from django.apps import AppConfig


class Stage(AppConfig):
    """The stage as a Django application."""

    name = "fisc.stages.allot"
    label = "allot"
