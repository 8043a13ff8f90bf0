from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey, az_upper
from registry.classifiers import WORKING
from registry.mandates import institutions_of
from registry.models import Institution
from registry.search import Matches


class Direction(models.TextChoices):
    MUSIC = "music", _("music")
    ART = "art", _("art")
    DANCE = "dance", _("dance")


class Funding(models.TextChoices):
    FREE = "free", _("free")
    PAID = "paid", _("paid")


def heading(name: str) -> str:
    """With a capital of the language of the page."""
    capital = az_upper if get_language() == "az" else str.upper
    return capital(name[:1]) + name[1:]


def programme_title(specialty: str, years: int) -> str:
    return _now("%(specialty)s, %(years)s years") % {"specialty": heading(specialty), "years": years}


class SpecialtyQuerySet(models.QuerySet["Specialty"]):
    def in_order(self) -> "SpecialtyQuerySet":
        return self.order_by(AzKey("name_az"), "pk")


class Specialty(models.Model):
    """What a child learns: an instrument, a voice, a craft."""

    code = models.SlugField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=80)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)

    objects = SpecialtyQuerySet.as_manager()

    class Meta:
        verbose_name = _("specialty")
        verbose_name_plural = _("specialties")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return heading(self.name)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def with_specialty(self) -> "ProgrammeQuerySet":
        return self.select_related("specialty")

    def of_direction(self, direction: str) -> "ProgrammeQuerySet":
        return self.filter(specialty__direction=direction)

    def in_order(self) -> "ProgrammeQuerySet":
        return self.order_by(AzKey("specialty__name_az"), "-years")


class Programme(models.Model):
    """A specialty taught over a number of years; free-place ages and plan places hang on it."""

    code = models.SlugField(_("code"), max_length=12, unique=True)
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, related_name="programmes", verbose_name=_("specialty")
    )
    years = models.PositiveSmallIntegerField(_("years of study"))
    needs_accompanist = models.BooleanField(_("needs an accompanist"), default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["specialty", "years"], name="one_programme_per_length"),
            models.CheckConstraint(
                condition=models.Q(years__range=(1, 11)), name="programme_lasts_1_to_11_years"
            ),
        ]

    def __str__(self) -> str:
        return _now("%(specialty)s, %(years)s years") % {"specialty": self.specialty, "years": self.years}

    @property
    def title(self) -> str:
        return programme_title(self.specialty.name, self.years)


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: Any) -> "SchoolQuerySet":
        """Schools are public, as the registry is: everybody sees every school."""
        return self

    def editable_by(self, user: Any) -> "SchoolQuerySet":
        return self.run_by(user, "head")

    def run_by(self, user: Any, *roles: str) -> "SchoolQuerySet":
        """The schools for which the user holds one of these roles."""
        return self.filter(institution__in=institutions_of(user, *roles))

    def working(self) -> "SchoolQuerySet":
        return self.filter(institution__state__in=WORKING)

    def with_names(self) -> "SchoolQuerySet":
        return self.select_related("institution__registered_unit", "institution__operating_unit")

    def with_codes(self, codes: Iterable[str]) -> "SchoolQuerySet":
        return self.filter(institution__code__in=list(codes))

    def with_line(self) -> "SchoolQuerySet":
        """What a line of a list says, and nothing else of the institution."""
        said = ("code", "name_az", "name_en", "name_ru", "address", "registered_unit", "operating_unit")
        return self.select_related("institution").only(*(f"institution__{name}" for name in said))

    def with_programmes(self) -> "SchoolQuerySet":
        taught = Programme.objects.with_specialty().in_order()
        return self.prefetch_related(Prefetch("programmes", queryset=taught))

    def matching(self, text: str) -> "SchoolQuerySet":
        """Schools found by all the words, in any spelling."""
        return self.filter(institution__in=Institution.objects.filter(Matches(text)).values("pk"))

    def teaching(self, specialty_code: str) -> "SchoolQuerySet":
        taught = Programme.objects.filter(specialty__code=specialty_code)
        return self.filter(
            Exists(School.programmes.through.objects.filter(school=OuterRef("pk"), programme__in=taught))
        )

    def in_unit(self, code: str) -> "SchoolQuerySet":
        return self.filter(institution__in=Institution.objects.in_unit(code))

    def in_order(self) -> "SchoolQuerySet":
        return self.order_by(AzKey("institution__name_az"), "pk")


class School(models.Model):
    """A music or arts school: an institution of the registry that teaches programmes."""

    institution = models.OneToOneField(
        Institution, models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    programmes = models.ManyToManyField(
        Programme, related_name="schools", blank=True, verbose_name=_("programmes")
    )

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["institution__code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schools:school", args=[self.code])

    @property
    def name(self) -> str:
        return self.institution.name

    @property
    def code(self) -> str:
        return self.institution.code

    @property
    def specialties(self) -> list[Specialty]:
        """Each once, though it may be taught over seven years and over five."""
        return list(dict.fromkeys(programme.specialty for programme in self.programmes.all()))

    @property
    def unit(self) -> Any:
        return self.institution.place
