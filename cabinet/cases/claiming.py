"""What was opened at the desk: its code, printed once, and its person who takes it over."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.sessions import is_employee
from cabinet.people.models import Person, person_of
from eculture import journal
from eculture.crypto import keyed_index
from eculture.documents import CODE_LETTERS, normalise_code
from eculture.lifecycle import move
from eculture.refusals import Refusal
from eculture.sockets import Socket

CODE_LENGTH = 10
VALID = timedelta(hours=72)
NOT_CLAIMED = _(
    "We could not find a case with this code and date of birth. Compare both with the paper. A code is valid "
    "for 72 hours and once. If it has ended, the desk gives you a new one."
)


class Claimable:
    """What an upper room plugs: rows that the desk opens and a person takes over."""

    slug: str

    def rows(self) -> models.QuerySet:
        """Of a model with Claiming."""
        raise NotImplementedError


claimables: Socket[Claimable] = Socket()


def claim_hash(code: str) -> str:
    return keyed_index(normalise_code(code), purpose="claim")


class Claiming(models.Model):
    """What the desk has opened for a person, `applicant_id`, until the person takes it over."""

    desk_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("opened at the desk by"),
    )  # fmt: skip
    claim_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    claim_until = models.DateTimeField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def waits_at_the_desk(self) -> bool:
        return self.desk_officer_id is not None and self.claimed_at is None

    @move
    def give_code(self, *, by: Any) -> str:
        """A new code for the paper; the one before is void. Only its hash is kept."""
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
        self.claim_hash, self.claim_until = claim_hash(code), timezone.now() + VALID
        return code

    def refusal_to_give_code(self) -> Refusal | None:
        if not self.waits_at_the_desk:
            return Refusal(_("This case is in its person's cabinet already."), code="claimed")
        return None

    @move
    def claim(self, *, by: Any, code: str, birth_date: Any) -> None:
        """The person takes the case over; an account of nobody yet becomes the person's."""
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=self.applicant_id)
        if not self._is_claimed_rightly(by, person, code, birth_date):
            raise Refusal(NOT_CLAIMED, code="not_claimed", field="code")
        if person.user_id is None:
            person.user = by
            person.save(update_fields=["user"])
            journal.record("claim_account", on=person, by=by, after={"user": by})
        self.claim_hash, self.claim_until, self.claimed_at = "", None, timezone.now()

    def _is_claimed_rightly(self, user: Any, person: Person, code: str, birth_date: Any) -> bool:
        """The right code in time, day of birth and account; which of them was wrong is not said."""
        is_code = secrets.compare_digest(self.claim_hash, claim_hash(code))
        in_time = self.claim_until is not None and self.claim_until > timezone.now()
        return is_code and in_time and person.birth_date == birth_date and self._may_be_of(user, person)

    def _may_be_of(self, user: Any, person: Person) -> bool:
        """The person's own account, or one of nobody; never that of somebody who works here."""
        if person.user_id:
            return person.user_id == user.pk
        return person_of(user) is None and not is_employee(user) and user.pk != self.desk_officer_id
