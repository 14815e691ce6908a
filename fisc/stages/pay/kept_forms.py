"""What somebody is typing and has not saved: kept so that nothing typed is lost. Thin.

It is no document: nobody else sees it, it reserves nothing and stands on no trail.
"""

from __future__ import annotations

from typing import Final

from django.db import models

KEY_LENGTH: Final = 64


class KeptForm(models.Model):
    """The fields of one open form of one person, as they were typed last."""

    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=KEY_LENGTH)
    number = models.CharField(max_length=48, default="")
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("owner", "key"), name="form_is_kept_once"),
            models.CheckConstraint(
                name="kept_form_has_an_owner", condition=~models.Q(owner="") & ~models.Q(key="")
            ),
        )
        indexes = (models.Index(fields=("owner", "at"), name="kept_form_of_owner"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.owner}"
