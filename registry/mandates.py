"""Who may act for what: a mandate binds a role to an institution, to a region or to the whole country."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pghistory
import rules
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from eculture.roles import permissions_of, roles


class MandateQuerySet(models.QuerySet["Mandate"]):
    def live(self) -> "MandateQuerySet":
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today, revoked_at=None)

    def of(self, user: Any) -> "MandateQuerySet":
        return self.filter(user=user) if user.is_authenticated else self.none()

    def ending(self, *, within: int) -> "MandateQuerySet":
        """Live ones whose last day comes within so many days."""
        return self.live().filter(until__lte=timezone.localdate() + timedelta(days=within))

    def visible_to(self, user: Any) -> "MandateQuerySet":
        """One's own; all of them for those who may look at mandates of the whole country."""
        if reaches_the_country(user, "registry.view_mandate"):
            return self
        return self.of(user)

    def editable_by(self, user: Any) -> "MandateQuerySet":
        """Nobody changes a mandate of their own."""
        if reaches_the_country(user, "registry.change_mandate"):
            return self.exclude(user=user)
        return self.none()


class DateRangeOf(Func):
    """Both days belong to the mandate."""

    function = "daterange"
    output_field = DateRangeField()


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="history"))
class Mandate(models.Model):
    """The right of a person to act in a role, from one day to another, by an act."""

    DEEDS = {
        "grant": pgettext_lazy("deed", "Mandate granted"),
        "move_end": pgettext_lazy("deed", "Another end set"),
        "revoke": pgettext_lazy("deed", "Mandate revoked"),
    }
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="mandates",
        verbose_name=_("account"),
    )
    role = models.CharField(_("role"), max_length=32)
    institution = models.ForeignKey(
        "registry.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("institution"),
    )
    region = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("economic region"),
    )
    since = models.DateField(_("valid from"), default=timezone.localdate)
    until = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(pgettext_lazy("mandate", "revoked"), null=True, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="granted_mandates",
        verbose_name=_("granted by"),
    )
    act = models.CharField(_("act"), max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(institution=None) | Q(region=None),
                name="mandate_for_one_scope",
                violation_error_message=_("A mandate is for an institution or for a region, not for both."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="mandate_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="mandate_not_granted_to_oneself",
                violation_error_message=_("You cannot grant a mandate to yourself."),
            ),
            models.CheckConstraint(condition=~Q(role=""), name="mandate_has_a_role"),
            ExclusionConstraint(
                name="mandate_not_twice_at_a_time",
                condition=Q(revoked_at=None),
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("institution", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("region", Value(0)), RangeOperators.EQUAL),
                    (
                        DateRangeOf("since", "until", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person already has this mandate on these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.scope_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        forget(self.user)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """The scope that the role asks for, and no other."""
        role = roles.get(self.role)
        if role is None:
            raise ValidationError({"role": _("There is no such role.")})
        has = "institution" if self.institution_id else "region" if self.region_id else "country"
        if has != role.scope:
            raise ValidationError({"role": WRONG_SCOPE[role.scope]})

    @property
    def title(self) -> Any:
        role = roles.get(self.role)
        return role.title if role else self.role

    @property
    def scope_name(self) -> str:
        return str(self.institution or self.region or _("the whole country"))

    @property
    def is_live(self) -> bool:
        begun = self.since <= timezone.localdate()
        return (
            begun and self.revoked_at is None and (self.until is None or timezone.localdate() <= self.until)
        )

    def revoke(self, *, by: Any, reason: str = "") -> None:
        """The right is gone at once; the mandate stays to be read. Revoking again changes nothing."""
        with transaction.atomic():
            lock(self)
            if self.revoked_at is None:
                self.revoked_at = timezone.now()
                self.save(update_fields=["revoked_at"])
                journal.record("revoke", on=self, by=by, reason=reason, after={"revoked_at": self.revoked_at})

    def move_end(self, *, until: date | None, by: Any) -> None:
        """Give it another last day, or none."""
        with transaction.atomic():
            lock(self)
            before, self.until = self.until, until
            self.save(update_fields=["until"])
            journal.record("move_end", on=self, by=by, before={"until": before}, after={"until": until})


WRONG_SCOPE = {
    "institution": _("This role is held for an institution. Choose one."),
    "region": _("This role is held for a region. Choose one."),
    "country": _("This role is held for the whole country. Leave institution and region empty."),
}


def grant(
    *,
    to: Any,
    role: str,
    by: Any,
    institution: Any = None,
    region: Any = None,
    act: str = "",
    **days: Any,
) -> Mandate:
    """Give `to` a role; refuses with a sentence what the constraints forbid."""
    if by is not None and by.pk == to.pk:
        raise Refusal(_("You cannot grant a mandate to yourself."), code="own_mandate")
    mandate = Mandate(
        user=to,
        role=role,
        institution=institution,
        region=region,
        granted_by=by,
        act=act,
        **days,
    )
    try:
        mandate.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), code="mandate") from error
    with transaction.atomic():
        mandate.save()
        journal.record(
            "grant",
            on=mandate,
            by=by,
            after={"role": role, "scope": mandate.scope_name},
        )
    return mandate


def live_mandates(user: Any) -> list[Mandate]:
    """The user's mandates of today, read once per user object, that is once per request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_live_mandates"):
        user._live_mandates = list(Mandate.objects.live().of(user))
    return user._live_mandates


def holds_nothing(user: Any) -> None:
    """Whoever has just read the account knows it: there is nothing to read."""
    user._live_mandates = []


def forget(user: Any) -> None:
    if hasattr(user, "_live_mandates"):
        del user._live_mandates


def role_slugs(user: Any) -> frozenset[str]:
    return frozenset(mandate.role for mandate in live_mandates(user))


def mandates_for(user: Any, permission: str) -> list[Mandate]:
    """The user's mandates of today whose role gives the permission."""
    return [mandate for mandate in live_mandates(user) if permission in permissions_of(mandate.role)]


def sees_the_country(user: Any, *slugs: str) -> bool:
    """Does one of these roles (any role, if none is named) reach the whole country?"""
    held = [mandate for mandate in live_mandates(user) if not slugs or mandate.role in slugs]
    return user.is_superuser or any(not mandate.institution_id and not mandate.region_id for mandate in held)


def reaches_the_country(user: Any, permission: str) -> bool:
    """Is the permission given for the whole country? Mandates of other roles do not count."""
    held = mandates_for(user, permission) if user.has_perm(permission) else []
    is_free = any(not mandate.institution_id and not mandate.region_id for mandate in held)
    return user.is_superuser or is_free


def covering(user: Any, *slugs: str) -> Q:
    """Which institutions the user's mandates of these roles (any role, if none is named) reach."""
    if sees_the_country(user, *slugs):
        return Q()
    held = [mandate for mandate in live_mandates(user) if not slugs or mandate.role in slugs]
    own = [mandate.institution_id for mandate in held if mandate.institution_id]
    regions = [mandate.region_id for mandate in held if mandate.region_id]
    reached = Q(pk__in=own)
    return reached | Q(registered_unit__region__in=regions) if regions else reached  # a join less to plan


def institutions_of(user: Any, *slugs: str) -> models.QuerySet:
    """The institutions for which the user may act in one of these roles."""
    return Mandate.institution.field.related_model.objects.filter(covering(user, *slugs))


def holds(slugs: frozenset[str]) -> Callable[..., bool]:
    """A predicate for `rules`: does the user hold one of these roles today? Which rows, the querysets say."""

    @rules.predicate
    def holds_a_role(user: Any) -> bool:
        return not role_slugs(user).isdisjoint(slugs)

    return holds_a_role
