"""Tell Django about this door."""

from django.apps import AppConfig


class Door(AppConfig):
    """The door as a Django application."""

    name = "fisc.doors.web"
    label = "web"
