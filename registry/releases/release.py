"""A night's release of the registry and its files."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SUFFIXES = {
    "csv": ("institutions.csv", "text/csv"),
    "geojson": ("institutions.geojson", "application/geo+json"),
    "jsonld": ("institutions.jsonld", "application/ld+json"),
    "parquet": ("institutions.parquet", "application/vnd.apache.parquet"),
    "schema": ("schema.json", "application/schema+json"),
    "changes": ("changes.json", "application/json"),
}


class OpenDataTerms(models.Model):
    """Who publishes the open data and what may be done with it; one row, set by the ministry."""

    publisher = models.CharField(_("publisher"), max_length=200)
    contact = models.EmailField(_("e-mail for questions about the data"))
    licence = models.URLField(_("licence"), help_text=_("Address of its text."))
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("terms of the open data")
        verbose_name_plural = _("terms of the open data")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_only=True), name="terms_of_open_data_once")
        ]

    def __str__(self) -> str:
        return self.publisher

    def clean(self) -> None:
        if self._state.adding and OpenDataTerms.objects.exists():
            raise ValidationError(_("The terms are there already. Change them."))


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: Any) -> "ReleaseQuerySet":
        """Open data are for everybody."""
        return self

    def complete(self) -> "ReleaseQuerySet":
        return self.exclude(finished_at=None).order_by("-day")


class Release(models.Model):
    """What the registry held on the morning of a day."""

    day = models.DateField(_("day"), unique=True)
    records = models.PositiveIntegerField(_("records"), default=0)
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of open data")
        verbose_name_plural = _("releases of open data")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class ReleaseFile(models.Model):
    """One file of a release, with its fingerprint."""

    FORMATS = {
        "csv": "CSV",
        "geojson": "GeoJSON",
        "jsonld": "JSON-LD",
        "parquet": "Parquet",
        "schema": _("schema of a record"),
        "changes": _("changes since the release before"),
    }

    release = models.ForeignKey(Release, models.CASCADE, related_name="files", verbose_name=_("release"))
    format = models.CharField(_("format"), max_length=8, choices=FORMATS)
    file = models.FileField(_("file"), upload_to="releases/%Y/%m/%d/")
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, validators=[MinLengthValidator(64)])

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["release", "format"], name="one_file_of_a_format")]

    def __str__(self) -> str:
        return f"{self.release} {self.format}"

    def get_absolute_url(self) -> str:
        return reverse("registry:release_file", args=[self.release.day, self.name])

    @property
    def name(self) -> str:
        return SUFFIXES[self.format][0]

    @property
    def media_type(self) -> str:
        return SUFFIXES[self.format][1]


def format_of(name: str) -> str:
    """The format of a file by its name, or an empty string."""
    return next((code for code, (known, _type) in SUFFIXES.items() if known == name), "")
