"""The citizen's side of a case until it is sent: begun, written, carried over, sent, taken back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.parties import Party
from cabinet.cases.parts import Paper
from cabinet.people.models import Person
from cabinet.services import eligibility, forms
from cabinet.services.definition import Definition
from eculture import jobs, journal
from eculture.documents import new_code
from eculture.lifecycle import lock, move
from eculture.refusals import Refusal
from registry.institutions import Institution

NUMBER_LENGTH = 10
KEPT_DAYS = 30
CHANGED = _("These answers were changed in another window at %(time)s. Compare both and save once more.")
CHANGED_SINCE = _("The answers have changed since you looked at them. Look at them once more and send.")
NO_LONGER = _("This service is no longer offered on the portal.")
INCOMPLETE = _("Something is still missing. It stands beside each question.")


class Drafting:
    """Verbs of a draft."""

    @classmethod
    def begin(
        cls,
        *,
        version: Any,
        party: Party,
        by: Any,
        parent: Any = None,
        look: Any = None,
        instead_of: str = "",
        **place: Any,
    ) -> Any:
        """A draft on this edition: the one that is there, or a new one.

        `place` says about which institution, for which region, by which officer of the desk. `instead_of`
        names the draft that the person gives up for a new one; a second click finds another draft by then,
        and gets that. Raises Refusal before anybody has filled in a form in vain.
        """
        origin = {"parent": parent, "look": look}
        with transaction.atomic():
            Person.objects.select_for_update(of=("self",), no_key=True).get(pk=party.applicant.pk)
            found = cls.objects.drafts_of(version.service, party, **origin).first()
            if found and found.number != instead_of:
                return found
            refusal = refusal_to_begin(version, party, **origin)
            if refusal:
                raise refusal
            if found:
                found.withdraw(by=by)
            return cls._new_draft(version, party, by, {**origin, **place})

    @classmethod
    def _new_draft(cls, version: Any, party: Party, by: Any, place: Mapping[str, Any]) -> Any:
        known = {"subject": party.subject, "institution": party.institution, "about": place.get("about")}
        answers, sources = forms.prefilled(version, person=party.applicant, **known)
        draft = cls.objects.create(
            number=new_code(NUMBER_LENGTH),
            version=version,
            applicant=party.applicant,
            subject=party.subject,
            on_behalf_of=party.institution,
            filed_by=by,
            answers=answers,
            sources=sources,
            **place,
        )
        journal.record("begin", on=draft, by=by, after={"version": version})
        return draft

    @property
    def party(self) -> Party:
        return Party(self.applicant, self.subject, self.on_behalf_of)

    @property
    def expires_on(self) -> Any:
        """The day on which a draft that nobody touches ends."""
        return timezone.localtime(self.saved_at).date() + timedelta(days=KEPT_DAYS)

    def written(self, names: Any) -> str:
        """A name for the present answers to some questions, which a form carries and gives back."""
        plain = json.dumps({name: self.answers.get(name) for name in sorted(names)}, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def refusal_to_write(self, *, answers: Mapping[str, Any], seen: str) -> Refusal | None:
        if self.state != "draft":
            return Refusal(_("This case has been sent already. Write a message instead."), code="sent")
        theirs = {name: self.answers.get(name) for name in answers}
        if seen == self.written(answers) or theirs == dict(answers):
            return None
        time = timezone.localtime(self.saved_at).strftime("%H:%M")
        other = {name: value for name, value in theirs.items() if value != answers[name]}
        return Refusal(CHANGED % {"time": time}, code="changed", theirs=other)

    def write(self, *, answers: Mapping[str, Any], seen: str, by: Any) -> None:
        """Keep the answers of one step; `seen` names those that stood there when the writer began.

        Not a deed for the journal: a form saves itself while one types, and until it is sent it is the
        person's own paper.
        """
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_write(answers=answers, seen=seen)
            if refusal:
                raise refusal
            changed = [name for name, value in answers.items() if self.answers.get(name) != value]
            if not changed:
                return
            self.sources = {name: at for name, at in self.sources.items() if name not in changed}
            self.answers = {**self.answers, **{name: answers[name] for name in changed}}
            self._note_save()

    def _note_save(self) -> None:
        self.revision += 1
        self.saved_at = timezone.now()
        self.save(update_fields=["answers", "sources", "version", "revision", "saved_at"])

    @property
    def newer_version(self) -> Any:
        """The edition in use, when this draft follows an older one."""
        if self.state != "draft" or self.version.state == "published":
            return None
        return self.version.service.versions.published().first()

    def carry_over(self, *, by: Any) -> list[str]:
        """Follow the edition in use, with the answers that fit it; the questions whose answers did not."""
        with transaction.atomic():
            lock(self)
            newer = self.newer_version
            if newer is None:
                return []
            titles = {name: one.title for name, one in Definition.of(self.version).questions.items()}
            asked = set(Definition.of(newer).questions)
            wrong = forms.problems(newer, self.answers, papers=self.paper_counts)
            kept = {name: value for name, value in self.answers.items() if name in asked - set(wrong)}
            strange = self.papers.exclude(field="").exclude(field__in=asked)
            lost = {*self.answers, *strange.values_list("field", flat=True)} - set(kept)
            strange.delete()
            change = {"before": {"version": self.version}, "after": {"version": newer}}
            self.version, self.answers = newer, kept
            self.sources = {name: at for name, at in self.sources.items() if name in kept}
            self._note_save()
            journal.record("carry_over", on=self, by=by, **change)
        return [title for name, title in titles.items() if name in lost]

    @property
    def paper_counts(self) -> dict[str, int]:
        """How many files stand at each question of the form."""
        rows = self.papers.exclude(field="").order_by().values_list("field").annotate(Count("pk"))
        return dict(rows)

    @property
    def paper_names(self) -> dict[str, list[str]]:
        """The names of the files at each question of the form."""
        return names_by_question(self.papers.exclude(field="").select_related("attachment"))

    @property
    def problems(self) -> dict[str, str]:
        """What hinders sending: question → sentence."""
        return forms.problems(self.version, self.answers, papers=self.paper_counts)

    def refusal_to_submit(self, *, seen: int | None = None) -> Refusal | None:
        if seen is not None and seen != self.revision:
            return Refusal(CHANGED_SINCE, code="changed")
        if not self.version.service.is_published:
            return Refusal(NO_LONGER, code="not_offered")
        refusal = _refusal_by_rules(self.version, self.party) or self._refusal_of_office()
        if refusal:
            return refusal
        problems = self.problems
        return Refusal(INCOMPLETE, code="incomplete", problems=problems) if problems else None

    @move
    def submit(self, *, by: Any, seen: int | None = None) -> None:
        """Send the case; `seen` is the revision that the sender has looked at."""
        kept = forms.shown(self.version, self.answers)
        self.answers = {name: value for name, value in self.answers.items() if name in kept}
        self.papers.exclude(field="").exclude(field__in=kept).delete()
        self.sent_answers, self.filed_by = self.answers, by
        self.institution, self.region = self._office()
        self.submitted_at, self.term_days = timezone.now(), self.version.term_days
        self.due_on = self.clock(pauses=[]).due  # nobody has asked anything yet
        self.hand_out()
        self.tell("case-submitted", due=self.due_on)
        jobs.ask("case-receipt", by=by, case=self.pk)

    def _about(self) -> Institution | None:
        """The institution that the case is about: chosen in the form, or when it was begun."""
        return forms.about(self.version, self.answers) or self.about or self.on_behalf_of

    def _office(self) -> tuple[Any, Any]:
        """Institution and region in charge, by the route of the edition; the ministry is neither."""
        self.about = self._about()
        if self.version.route == "institution":
            return self.about, None
        if self.version.route == "region":
            return None, self.about.registered_unit.region if self.about else self.region
        return None, None

    def _refusal_of_office(self) -> Refusal | None:
        needed = self.version.route != "ministry" and not self._about()
        if needed and not (self.version.route == "region" and self.region):
            return Refusal(_("Choose which office the case goes to."), code="no_office")
        return None

    @move
    def withdraw(self, *, by: Any) -> None:
        """Take the case back; what was asked meanwhile needs no answer any more."""
        self.closed_at = timezone.now()
        self.info_requests.filter(answered_at=None).update(answered_at=Now(), lapsed=True)
        if self.submitted_at:
            self.tell("case-withdrawn")

    @move
    def expire(self, *, by: Any) -> None:
        """A draft that nobody has touched for 30 days ends; its answers are kept out of sight."""
        self.closed_at = timezone.now()
        self.tell("case-expired")

    def refusal_to_expire(self) -> Refusal | None:
        if self.expires_on > timezone.localdate():
            return Refusal(_("This draft is still in use."), code="in_use")
        return None


def refusal_to_begin(version: Any, party: Party, *, parent: Any = None, look: Any = None) -> Refusal | None:
    """Why this party may not begin a case of this edition."""
    if version.state != "published" or not version.service.is_published:
        return Refusal(NO_LONGER, code="not_offered")
    if (version.service.slug == "appeal") is not (parent is not None):
        return Refusal(_("An appeal begins at the decision that it is against."), code="at_the_decision")
    if (version.service.slug == "ask-why") is not (look is not None):
        message = _("Such a question begins at the look, on the page “Who has looked” of your account.")
        return Refusal(message, code="at_the_look")
    return party.refusal_to_act(version.service) or _refusal_by_rules(version, party)


def _refusal_by_rules(version: Any, party: Party) -> Refusal | None:
    refusal = party.refusal_to_ask()
    if refusal:
        return refusal
    facts = {"subject": party.subject, "institution": party.institution}
    wrong = [one for one in eligibility.answers(version, person=party.applicant, **facts) if not one.ok]
    if wrong:
        return Refusal(" ".join(one.sentence for one in wrong), code="not_eligible")
    return None


def names_by_question(papers: Iterable[Paper]) -> dict[str, list[str]]:
    """Question of the form → the names of its files."""
    names: dict[str, list[str]] = {}
    for paper in papers:
        if paper.field:
            names.setdefault(paper.field, []).append(paper.attachment.name)
    return names
