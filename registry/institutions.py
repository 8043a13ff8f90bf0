"""Cultural institutions: what they are called, where they stand, whether they work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Now, Radians, Sin
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.azerbaijani import AzKey
from eculture.identifiers import validate_voen
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from registry.classifiers import WORKING
from registry.mandates import covering
from registry.search import Matches, Rank
from registry.triggers import CODE_NEVER_CHANGES, NEVER_DELETED, SEARCHABLE

SOUTH, NORTH, WEST, EAST = 38.3, 42.0, 44.7, 50.7
EARTH_KM = 6371
KM_PER_DEGREE = 111.2
BRIEF = ("code", "name_az", "name_en", "name_ru", "address", "lat", "lon", "state")
BRIEF += ("kind", "registered_unit", "operating_unit")
UNTRACKED = ["search_text", "search_vector", "updated_at"]


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def visible_to(self, user: Any) -> "InstitutionQuerySet":
        """The registry is public: everybody sees every institution, closed ones too."""
        return self

    def editable_by(self, user: Any) -> "InstitutionQuerySet":
        if not user.has_perm("registry.change_institution"):
            return self.none()
        return self.filter(covering(user, "regional-officer", "ministry-officer"))

    def active(self) -> "InstitutionQuerySet":
        return self.filter(state__in=WORKING)

    def schools(self) -> "InstitutionQuerySet":
        return self.filter(kind__is_school=True)

    def of_cluster(self, code: str) -> "InstitutionQuerySet":
        return self.filter(kind__cluster__code=code)

    def of_kinds(self, codes: Iterable[str]) -> "InstitutionQuerySet":
        return self.filter(kind__code__in=codes)

    def with_trait(self, code: str) -> "InstitutionQuerySet":
        return self.filter(traits__code=code)

    def in_region(self, code: str) -> "InstitutionQuerySet":
        return self.filter(registered_unit__region__code=code)

    def in_unit(self, code: str) -> "InstitutionQuerySet":
        """Registered in the unit or in a part of it (a district of Baku is in Baku)."""
        unit = Q(registered_unit__code=code) | Q(registered_unit__parent__code=code)
        return self.filter(unit | Q(registered_unit__merged_into__code=code))

    def search(self, text: str) -> "InstitutionQuerySet":
        """All words of `text`, in any spelling, as the beginnings of words; best first."""
        return self.filter(Matches(text)).annotate(rank=Rank(text)).order_by("-rank", AzKey("name_az"), "pk")

    def in_order(self) -> "InstitutionQuerySet":
        return self.order_by(AzKey("name_az"), "pk")

    def with_labels(self) -> "InstitutionQuerySet":
        return self.select_related("kind__cluster", "registered_unit__region", "operating_unit__region")

    def in_brief(self) -> "InstitutionQuerySet":
        """Only what a line of the public list shows; kind and territories are given by `Facets.label`."""
        return self.only(*BRIEF)

    def near(self, lat: float, lon: float, km: float = 10) -> "InstitutionQuerySet":
        """Within `km` kilometres as the crow flies, nearest first; annotates `distance` in kilometres."""
        north, east = (
            km / KM_PER_DEGREE,
            km / KM_PER_DEGREE / 0.74,
        )  # 0.74: cosine of the northern border
        box = self.filter(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))
        return (
            box.annotate(distance=_kilometres(lat, lon)).filter(distance__lte=km).order_by("distance", "pk")
        )


def _kilometres(lat: float, lon: float) -> Any:
    here, there = Radians(Value(lat)), Radians(F("lat"))
    cosine = Cos(here) * Cos(there) * Cos(Radians(F("lon") - Value(lon))) + Sin(here) * Sin(there)
    return ACos(Least(Greatest(cosine, Value(-1.0)), Value(1.0)), output_field=FloatField()) * Value(EARTH_KM)


@pghistory.track(exclude=UNTRACKED, obj_field=pghistory.ObjForeignKey(related_name="history"))
class Institution(Lifecycle):
    """A cultural institution as a subject: a museum, a theatre, a library, a school."""

    STATES = {
        # Translators: the state of an institution, on its card
        "active": _("working"),
        "suspended": _("activity suspended"),
        "displaced": _("working elsewhere"),
        "closed": _("closed down"),
    }
    MOVES = {
        "suspend": Move(("active", "displaced"), "suspended"),
        "resume": Move(("suspended",), "active"),
        "displace": Move(("active", "suspended"), "displaced"),
        "bring_back": Move(("displaced",), "active"),
        "close": Move(("active", "suspended", "displaced"), "closed"),
    }
    DEEDS = {
        "register": _("Entered in the registry"),
        "amend": _("Data corrected"),
        "suspend": _("Activity suspended"),
        "resume": _("Activity resumed"),
        "displace": _("Working elsewhere"),
        "bring_back": _("Returned"),
        "close": _("Closed"),
    }

    code = models.CharField(_("registry code"), max_length=16, unique=True, editable=False)
    kind = models.ForeignKey(
        "registry.Kind",
        models.PROTECT,
        related_name="institutions",
        verbose_name=_("kind"),
    )
    name_az = models.CharField(_("official name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    registered_unit = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        related_name="institutions",
        verbose_name=_("territory of registration"),
    )
    operating_unit = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="guests",
        verbose_name=_("territory of operation"),
        help_text=_("Only where it differs from the territory of registration."),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    founded = models.PositiveSmallIntegerField(_("year of foundation"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="active", editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    traits = models.ManyToManyField(
        "registry.Trait",
        blank=True,
        related_name="institutions",
        verbose_name=_("traits"),
    )
    voen = models.CharField(  # noqa: DJ001 -- unique where there is one
        _("VÖEN"), max_length=10, null=True, blank=True, validators=[validate_voen]
    )
    phone = models.CharField(_("telephone"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.CharField(_("address of the source"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    search_text = models.TextField(default="", editable=False)
    search_vector = SearchVectorField(null=True, editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^AZ-[A-Z]{3}-[0-9]{6}$"),
                name="institution_code_form",
            ),
            models.CheckConstraint(condition=~Q(name_az=""), name="institution_has_a_name"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(SOUTH, NORTH), lon__range=(WEST, EAST)),
                name="institution_lies_in_the_country",
                violation_error_message=_(
                    "The coordinates lie outside the country. Check latitude and longitude."
                ),
            ),
            models.CheckConstraint(
                condition=Q(founded=None) | Q(founded__range=(1000, 2100)),
                name="institution_year_of_foundation",
                violation_error_message=_(
                    "Write the year of foundation with four digits, from 1000 to 2100."
                ),
            ),
            models.CheckConstraint(
                condition=Q(voen=None) | Q(voen__regex=r"^[0-9]{10}$"),
                name="institution_voen_form",
            ),
            models.UniqueConstraint(
                fields=["voen"],
                condition=~Q(state="closed"),
                name="institution_voen_of_one_live_institution",
                violation_error_message=_("Another institution already has this VÖEN."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
                name="institution_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="displaced") | Q(operating_unit__isnull=False),
                name="institution_displaced_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("active", "suspended", "displaced", "closed")),
                name="institution_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("pk")),
                name="institution_not_its_own_successor",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="institution_search"),
            models.Index(AzKey("name_az"), "id", name="institution_in_order"),
            models.Index(fields=["lat", "lon"], name="institution_place"),
        ]
        triggers = [SEARCHABLE, CODE_NEVER_CHANGES, NEVER_DELETED]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = next_code(self.kind.cluster.code)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("registry:institution", args=[self.code])

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

    def clean(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise ValidationError({"lat": _("Give both latitude and longitude, or neither.")})
        self.voen = self.voen or None

    def amend(self, *, by: Any, reason: str = "", **values: Any) -> dict[str, Any]:
        """Change attributes and journal what was and what is; answers what really changed."""
        before = {name: getattr(self, name) for name, value in values.items() if getattr(self, name) != value}
        after = {name: values[name] for name in before}
        if after:
            with transaction.atomic():
                for name, value in after.items():
                    setattr(self, name, value)
                self.save(update_fields=list(after))
                journal.record("amend", on=self, by=by, reason=reason, before=before, after=after)
        return after

    def give_traits(self, traits: Iterable[Any], *, by: Any) -> None:
        """Say anew what it does and has; the matrix counts by it from now on."""
        with transaction.atomic():
            before = sorted(self.traits.values_list("code", flat=True))
            self.traits.set(traits)
            after = sorted(self.traits.values_list("code", flat=True))
            if after != before:
                change = {"before": {"traits": before}, "after": {"traits": after}}
                journal.record("amend", on=self, by=by, **change)

    @move
    def suspend(self, *, by: Any) -> None:
        """The work stops for a time."""

    @move
    def resume(self, *, by: Any) -> None:
        """The work goes on."""

    @move
    def displace(self, *, by: Any, unit: Any) -> None:
        """It works on another territory for a time; it stays registered where it was."""
        self.operating_unit = unit

    def refusal_to_displace(self, *, unit: Any) -> Refusal | None:
        if unit.pk == self.registered_unit_id:
            return Refusal(
                _("This is the territory of registration. Choose another one."),
                code="same_unit",
                field="unit",
            )
        return None

    @move
    def bring_back(self, *, by: Any) -> None:
        """It works again where it is registered."""
        self.operating_unit = None

    @move
    def close(self, *, by: Any, on: date, successor: "Institution | None" = None) -> None:
        """It exists no more; its code stays and leads to the successor."""
        self.closed_on, self.successor = on, successor

    def refusal_to_close(self, *, on: date, successor: "Institution | None" = None) -> Refusal | None:
        if successor and (successor.pk == self.pk or successor.state == "closed"):
            return Refusal(
                _("The successor must be another institution that exists."),
                code="successor",
                field="successor",
            )
        return None


class ExternalId(models.Model):
    """What an institution is called in another list, so that the list can be loaded again."""

    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        related_name="external_ids",
        verbose_name=_("institution"),
    )
    source = models.CharField(_("list"), max_length=60)
    ref = models.CharField(_("key in the list"), max_length=120)

    class Meta:
        verbose_name = _("key in another list")
        verbose_name_plural = _("keys in other lists")
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="external_id_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.ref}"


def register(*, by: Any, reason: str = "", **values: Any) -> Institution:
    """Enter a new institution in the registry; it takes the traits of its kind."""
    with transaction.atomic():
        institution = Institution.objects.create(**values)
        institution.traits.set(institution.kind.traits.all())
        journal.record("register", on=institution, by=by, reason=reason, after={"code": institution.code})
    return institution


def next_code(cluster: str) -> str:
    """A registry code that was never given and never will be again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_institution_code')")
        return f"AZ-{cluster}-{cursor.fetchone()[0]:06d}"
