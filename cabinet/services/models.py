from typing import Any

import pghistory
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

PASSPORT = (
    "legal_basis",
    "executor",
    "channels",
    "documents",
    "fee",
    "term",
    "result",
    "refusal_grounds",
)


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> "ServiceQuerySet":
        return self.filter(is_published=True)

    def visible_to(self, user: Any) -> "ServiceQuerySet":
        return self if user.has_perm("cabinet.change_service") else self.published()

    def editable_by(self, user: Any) -> "ServiceQuerySet":
        return self if user.has_perm("cabinet.change_service") else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Service(models.Model):
    """A service of the ministry with its passport: what a person may ask for, from whom, on what terms."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in one sentence"))
    legal_basis = models.TextField(_("legal basis"), help_text=_("One act a line."))
    executor = models.TextField(_("who provides it"))
    channels = models.TextField(_("how to ask for it"))
    documents = models.TextField(_("documents needed"), blank=True, help_text=_("One document a line."))
    fee = models.TextField(_("fee"))
    term = models.TextField(_("term"))
    result = models.TextField(_("result"))
    refusal_grounds = models.TextField(_("grounds for refusal"), help_text=_("One ground a line."))
    apply_route = models.CharField(
        _("where to apply"),
        max_length=80,
        blank=True,
        help_text=_("Name of a page of this portal."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_published = models.BooleanField(_("published"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cabinet:service", args=[self.slug])

    @property
    def apply_url(self) -> str:
        """Where one can apply on this portal today, or nothing."""
        try:
            return reverse(self.apply_route) if self.apply_route else ""
        except NoReverseMatch:
            return ""

    @property
    def passport(self) -> list[tuple[Any, list[str]]]:
        """Heading and lines of each part of the passport that is filled in."""
        parts = [
            (self._meta.get_field(name).verbose_name, getattr(self, name).splitlines()) for name in PASSPORT
        ]
        return [(heading, lines) for heading, lines in parts if lines]
