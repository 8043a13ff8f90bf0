from typing import Any

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cabinet.services.search import Spoken
from eculture import journal
from eculture.lifecycle import lock
from registry.search import Matches, Rank

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

APPLY = "cabinet:case_start"


class LifeEvent(models.Model):
    """What happens in somebody's life that makes a service needed: a child begins to learn."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name


TITLES = ("title", *(f"title_{code}" for code, _name in settings.LANGUAGES))


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> "ServiceQuerySet":
        return self.filter(is_published=True)

    def visible_to(self, user: Any) -> "ServiceQuerySet":
        return self if user.has_perm("cabinet.change_service") else self.published()

    def editable_by(self, user: Any) -> "ServiceQuerySet":
        return self if user.has_perm("cabinet.change_service") else self.none()

    def of_life_event(self, slug: str) -> "ServiceQuerySet":
        return self.filter(life_events__slug=slug)

    def provided_by(self, provider: str) -> "ServiceQuerySet":
        return self.filter(provider=provider)

    def search(self, text: str) -> "ServiceQuerySet":
        """All words of `text`, in any spelling, in the title, the summary or the documents; best first."""
        found = self.annotate(search_vector=Spoken()).filter(Matches(text))
        return found.annotate(rank=Rank(text)).order_by("-rank", "order", "slug")

    def titled(self) -> "ServiceQuerySet":
        """For lists of choices: a passport has forty columns of text."""
        return self.only("slug", "order", *TITLES)

    def with_editions(self) -> "ServiceQuerySet":
        """Annotate `editions`: whether there is one in use, on which a case can begin."""
        return self.annotate(editions=Count("versions", Q(versions__state="published"), distinct=True))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Service(models.Model):
    """A service of the ministry with its passport: what a person may ask for, from whom, on what terms."""

    # Translators: who provides a service
    PROVIDERS = {
        "ministry": _("the ministry"),
        "region": _("a regional office of culture"),
        "institution": _("an institution of culture"),
    }

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
    provider = models.CharField(_("kind of provider"), max_length=12, choices=PROVIDERS, default="ministry")
    life_events = models.ManyToManyField(
        LifeEvent, blank=True, related_name="services", verbose_name=_("life events")
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
        """Where one can ask for it on this portal today, or nothing."""
        ways = [(APPLY, [self.slug])] if self.takes_cases else []
        ways += [(self.apply_route, [])] if self.apply_route else []
        return next(filter(None, (_address(name, args) for name, args in ways)), "")

    @property
    def edition(self) -> Any:
        """The edition on which a case begins today, or None."""
        return self.versions.filter(state="published").first()

    def open_first(self, *, by: Any) -> Any:
        """A first edition to be written; the one that is being written already, if there is one."""
        with transaction.atomic():
            lock(self)
            draft, is_new = self.versions.get_or_create(number=1, defaults={"made_by": by})
            if is_new:
                journal.record("open_first", on=draft, by=by)
        return draft

    @property
    def takes_cases(self) -> bool:
        """Whether an edition is in use; asked of the database only where a list has not asked before."""
        if "editions" in self.__dict__:
            return bool(self.editions)
        return self.versions.filter(state="published").exists()

    @property
    def passport(self) -> list[tuple[Any, list[str]]]:
        """Heading and lines of each part of the passport that is filled in."""
        parts = [
            (self._meta.get_field(name).verbose_name, getattr(self, name).splitlines()) for name in PASSPORT
        ]
        return [(heading, lines) for heading, lines in parts if lines]


def _address(name: str, args: list[str]) -> str:
    """The address of a page, empty while the page is not built."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
