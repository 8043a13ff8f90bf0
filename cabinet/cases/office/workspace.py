"""What an officer sees of one case: answers beside what the registers know, and what can be done."""

from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from cabinet.cases.charge import SUPERVISE
from cabinet.cases.models import Case, Decision
from cabinet.cases.office.deeds import DEEDS, Deed
from cabinet.cases.office.forms import NothingForm
from cabinet.cases.wording import grounds_of, name_of, words_of
from cabinet.people.models import Person
from cabinet.services import forms
from cabinet.services.texts import said
from eculture import deeds
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from eculture.sealing import Vouched, vouched
from eculture.templatetags.words import azdate, language

EARLIER, ENTRIES = 5, 50
LABELS = ("proposed_by__person", "signed_by__person", "document")
DECISIONS = Prefetch("decisions", Decision.objects.select_related(*LABELS))


class Workspace:
    """The page of a case for one member of staff; `tried` is a form that was refused."""

    def __init__(self, case: Case, user: Any, tried: tuple[str, NothingForm] | None = None):
        self.case, self.user = case, user
        self.noun, self.form = tried or ("", None)
        prefetch_related_objects([case], "info_requests__papers__attachment", DECISIONS)

    @cached_property
    def handles(self) -> bool:
        """Who is touched by a case gets no page of it, so that this need not be asked again."""
        return Case.objects.handled_by(self.user, own=()).filter(pk=self.case.pk).exists()

    @cached_property
    def clock(self) -> Any:
        return self.case.clock()

    @cached_property
    def summary(self) -> list[Any]:
        return forms.summary(self.case.version, self.case.sent_answers or {}, papers=self.case.paper_names)

    # What the registers know

    @cached_property
    def people(self) -> list[dict[str, Any]]:
        """Applicant and subject as the register of persons has them, with who represents whom."""
        pairs = [(_("Applicant"), self.case.applicant)]
        if self.case.is_about_another:
            pairs.append((_("About whom"), self.case.subject))
        return [{"title": title, "person": one, "facts": self._facts(one)} for title, one in pairs]

    def _facts(self, person: Person) -> list[tuple[str, Any]]:
        held = self.case.delegations.filter(principal=person).select_related("delegate")
        delegates = ", ".join(one.delegate.short_name for one in held)
        guardians = ", ".join(one.short_name for one in person.guardians)
        return [
            (_("Name"), person.full_name),
            (_("Date of birth"), azdate(person.birth_date)),
            (_("FIN"), person.masked_fin or _("none")),
            (_("Citizenship"), person.citizenship),
            (_("Represented by"), guardians),
            (_("Acts by delegation"), delegates),
        ]

    @property
    def houses(self) -> list[tuple[str, Any]]:
        named = [(_("On behalf of"), self.case.on_behalf_of), (_("About"), self.case.about)]
        return [(title, house) for title, house in named if house]

    @cached_property
    def earlier(self) -> list[Case]:
        """The latest other cases about the same person or house that this officer may see."""
        rows = Case.objects.for_staff(self.user).exclude(pk=self.case.pk)
        same = (
            {"on_behalf_of": self.case.on_behalf_of}
            if self.case.on_behalf_of
            else {"subject": self.case.subject}
        )
        return list(rows.filter(**same).select_related("version__service").order_by("-created_at")[:EARLIER])

    # What was said

    @cached_property
    def messages(self) -> list[Any]:
        rows = self.case.messages.select_related("author__person").prefetch_related("papers__attachment")
        return [(one, name_of(one.author) if one.is_from_staff else one.author.label) for one in rows]

    @property
    def requests(self) -> list[Any]:
        return list(self.case.info_requests.all())

    @cached_property
    def opinions(self) -> list[Any]:
        return list(
            self.case.opinions.select_related("region", "institution", "given_by__person", "asked_by")
        )

    @cached_property
    def papers(self) -> list[Any]:
        return list(self.case.papers.select_related("attachment"))

    @cached_property
    def decisions(self) -> list[dict[str, Any]]:
        return [self._decision(one) for one in self.case.decisions.all()]

    def _decision(self, decision: Decision) -> dict[str, Any]:
        decision.case = self.case
        titles, bodies = words_of(decision)
        return {
            "decision": decision, "title": titles[language()], "body": bodies[language()],
            "grounds": grounds_of(decision), "by": name_of(decision.proposed_by),
            "signed_by": name_of(decision.signed_by) if decision.signed_by else "",
        }  # fmt: skip

    @cached_property
    def proposed(self) -> Decision | None:
        found = (one["decision"] for one in self.decisions if one["decision"].state == "proposed")
        return next(found, None)

    @cached_property
    def entries(self) -> list[JournalEntry]:
        """All of the journal about the case and its decisions, newest first, with the seals."""
        decided = [one["decision"] for one in self.decisions]
        return list(JournalEntry.objects.about_any(self.case, *decided).with_seals())

    @cached_property
    def timeline(self) -> list[Any]:
        mine = (one for one in self.entries if one.subject_type == Case._meta.label_lower)
        return deeds.told(Case, islice(mine, ENTRIES), {"step": dict(self.case.steps)})

    @cached_property
    def seal(self) -> Vouched:
        """Whether the story is the one that was sealed."""
        return vouched(self.entries)

    # What can be done

    @cached_property
    def refusal(self) -> Refusal | None:
        """One sentence for an officer who may look and not act: the case is in other hands."""
        if not self.handles or self.case.state not in ("submitted", "in_review", "waiting"):
            return None
        refusal = self.case.refusal_by_charge(self.user, "propose")
        return refusal if refusal and refusal.code == "other_officer" else None

    @cached_property
    def deeds(self) -> list[dict[str, Any]]:
        return [self._offer(noun, deed) for noun, deed in DEEDS.items() if self._is_offered(noun, deed)]

    def _offer(self, noun: str, deed: Deed) -> dict[str, Any]:
        is_tried = noun == self.noun
        form = self.form if is_tried else deed.form(case=self.case, auto_id=f"{noun}_%s")
        return {"noun": noun, "title": deed.title, "form": form, "is_open": is_tried}

    def _is_offered(self, noun: str, deed: Deed) -> bool:
        if noun == self.noun:
            return True
        if deed.verb and not self.case.may(deed.verb):
            return False
        if deed.by_expert:
            is_asked = self.question_to_me is not None
            return is_asked and self.case.refusal_of(self.user, deed.verb) is None
        if not (self.handles and self._fits.get(noun, True)):
            return False
        return not deed.verb or self.case.refusal_by_charge(self.user, deed.verb) is None

    @cached_property
    def _fits(self) -> dict[str, bool]:
        """What beside the state and the charge decides whether a deed is offered."""
        may_talk, may_sign = self.case.refusal_to_say(text="-") is None, self._may_sign
        return {
            "message": may_talk,
            "note": may_talk,
            "step": bool(self.case.steps_ahead),
            "signature": may_sign,
            "return": may_sign,
            "decision": self.proposed is None,
            "extension": self.case.may("extend") and self.case.refusal_to_extend() is None,
        }

    @property
    def _may_sign(self) -> bool:
        if self.proposed is None or self.case.state != "in_review":
            return False
        self.proposed.case = self.case
        return self.proposed.refusal_of(self.user, "sign") is None

    @property
    def is_supervisor(self) -> bool:
        return self.user.has_perm(SUPERVISE)

    @cached_property
    def question_to_me(self) -> Any:
        """What this expert's unit is asked."""
        return self.case.opinions.open().of_office(self.user).first()

    @property
    def step(self) -> str:
        stages = {one["slug"]: said(one["title"]) for one in self.case.version.definition.get("stages", ())}
        return stages.get(self.case.step, "")
