"""What the registry says of an institution: the columns that today's row and each version share."""

from typing import Any

from django.db import models
from django.db.models import Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eculture.identifiers import validate_legal_voen
from registry.classifiers import WORKING

STATES = {
    # Translators: the state of an institution, on its card
    "active": _("working"),
    "suspended": _("activity suspended"),
    "displaced": _("working elsewhere"),
    "closed": _("closed down"),
    "withdrawn": _("entered by mistake"),
}
LINKS = ("kind", "registered_unit", "operating_unit", "successor", "parent")


class Attributes(models.Model):
    """What may differ from one day to another. The links to other rows stand with each table."""

    STATES = STATES

    name_az = models.CharField(_("official name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    founded = models.PositiveSmallIntegerField(_("year of foundation"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="active", editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    supervisor = models.CharField(
        _("superior body"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    honour = models.CharField(
        _("status"), max_length=120, blank=True, default="", db_default="", editable=False
    )
    voen = models.CharField(  # noqa: DJ001 -- unique where there is one
        _("VÖEN"), max_length=10, null=True, blank=True, validators=[validate_legal_voen]
    )
    phone = models.CharField(_("telephone"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    figures = models.JSONField(
        _("figures"), default=dict, blank=True, db_default=Value({}, models.JSONField()), editable=False
    )
    source = models.CharField(_("source"), max_length=300)
    source_url = models.CharField(_("address of the source"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or the official one."""
        return getattr(self, f"name_{get_language() or 'az'}", "") or self.name_az

    @property
    def place(self) -> Any:
        """Where people find it: the territory of operation."""
        return self.operating_unit or self.registered_unit

    @property
    def is_working(self) -> bool:
        return self.state in WORKING


NAMES = tuple(field.name for field in Attributes._meta.local_fields) + LINKS
BLANK = {field.name: field.get_default() for field in Attributes._meta.local_fields}
BLANK |= {f"{name}_id": None for name in LINKS}
COLUMNS = tuple(f"{name}_id" if name in LINKS else name for name in NAMES)
