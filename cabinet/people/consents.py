"""Consents: to what, in which wording, for whom, from when until when. A new wording asks again."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from eculture.sockets import Socket


class Purpose:
    """What an app plugs: something that is done by consent only; `text` is the first wording of it."""

    slug: str
    title: Any
    text: Any

    def withdrawn(self, consent: "Consent") -> None:
        """End at once what the consent allowed."""

    def renewed(self, old: "Consent", new: "Consent") -> None:
        """Go on under the new wording."""

    def about(self, consents: list["Consent"]) -> dict[int, str]:
        """What each consent is about, in words: key → text."""
        return {}


purposes: Socket[Purpose] = Socket("title", "text")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def newer_than(self, wording: str) -> "ConsentTextQuerySet":
        """Wordings of the same purpose after the one that a row points at by `wording`."""
        return self.filter(
            purpose=OuterRef(f"{wording}__purpose"), version__gt=OuterRef(f"{wording}__version")
        )

    def current(self, purpose: str) -> "ConsentText":
        """The newest wording; the first one is shipped with the portal."""
        found = self.filter(purpose=purpose).order_by("-version").first()
        return found or self.get_or_create(purpose=purpose, version=1, defaults=_first_words(purpose))[0]

    def publish(self, *, purpose: str, by: Any, **texts: str) -> "ConsentText":
        """A new wording: from now on everybody is asked by it, also who agreed to an older one."""
        with transaction.atomic():
            newest = self.current(purpose)
            lock(newest)
            made = self.create(
                purpose=purpose, version=self.current(purpose).version + 1, made_by=by, **texts
            )
            journal.record("publish_consent_text", on=made, by=by, after={"version": made.version})
        return made


def _first_words(purpose: str) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[f"text_{language}"] = str(purposes[purpose].text)
    return words


class ConsentText(models.Model):
    """One wording of what people agree to; it never changes."""

    DEEDS = {"publish_consent_text": pgettext_lazy("deed", "New wording published")}

    purpose = models.SlugField(_("purpose"))
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    text = models.TextField(_("wording"), max_length=2000)
    created_at = models.DateTimeField(_("valid from"), db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="one_wording_of_a_version")
        ]
        triggers = [
            pgtrigger.Protect(name="wording_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title} № {self.version}"

    @property
    def title(self) -> Any:
        return getattr(purposes.get(self.purpose), "title", self.purpose)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: Any) -> "ConsentQuerySet":
        """Of oneself and of whom one represents today."""
        if not user.is_authenticated:
            return self.none()
        people = self.model._meta.get_field("person").related_model.objects
        return self.filter(person__in=people.family_of(user).values("pk"))

    def editable_by(self, user: Any) -> "ConsentQuerySet":
        """Not for a child for whom one may only look."""
        people = self.model._meta.get_field("person").related_model.objects
        return self.visible_to(user).exclude(person__in=people.only_seen_by(user).values("pk"))

    def given(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)

    def with_wording(self) -> "ConsentQuerySet":
        newer = Exists(ConsentText.objects.newer_than("wording"))
        return self.select_related("wording", "person").annotate(is_outdated=newer)


class Consent(models.Model):
    """That somebody has agreed, for oneself or for a child; it is withdrawn and never erased."""

    DEEDS = {
        "agree": pgettext_lazy("deed", "Agreed"),
        "withdraw": pgettext_lazy("deed", "Consent withdrawn"),
    }

    person = models.ForeignKey(
        "cabinet.Person", models.PROTECT, related_name="consents", verbose_name=_("whose data")
    )
    wording = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name=_("wording")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_it_was_given",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="consent_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="consent_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL"
                    " OR ((to_jsonb(NEW) - 'withdrawn_at') IS DISTINCT FROM (to_jsonb(OLD) - 'withdrawn_at'))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording} {self.given_at:%d.%m.%Y}"

    @property
    def purpose(self) -> Purpose:
        return purposes[self.wording.purpose]

    def withdraw(self, *, by: Any) -> None:
        """From now on it allows nothing. Twice is once."""
        with transaction.atomic():
            lock(self)
            if self.withdrawn_at is None:
                self._end(by)
                self.purpose.withdrawn(self)

    def renew(self, *, seen: int, by: Any) -> "Consent":
        """Agree to the newest wording, which is the one that was `seen`."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_renew(seen)
            if refusal:
                raise refusal
            new = agree(self.wording.purpose, person=self.person, by=by)
            self._end(by)
            self.purpose.renewed(self, new)
        return new

    def refusal_to_renew(self, seen: int) -> Refusal | None:
        if self.withdrawn_at:
            return Refusal(_("This consent has been withdrawn."), code="withdrawn")
        if ConsentText.objects.current(self.wording.purpose).pk != seen:
            return Refusal(_("The wording has changed again. Read the new one."), code="changed")
        return None

    def _end(self, by: Any) -> None:
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])
        journal.record("withdraw", on=self, by=by)


def agree(purpose: str, *, person: Any, by: Any) -> Consent:
    """Keep that `by` has agreed for the person to the wording of today."""
    with transaction.atomic():
        text = ConsentText.objects.current(purpose)
        made = Consent.objects.create(person=person, wording=text, given_by=by)
        journal.record("agree", on=made, by=by, after={"purpose": purpose, "version": text.version})
    return made
