"""Cultural institutions: what they are called, where they stand, whether they work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.azerbaijani import AzKey
from eculture.lifecycle import Lifecycle
from eculture.refusals import Refusal
from registry.attributes import COLUMNS, STATES, Attributes
from registry.classifiers import WITHDRAWN, WORKING
from registry.history.events import LifecycleEvent
from registry.history.kinds import DEEDS, MOVES
from registry.history.record import enter_all, happen
from registry.history.versions import TOLD_BY_EVENTS
from registry.mandates import covering
from registry.narrowing import Narrowing
from registry.triggers import CODE_NEVER_CHANGES, NEVER_DELETED, NO_CIRCLE, NO_CIRCLE_OF_BRANCHES, SEARCHABLE

SOUTH, NORTH, WEST, EAST = 38.3, 42.0, 44.7, 50.7
QID, ISIL = r"^Q[1-9][0-9]{0,11}$", r"^AZ-[A-Za-z0-9:/-]{1,11}$"
UNTRACKED = ["search_text", "search_vector", "updated_at"]
PLACE = ("registered_unit", "address", "lat", "lon")
NAMING = ("name_az", "name_en", "name_ru", "short_name")


class InstitutionQuerySet(Narrowing):
    def visible_to(self, user: Any) -> "InstitutionQuerySet":
        """The registry is public: everybody sees every institution, closed ones too."""
        return self

    def editable_by(self, user: Any) -> "InstitutionQuerySet":
        if not user.has_perm("registry.change_institution"):
            return self.none()
        return self.filter(covering(user, "regional-officer", "ministry-officer"))


@pghistory.track(exclude=UNTRACKED, obj_field=pghistory.ObjForeignKey(related_name="history"))
class Institution(Attributes, Lifecycle):
    """A cultural institution as a subject: a museum, a theatre, a library, a school.

    Its row says what is so today; it changes only with an event, see `registry.history`.
    """

    STATES = STATES
    MOVES = MOVES
    DEEDS = DEEDS

    code = models.CharField(_("registry code"), max_length=16, unique=True, editable=False)
    kind = models.ForeignKey(
        "registry.Kind",
        models.PROTECT,
        related_name="institutions",
        verbose_name=_("kind"),
    )
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
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("branch of"),
        help_text=_("The institution that is its legal person: a branch has no VÖEN of its own."),
    )
    traits = models.ManyToManyField(
        "registry.Trait",
        blank=True,
        related_name="institutions",
        verbose_name=_("traits"),
    )
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
                condition=Q(voen=None) | Q(voen__regex=r"^[0-9]{9}1$"),
                name="institution_voen_of_a_body",
                violation_error_message=_(
                    "The VÖEN of an institution ends in 1. Compare it with the certificate."
                ),
            ),
            models.UniqueConstraint(
                fields=["voen"],
                condition=~Q(state__in=("closed", WITHDRAWN)),
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
                condition=Q(state__in=tuple(STATES)),
                name="institution_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("pk")),
                name="institution_not_its_own_successor",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(voen=None),
                name="institution_branch_has_no_voen",
                violation_error_message=_("A branch has no VÖEN of its own: it has that of its institution."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="institution_search"),
            models.Index(AzKey("name_az"), "id", name="institution_in_order"),
            models.Index(fields=["lat", "lon"], name="institution_place"),
            models.Index(
                fields=["kind", "registered_unit"],
                name="institution_facets",
                condition=Q(state__in=WORKING),
            ),
        ]
        triggers = [
            SEARCHABLE,
            CODE_NEVER_CHANGES,
            NEVER_DELETED,
            TOLD_BY_EVENTS,
            NO_CIRCLE,
            NO_CIRCLE_OF_BRANCHES,
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = f"AZ-{self.kind.cluster.code}-{next_numbers(1)[0]:06d}"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("registry:institution", args=[self.code])

    def clean(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise ValidationError({"lat": _("Give both latitude and longitude, or neither.")})
        self.voen = self.voen or None

    def amend(self, *, by: Any, reason: str = "", always: bool = False, **values: Any) -> dict[str, Any]:
        """Correct attributes from today on, or as if they had `always` been so; answers what changed."""
        after = {name: value for name, value in values.items() if getattr(self, name) != value}
        if after:
            on = None if always or "founded" in after else timezone.localdate()
            happen("amend", to=self, by=by, on=on, reason=reason, changes=_columns(after))
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

    def rename(self, *, by: Any, on: date, **wish: Any) -> None:
        """Another name from that day on; the old one stays in the history and is found."""
        self._happen("rename", NAMING, by=by, on=on, **wish)

    def relocate(self, *, by: Any, on: date, **wish: Any) -> None:
        """Another address, and another territory of registration where it is named."""
        self._happen("relocate", PLACE, by=by, on=on, **wish)

    def transfer(self, *, by: Any, on: date, **wish: Any) -> None:
        """Another body stands above it, or it became a branch of another institution."""
        above = wish.get("parent")
        while above is not None:
            if above.pk == self.pk:
                said = _("It would be a branch of itself. Choose another institution.")
                raise Refusal(said, code="circle", field="parent")
            above = above.parent
        self._happen("transfer", ("supervisor", "parent"), by=by, on=on, **wish)

    def count(self, *, by: Any, on: date, figures: dict[str, int], **wish: Any) -> None:
        """New figures of its work: items on display, readers, seats; those not named stay."""
        told = {name: value for name, value in (self.figures | figures).items() if value is not None}
        self._happen("count", ("figures",), by=by, on=on, figures=told, **wish)

    def grant_status(self, *, by: Any, on: date, **wish: Any) -> None:
        """A status is granted by an act: academic, national."""
        self._happen("grant_status", ("honour",), by=by, on=on, **wish)

    def suspend(self, *, by: Any, on: date | None = None, **wish: Any) -> None:
        """The work stops for a time."""
        self._happen("suspend", (), by=by, on=on, **wish)

    def resume(self, *, by: Any, on: date | None = None, **wish: Any) -> None:
        """The work goes on."""
        self._happen("resume", (), by=by, on=on, **wish)

    def displace(self, *, by: Any, unit: Any, on: date | None = None, **wish: Any) -> None:
        """It works on another territory for a time; it stays registered where it was."""
        if unit.pk == self.registered_unit_id:
            said = _("This is the territory of registration. Choose another one.")
            raise Refusal(said, code="same_unit", field="unit")
        self._happen("displace", ("operating_unit",), by=by, on=on, operating_unit=unit, **wish)

    def bring_back(self, *, by: Any, on: date | None = None, **wish: Any) -> None:
        """It works again where it is registered."""
        self._happen("bring_back", ("operating_unit",), by=by, on=on, operating_unit=None, **wish)

    def close(self, *, by: Any, on: date, heirs: Iterable["Institution"] = (), **wish: Any) -> None:
        """It exists no more; its code stays and leads to the one that took over, if it is one."""
        self._end("close", heirs, by=by, on=on, **wish)

    def merge(self, *, by: Any, on: date, heirs: Iterable["Institution"], **wish: Any) -> None:
        """It became a part of another institution."""
        heirs = list(heirs)
        if len(heirs) != 1:
            raise Refusal(_("Name one successor."), code="successor", field="heirs")
        self._end("merge", heirs, by=by, on=on, **wish)

    def split(self, *, by: Any, on: date, heirs: Iterable["Institution"], **wish: Any) -> None:
        """Several institutions took over what it did."""
        heirs = list(heirs)
        if len(heirs) < 2:
            raise Refusal(_("Name at least two successors."), code="successor", field="heirs")
        self._end("split", heirs, by=by, on=on, **wish)

    def withdraw(self, *, by: Any, reason: str) -> None:
        """It should never have been entered: no list holds it any more, its code is not given again."""
        happen("withdraw", to=self, by=by, reason=reason, changes={"state": WITHDRAWN})

    def _end(self, kind: str, heirs: Iterable["Institution"], **wish: Any) -> None:
        heirs = list(dict.fromkeys(heirs))
        if self in heirs:
            said = _("The successor must be another institution that exists.")
            raise Refusal(said, code="successor", field="heirs")
        successor = heirs[0] if len(heirs) == 1 else None
        self._happen(kind, ("successor",), heirs=heirs, successor=successor, **wish)

    def _happen(self, kind: str, names: tuple[str, ...], *, by: Any, on: date | None, **wish: Any) -> None:
        """Of the wish, what belongs to the institution; the rest says when, by what act and why."""
        changes = _columns({name: wish.pop(name) for name in names if name in wish})
        happen(kind, to=self, by=by, on=on or timezone.localdate(), changes=changes, **wish)


class ExternalId(models.Model):
    """What an institution is called in another list or register, so that the list can be loaded again.

    Those of `registry.identifiers.SCHEMES` are told to everybody, with the days on which they hold.
    """

    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        related_name="external_ids",
        verbose_name=_("institution"),
    )
    source = models.CharField(_("list"), max_length=60)
    ref = models.CharField(_("key in the list"), max_length=120)
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("key in another list")
        verbose_name_plural = _("keys in other lists")
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="external_id_once"),
            models.CheckConstraint(
                condition=~Q(source="wikidata") | Q(ref__regex=QID), name="external_id_of_wikidata"
            ),
            models.CheckConstraint(condition=~Q(source="isil") | Q(ref__regex=ISIL), name="external_id_isil"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="external_id_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.ref}"


def register(
    *, by: Any, reason: str = "", act: Any = None, on: date | None = None, **values: Any
) -> Institution:
    """Enter a new institution in the registry; it takes the traits of its kind.

    `on`: the day of its foundation where that is known.
    """
    return register_all([values], by=by, reason=reason, act=act, on=on)[0][0]


def register_all(
    wishes: Iterable[dict[str, Any]], *, by: Any, reason: str = "", act: Any = None, on: date | None = None
) -> list[tuple[Institution, LifecycleEvent]]:
    """`register` for many, all or none, with as many questions as for one of each kind."""
    institutions = [Institution(**values) for values in wishes]
    with transaction.atomic():
        numbers = next_numbers(len(institutions))
        for institution, number in zip(institutions, numbers, strict=True):
            institution.code = f"AZ-{institution.kind.cluster.code}-{number:06d}"
        Institution.objects.bulk_create(institutions)
        of_kinds = {one.kind_id: one.kind for one in institutions}
        traits = {pk: list(kind.traits.values_list("pk", flat=True)) for pk, kind in of_kinds.items()}
        having = Institution.traits.through
        having.objects.bulk_create(
            having(institution=one, trait_id=trait) for one in institutions for trait in traits[one.kind_id]
        )
        events = enter_all(institutions, by=by, reason=reason, act=act, on=on)
    return list(zip(institutions, events, strict=True))


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Names of fields → names of columns, rows → their keys."""
    return {
        f"{name}_id" if f"{name}_id" in COLUMNS else name: value.pk
        if isinstance(value, models.Model)
        else value
        for name, value in values.items()
    }


def next_numbers(count: int) -> list[int]:
    """Numbers of registry codes that were never given and never will be again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_institution_code') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]
