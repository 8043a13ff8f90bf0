"""Cases of the demo in every state, each led there by the verbs of the house and aged by `let_pass`."""

from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from cabinet.cases import figures, rounds
from cabinet.cases.demo import cast, words
from cabinet.cases.demo.days import day_in, days_used, let_pass, print_decision
from cabinet.cases.models import Case
from cabinet.cases.offices import staff_of
from cabinet.cases.papers import put
from cabinet.cases.parties import Party
from cabinet.cases.reception import begin_at_desk
from cabinet.files.fields import PapersWish
from cabinet.people.access_log import note_view
from cabinet.people.desk import person_at_desk
from cabinet.people.models import Person
from cabinet.services.versions import ServiceVersion
from eculture import sealing
from eculture.documents import as_pdf
from eculture.models import User
from eculture.reference import Loader, Say, demo_loaders
from registry.demo import MINISTRY, REGIONAL
from registry.institutions import Institution
from registry.mandates import Mandate

PERMIT, LETTER, CERTIFICATE = "heritage-restoration", "citizen-letter", "study-certificate"
HANDLE, SEVDA = "cabinet.handle_case", "sevda@numune.example"
TERM = 15


def load(say: Say) -> None:
    """After the schools: a certificate is asked of the one that has a head."""
    mandate = Mandate.objects.live().filter(role="head", user__is_demo=True).first()
    if mandate is None or Case.objects.filter(applicant__user__email=SEVDA).exists():
        say(_("Cases: nothing to add."))
        return
    sealing.seal()  # without it no paper of a decision is issued
    with transaction.atomic():
        cast.staff()
        Stories(mandate.institution).play()
    figures.count()
    say(_("Cases: %(cases)s in every state.") % {"cases": Case.objects.count()})


class Stories:
    """The same every time, around the day on which they are loaded."""

    def __init__(self, school: Institution):
        self.school = school
        self.sevda = Person.objects.get(user__email=SEVDA)
        self.fidan = self.sevda.children.get(name="Fidan")
        self.vusal = cast.architect()
        self.nigar, self.samir = cast.account(MINISTRY), cast.account(cast.COLLEAGUE)
        self.aydin, self.ramil = cast.account(cast.SUPERVISOR), cast.account(REGIONAL)
        self.leyla = staff_of(HANDLE, institution=school).get()

    def play(self) -> None:
        self.former_pupils()
        self.closed()
        self.granted()
        self.refused()
        self.appealed()
        self.about_to_break()
        self.asked_for_an_opinion()
        self.in_review()
        self.waiting()
        self.at_the_desk()
        self.sent_today()
        self.draft()

    # How a case begins

    def written(self, slug: str, who: Person, answers: dict[str, Any], *, about: Any = None) -> Case:
        version = ServiceVersion.objects.published().get(service__slug=slug)
        case = Case.begin(version=version, party=Party(who, about or who), by=who.user)
        return self.filled(case, answers)

    def filled(self, case: Case, answers: dict[str, Any]) -> Case:
        case.write(answers=answers, seen=case.written(answers), by=case.filed_by)
        return case

    def sent(self, slug: str, who: Person, answers: dict[str, Any], *, about: Any = None) -> Case:
        case = self.written(slug, who, answers, about=about)
        case.submit(by=who.user)
        return case

    def permit(self, who: Person, answers: dict[str, Any]) -> Case:
        """With the project as a paper; the rules of the edition choose the officer."""
        case = self.written(PERMIT, who, answers)
        paper = ContentFile(self.project, name="layihə.pdf")
        put(case, PapersWish([paper]), title=words.PROJECT, by=who.user, field="project")
        case.submit(by=who.user)
        return case

    @cached_property
    def project(self) -> bytes:
        return as_pdf("cabinet/documents/demo_project.typ", {})

    def monument(self, ref: str) -> str:
        return Institution.objects.get(external_ids__source="seed", external_ids__ref=ref).code

    def taken(self, case: Case, by: User, *, after: int) -> None:
        let_pass(case, after)
        note_view(case.subject, by=by, case=case)
        case.take(by=by)

    def decided(self, case: Case, by: User, outcome: str, text: str, *grounds: str, ago: int) -> None:
        """Put in force so many days ago, where the edition asks so by two."""
        decision = case.conclude(by=by, outcome=outcome, text=text, grounds=grounds)
        if case.version.needs_two:
            decision.sign(by=self.aydin)
        let_pass(case, min(ago, case.version.appeal_days + 1))
        if ago > case.version.appeal_days:
            case.close(by=None)
            let_pass(case, ago - case.version.appeal_days - 1)
        print_decision(case)

    # The stories

    def former_pupils(self) -> None:
        """So many that the figures of the service may be told."""
        for number, who in enumerate(cast.former_pupils()):
            asked = words.CERTIFICATE | {"school": self.school.code}
            case = self.sent(CERTIFICATE, who, asked)
            self.taken(case, self.leyla, after=number % 3 + 1)
            let_pass(case, number % 5 * 2)
            self.decided(case, self.leyla, "approved", words.STUDIED, ago=20 + 9 * number)

    def closed(self) -> None:
        case = self.sent(LETTER, self.sevda, words.OPENING_HOURS)
        self.taken(case, self.samir, after=2)
        let_pass(case, 5)
        self.decided(case, self.samir, "approved", words.THANKS, ago=48)
        case.mark_read(as_staff=False)

    def granted(self) -> None:
        asked = words.FOR_SCHOOL | {"school": self.school.code}
        case = self.sent(CERTIFICATE, self.sevda, asked, about=self.fidan)
        self.taken(case, self.leyla, after=1)
        let_pass(case, 2)
        self.decided(case, self.leyla, "approved", words.GRANTED, ago=6)
        case.mark_read(as_staff=False)

    def refused(self) -> None:
        case = self.permit(self.sevda, words.GALLERY)
        self.taken(case, case.assignee, after=3)
        let_pass(case, 6)
        self.decided(case, case.assignee, "refused", words.HARMS, "harm", ago=1)

    def appealed(self) -> None:
        case = self.sent(LETTER, self.sevda, words.PLAQUE)
        self.taken(case, self.nigar, after=3)
        let_pass(case, 4)
        self.decided(case, self.nigar, "refused", words.NO_PAPERS, "unfounded", ago=9)
        case.mark_read(as_staff=False)
        appeal = self.filled(case.appeal(by=self.sevda.user), {"why": words.APPEAL})
        appeal.submit(by=self.sevda.user)
        self.taken(appeal, self.samir, after=2)
        let_pass(appeal, 2)

    def about_to_break(self) -> None:
        """Nothing but the second signature is missing."""
        case = self.permit(
            self.vusal, words.CARAVANSERAI | {"monument": self.monument("seki-yuxari-karvansarasi")}
        )
        self.taken(case, case.assignee, after=4)
        case.step_on(by=case.assignee, step="papers")
        let_pass(case, days_used(TERM - 1) - 4)
        case.conclude(by=case.assignee, outcome="approved", text=words.CONSENT)
        rounds.watch_terms()

    def asked_for_an_opinion(self) -> None:
        case = self.permit(self.vusal, words.TEMPLE | {"monument": self.monument("seki-kis-mebedi")})
        self.taken(case, case.assignee, after=3)
        case.step_on(by=case.assignee, step="papers")
        let_pass(case, 3)
        case.step_on(by=case.assignee, step="expert")
        museum = cast.account(cast.EXPERT).mandates.get().institution
        case.ask_opinion(by=case.assignee, question=words.QUESTION, institution=museum)
        let_pass(case, 4)

    def in_review(self) -> None:
        """On day 6 of 15."""
        case = self.permit(self.sevda, words.HOUSE)
        self.taken(case, self.nigar_or(case), after=2)
        case.step_on(by=case.assignee, step="papers")
        case.say(text=words.NOTE, by=case.assignee, as_staff=True, is_note=True)
        case.say(text=words.MISSING_PHOTOS, by=case.assignee, as_staff=True)
        let_pass(case, 1)
        case.say(text=words.PHOTOS_SENT, by=self.sevda.user)
        let_pass(case, days_used(6) - 3)
        case.say(text=words.PHOTOS_THANKS, by=case.assignee, as_staff=True)

    def nigar_or(self, case: Case) -> User:
        """The officer whom the demo page lets in, so that somebody can go on with it."""
        if case.assignee != self.nigar:
            case.reassign(by=self.aydin, to=self.nigar, reason=words.ON_LEAVE)
        return self.nigar

    def waiting(self) -> None:
        case = self.sent(LETTER, self.sevda, words.TICKETS)
        self.taken(case, self.nigar, after=4)
        case.ask(by=self.nigar, items=words.TICKET_NUMBER, due_on=day_in(12))
        let_pass(case, 2)

    def at_the_desk(self) -> None:
        """Opened in the region for somebody without an account; its code has not been printed yet."""
        who = {"name": "Gülər", "surname": "Sınaqlı", "patronymic": "Ağa qızı", "sex": "female"}
        guler = person_at_desk(by=self.ramil, fin="DEM0G7L", birth_date=day_in(-365 * 71), **who)
        version = ServiceVersion.objects.published().get(service__slug=LETTER)
        case = begin_at_desk(by=self.ramil, version=version, party=Party(guler, guler))
        self.filled(case, words.PLAQUE)
        case.submit(by=self.ramil)

    def sent_today(self) -> None:
        self.sent(CERTIFICATE, self.sevda, words.CERTIFICATE | {"school": self.school.code})

    def draft(self) -> None:
        case = self.written(PERMIT, self.sevda, {"in_registry": False, "monument_name": "Köhnə su dəyirmanı"})
        let_pass(case, 2)


demo_loaders.plug(Loader("cases", load, 50))
