"""A question why somebody has looked: a case of its own about one look, which the looker never answers."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.cases.parties import Party
from cabinet.people.access_log import View, told
from cabinet.people.models import Person, person_of
from cabinet.services.versions import ServiceVersion
from eculture.journal import JournalEntry
from eculture.refusals import Refusal

SERVICE = "ask-why"


class Questioning:
    """The verb of a person whose data were looked at."""

    @classmethod
    def ask_why(cls, look: JournalEntry, *, by: Any) -> Any:
        """The draft of a question about this look; the question that is there, whoever of the family asks."""
        version = ServiceVersion.objects.published().filter(service__slug=SERVICE).first()
        if version is None:
            raise Refusal(_("Questions about looks are not taken on the portal now."), code="not_offered")
        with transaction.atomic():
            subject = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=look.subject_id)
            live = cls.objects.of(by).filter(look=look).exclude(state__in=["withdrawn", "expired"]).first()
            party = Party(person_of(by), subject)
            return live or cls.begin(version=version, party=party, by=by, look=look)

    @property
    def told_look(self) -> View | None:
        """The look in words: when, by whom in which office, which data, for which case."""
        return next(iter(told([self.look], [self.subject])), None) if self.look_id else None
