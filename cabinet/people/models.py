from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.people.guardianships import ADULT_AT, Guardianship
from eculture import journal, notices
from eculture.azerbaijani import AzFold, AzKey, az_lower
from eculture.crypto import EncryptedText
from eculture.identifiers import fin_index, mask_fin, normalise_fin, validate_fin
from eculture.refusals import NotAllowed, Refusal

EARLIEST_BIRTH = date(1900, 1, 1)


def plausible_birth(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("The date of birth is in the future."), code="future")
    if day < EARLIEST_BIRTH:
        raise ValidationError(_("The date of birth is before 1900. Look at the year."), code="too_early")


class FinField(EncryptedText):
    """A FIN in its normal form."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        fin = normalise_fin(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, fin)
        return fin


class FinIndexField(models.CharField):
    """Follows `fin`, also in bulk_create."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        value = fin_index(model_instance.fin) if model_instance.fin else None
        setattr(model_instance, self.attname, value)
        return value


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Any) -> "PersonQuerySet":
        return self if user.has_perm("cabinet.view_person") else self.family_of(user)

    def editable_by(self, user: Any) -> "PersonQuerySet":
        if user.has_perm("cabinet.change_person"):
            return self
        return self.family_of(user).exclude(pk__in=self.only_seen_by(user).values("pk"))

    def family_of(self, user: Any) -> "PersonQuerySet":
        """The person behind the account and the children whom that person represents today.

        A union and not an OR, and `among` it: else the planner would read every person of the country.
        """
        if not user.is_authenticated:
            return self.none()
        children = Guardianship.objects.live().filter(guardian__user=user).order_by().values("child")
        return self.filter(pk__among=Person.objects.filter(user=user).values("pk").union(children))

    def children_of(self, guardian: "Person") -> "PersonQuerySet":
        """For whom the guardian acts today."""
        return self.filter(pk__in=Guardianship.objects.acting().filter(guardian=guardian).values("child"))

    def seen_by(self, guardian: "Person") -> "PersonQuerySet":
        """Whom the guardian represents today, also where a court lets the guardian look and not act."""
        return self.filter(pk__in=Guardianship.objects.live().filter(guardian=guardian).values("child"))

    def telling_who_acts(self, guardian: "Person") -> "PersonQuerySet":
        """With `is_acted_for`: whether the guardian may act today, too."""
        acting = Guardianship.objects.acting().filter(guardian=guardian, child=models.OuterRef("pk"))
        return self.annotate(is_acted_for=models.Exists(acting))

    def only_seen_by(self, user: Any) -> "PersonQuerySet":
        """Children for whom the person behind the account may look and not act."""
        if not user.is_authenticated:
            return self.none()
        mine = Guardianship.objects.live().filter(guardian__user=user).order_by()
        acting = Guardianship.objects.acting().filter(guardian__user=user).order_by()
        return self.filter(pk__in=mine.values("child")).exclude(pk__in=acting.values("child"))

    def guardians_of(self, child: "Person") -> "PersonQuerySet":
        return self.filter(pk__in=Guardianship.objects.live().filter(child=child).values("guardian"))

    def with_fin(self, fin: str) -> "PersonQuerySet":
        return self.filter(fin_index=fin_index(fin))

    def in_order(self) -> "PersonQuerySet":
        return self.order_by(AzKey("surname"), AzKey("name"), "pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["fin", "fin_index"],
)
class Person(models.Model):
    """A human being whom the portal knows: one row, whatever the person is – guardian, pupil, officer."""

    SEXES = {"female": _("female"), "male": _("male")}
    sensitive = frozenset({"fin", "fin_index", "surname", "name", "patronymic", "birth_date"})
    DEEDS = {
        "introduce": pgettext_lazy("deed", "Cabinet opened"),
        "connect_account": pgettext_lazy("deed", "Account connected"),
        "enter_person": pgettext_lazy("deed", "Entered at the desk"),
        "give_fin": pgettext_lazy("deed", "FIN shown at the desk"),
        "claim_account": pgettext_lazy("deed", "Account connected by a code from the desk"),
        "viewed": pgettext_lazy("deed", "Looked at by staff"),
        "claim_refused": pgettext_lazy("deed", "Claim to represent the child refused"),
        "ask_copy": pgettext_lazy("deed", "Copy of the data asked for"),
    }

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    surname = models.CharField(_("surname"), max_length=80)
    name = models.CharField(_("given name"), max_length=80)
    patronymic = models.CharField(
        _("father's name"), max_length=80, blank=True, help_text=_("For example: Anar qızı")
    )
    sex = models.CharField(_("sex"), max_length=6, choices=SEXES, blank=True)
    birth_date = models.DateField(_("date of birth"), validators=[plausible_birth])
    citizenship = models.CharField(
        _("citizenship"),
        max_length=2,
        default="AZ",
        help_text=_("Two letters: AZ, GE, TR"),
    )
    fin = FinField(_("FIN"), blank=True, default="", validators=[validate_fin])
    fin_index = FinIndexField(max_length=64, unique=True, null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [
            models.Index(AzKey("surname"), AzKey("name"), name="person_in_order"),
            models.Index(OpClass(AzFold("surname"), "text_pattern_ops"), name="person_by_surname"),
            models.Index(OpClass(AzFold("name"), "text_pattern_ops"), name="person_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_date__gte=EARLIEST_BIRTH), name="person_birth_date_plausible"
            ),
            models.CheckConstraint(
                condition=Q(fin="", fin_index=None) | ~Q(fin="") & Q(fin_index__isnull=False),
                name="person_fin_has_index",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As forms and lists name a person: surname, given name, father's name."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """As greetings and notices name a person."""
        return f"{self.name} {self.surname}"

    @property
    def initials(self) -> str:
        return f"{self.name[:1]}{self.surname[:1]}"

    @property
    def masked_fin(self) -> str:
        return mask_fin(self.fin)

    @property
    def children(self) -> PersonQuerySet:
        """For whom this person acts today."""
        return Person.objects.children_of(self).order_by("birth_date", "pk")

    @property
    def seen_children(self) -> PersonQuerySet:
        """Those, and whom a court lets this person look after and not act for."""
        return Person.objects.seen_by(self).order_by("birth_date", "pk")

    @property
    def guardians(self) -> PersonQuerySet:
        return Person.objects.guardians_of(self).in_order()

    @property
    def age(self) -> int:
        return self.age_on(timezone.localdate())

    def age_on(self, day: date) -> int:
        """Whole years lived on `day`; somebody born on 29 February is a year older on 1 March."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def is_adult_on(self, day: date) -> bool:
        return self.age_on(day) >= ADULT_AT

    def refusal_to_act_for(self, child: "Person") -> Refusal | None:
        """A court may let a guardian look at what concerns the child, and not act; a child looks on."""
        if child == self:
            is_adult = self.is_adult_on(timezone.localdate())
            return None if is_adult else NotAllowed(UNTIL_18, code="not_adult")
        rows = Guardianship.objects.live().filter(guardian=self, child=child)
        if rows.acting().exists():
            return None
        limited = rows.first()
        if limited is None:
            message = _("You do not represent %(child)s.") % {"child": child.short_name}
            return Refusal(message, code="not_represented")
        words = {"child": child.short_name, "act": limited.limit_act}
        return NotAllowed(ONLY_LOOKS % words, code="only_looks")

    def refusal_to_add_child(self, *, birth_date: date) -> Refusal | None:
        today = timezone.localdate()
        if not self.is_adult_on(today):
            return Refusal(_("Only an adult can represent a child."), code="not_adult")
        if Person(birth_date=birth_date).is_adult_on(today):
            message = _("This person is 18 or older and needs an account of their own.")
            return Refusal(message, code="child_is_adult", field="birth_date")
        return None

    def add_child(
        self, *, by: Any, fin: str, birth_date: date, kind: str, document: str = "", **who: str
    ) -> "Person":
        """Become the guardian of a child; the child's Person is made when there is none yet.

        A child whom somebody represents or has represented, whose data differ or who is an adult with an
        account is refused with one and the same sentence: nobody learns from it whether a FIN is known.
        """
        refusal = self.refusal_to_add_child(birth_date=birth_date)
        if refusal:
            raise refusal
        with transaction.atomic():
            child = self._claimed(by=by, fin=fin, birth_date=birth_date, **who)
            if child:
                row = Guardianship.objects.create(guardian=self, child=child, kind=kind, document=document)
                after = {"guardian": self, "child": child, "kind": kind}
                journal.record("add_child", on=row, by=by, after=after)
        child = child or self.children.with_fin(fin).first()  # a double click
        if child is None:
            raise Refusal(NOT_ADDED, code="not_added")
        return child

    def _claimed(self, *, by: Any, birth_date: date, **who: str) -> "Person | None":
        """The child described, if it is free; a claim that fails leaves a trace."""
        child = _child_to_claim(birth_date=birth_date, **who)
        if child and not child.is_claimable_by(self, birth_date=birth_date, **who):
            journal.record("claim_refused", on=child, by=by)
            return None
        return child

    def is_claimable_by(
        self,
        guardian: "Person",
        *,
        birth_date: date,
        surname: str,
        name: str,
        **_other: str,
    ) -> bool:
        """Whether this is the child described, under age, without an account and never represented before.

        A right that has ended, by a court perhaps, comes back at the desk only, with the paper in hand.
        """
        described = (az_lower(self.surname), az_lower(self.name), self.birth_date)
        is_this_child = described == (
            az_lower(surname.strip()),
            az_lower(name.strip()),
            birth_date,
        )
        is_free = self.user_id is None and not Guardianship.objects.filter(child=self).exists()
        return self != guardian and is_this_child and is_free and not self.is_adult_on(timezone.localdate())


def introduce(user: Any, *, fin: str, **who: Any) -> Person:
    """Say who stands behind an account, once.

    A FIN that is known already is refused: an account proves an address, not an identity, so it never takes
    over what the portal holds about somebody. Staff connect the two with the identity card in hand.
    """
    try:
        with transaction.atomic():
            person = Person.objects.create(user=user, fin=fin, **who)
            journal.record("introduce", on=person, by=user)
    except IntegrityError as error:
        raise Refusal(NOT_INTRODUCED, code="not_introduced") from error
    notices.send("welcome", to=user, key="account")
    return person


def person_of(user: Any) -> Person | None:
    """Who stands behind the account, read once per user object."""
    if not hasattr(user, "_person"):
        user._person = getattr(user, "person", None)
    return user._person


UNTIL_18 = _("Until 18 your legal representative acts for you.")
ONLY_LOOKS = _(
    "By act %(act)s you may look at what concerns %(child)s, and not act. The other legal representative "
    "acts for the child."
)
NOT_INTRODUCED = _(
    "We could not open a cabinet with these data. Compare the FIN with your identity card. If it is right, "
    "take the card to the regional office of culture: it connects your account."
)
NOT_ADDED = _(
    "We could not add this child. Compare the FIN, the names and the date of birth with the birth "
    "certificate. If they are right, take the certificate and your identity card to the regional office of "
    "culture: it confirms that you represent the child."
)


def _child_to_claim(*, fin: str, birth_date: date, **who: str) -> Person | None:
    """The child with this FIN under a row lock, made when unknown; None when another family just made it."""
    child = Person.objects.with_fin(fin).select_for_update(of=("self",)).first()
    if child is None:
        try:
            with transaction.atomic():
                child = Person.objects.create(fin=fin, birth_date=birth_date, **who)
        except IntegrityError:
            return None
    return child
