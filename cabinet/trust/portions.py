"""The portions of the cabinet: what of it can be forgotten, and how."""

from typing import Any

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.exports import cases_of
from cabinet.cases.models import Case
from cabinet.cases.parts import Decision, InfoRequest, Message, Paper
from cabinet.dates.models import CalendarAddress
from cabinet.files.exports import documents_of, papers_of
from cabinet.files.models import Attachment
from cabinet.payments.exports import bills_of
from cabinet.people.consents import Consent
from cabinet.people.delegations import STANDING, Delegation
from cabinet.people.models import EARLIEST_BIRTH, Guardianship, Person
from cabinet.people.passports import Passport
from cabinet.trust.planning import PERSON
from eculture.accounts import User
from eculture.channel_choices import ChannelChoice
from eculture.documents import IssuedDocument
from eculture.erasure import ANONYMOUS, Portion, portions
from eculture.exports import Whose, history_of
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.phone import PhoneClaim
from eculture.refusals import Refusal

NOTHING = "–"
OF_ACCOUNT = (EmailAddress, SocialAccount, Authenticator, ChannelChoice, PhoneClaim, CalendarAddress)
KEEPING = ("cabinet.Case:sent_answers_stay", "cabinet.Message:message_keeps_its_words")


@portions.plug
class SigningIn(Portion):
    """The row of the account stays, closed and without an address: the journal points at its number."""

    slug = "account"
    title = _("Account: address, number, password, sessions, calendar address")
    order = 10

    def rows(self, whose: Whose) -> QuerySet:
        return User.objects.filter(pk=whose.account.pk, is_active=True)

    def erase(self, whose: Whose) -> None:
        for session in UserSession.objects.filter(user=whose.account):
            session.end()
        for model in OF_ACCOUNT:
            model.objects.filter(user=whose.account).delete()
        account = User.objects.get(pk=whose.account.pk)
        account.email, account.phone, account.is_active = f"{account.pk}@erased.invalid", "", False
        account.last_login = None
        account.set_unusable_password()
        account.save()


@portions.plug
class Told(Portion):
    slug = "notices"
    title = _("Notices and files made for you")
    order = 20

    def rows(self, whose: Whose) -> QuerySet:
        return Notice.objects.filter(to=whose.account)

    def erase(self, whose: Whose) -> None:
        self.rows(whose).delete()
        for job in Job.objects.filter(by=whose.account).exclude(result=""):
            _drop(job.result)
        Job.objects.filter(by=whose.account).update(result="", result_name="", params={}, text="")


@portions.plug
class Drafts(Portion):
    slug = "drafts"
    title = _("Drafts that were never sent")
    outcome = ANONYMOUS
    order = 30

    def rows(self, whose: Whose) -> QuerySet:
        return cases_of(whose).filter(submitted_at=None).exclude(answers={})

    def erase(self, whose: Whose) -> None:
        for case in self.rows(whose).filter(state="draft"):
            case.withdraw(by=whose.account)
        self.rows(whose).update(answers={}, sources={})


@portions.plug
class Papers(Portion):
    """Those that no sent case holds; the others go with their cases."""

    slug = "papers"
    title = _("Papers that stand in no case")
    order = 40

    def rows(self, whose: Whose) -> QuerySet:
        held = Paper.objects.exclude(case__submitted_at=None).values("attachment")
        return papers_of(whose).exclude(pk__in=held).exclude(title=NOTHING)

    def erase(self, whose: Whose) -> None:
        _empty(self.rows(whose))


@portions.plug
class Cases(Portion):
    slug = "cases"
    title = _("Cases with answers, messages, papers and decisions")
    outcome = ANONYMOUS
    name_the_person = True
    since = "submitted_at"
    order = 50

    def rows(self, whose: Whose) -> QuerySet:
        return cases_of(whose).exclude(submitted_at=None).exclude(sent_answers={})

    def erase(self, whose: Whose) -> None:
        keys = list(self.rows(whose).values_list("pk", flat=True))
        _empty(Attachment.objects.filter(papers__case__in=keys, owner=whose.person).exclude(title=NOTHING))
        with pgtrigger.ignore(*KEEPING):
            Case.objects.filter(pk__in=keys).update(answers={}, sources={}, sent_answers={})
            Message.objects.filter(case__in=keys).update(text=NOTHING)
        InfoRequest.objects.filter(case__in=keys).update(text="", answer="", items=[])
        Decision.objects.filter(case__in=keys).update(text=NOTHING)

    def refusal(self, whose: Whose) -> Refusal | None:
        case = Case.objects.of(whose.account).open().first() or cases_of(whose).open().first()
        if case is None:
            return None
        message = _("Case %(number)s is open. Wait for its decision or withdraw it first.")
        return Refusal(message % {"number": case.number}, code="open_case")


@portions.plug
class AskedForOthers(Portion):
    """They are the child's or the institution's: only the name of who has asked is this person's."""

    slug = "asked-for-others"
    title = _("Cases that you sent for a child or an institution")
    outcome = ANONYMOUS
    name_the_person = True
    since = "submitted_at"
    order = 55

    def rows(self, whose: Whose) -> QuerySet:
        mine = Case.objects.filter(applicant=whose.person).exclude(submitted_at=None)
        return mine.exclude(subject=whose.person, on_behalf_of=None)

    def erase(self, whose: Whose) -> None:
        """The person behind the name becomes nobody."""


@portions.plug
class Money(Portion):
    """The books of the ministry must show what came in and went back."""

    slug = "payments"
    title = _("Payments")
    outcome = ANONYMOUS
    name_the_person = True
    since = "created_at"
    order = 58

    def rows(self, whose: Whose) -> QuerySet:
        return bills_of(whose)

    def erase(self, whose: Whose) -> None:
        """They point at the person, who becomes nobody."""


@portions.plug
class Documents(Portion):
    """Whoever holds the paper must be able to check it."""

    slug = "documents"
    title = _("Documents issued to you, which anyone can check")
    outcome = ANONYMOUS
    name_the_person = True
    since = "issued_at"
    order = 60

    def rows(self, whose: Whose) -> QuerySet:
        return documents_of(whose).exclude(holder_label=NOTHING)

    def erase(self, whose: Whose) -> None:
        documents = list(self.rows(whose))
        for document in documents:
            _drop(document.file)
        with pgtrigger.ignore("eculture.IssuedDocument:as_issued"):
            keys = [document.pk for document in documents]
            IssuedDocument.objects.filter(pk__in=keys).update(holder_label=NOTHING)


@portions.plug
class Guardianships(Portion):
    slug = "guardianships"
    title = _("Whom you have represented, and who has represented you")
    outcome = ANONYMOUS
    name_the_person = True
    since = "since"
    order = 70

    def rows(self, whose: Whose) -> QuerySet:
        return Guardianship.objects.filter(Q(guardian=whose.person) | Q(child=whose.person))

    def erase(self, whose: Whose) -> None:
        keys = list(self.rows(whose).values_list("pk", flat=True))
        empty = {"document": "", "limit": "", "limit_since": None, "limit_act": ""}
        Guardianship.objects.filter(pk__in=keys).update(**empty)
        history_of(Guardianship)._base_manager.filter(pgh_obj__in=keys).update(**empty)

    def refusal(self, whose: Whose) -> Refusal | None:
        row = Guardianship.objects.live().filter(guardian=whose.person).select_related("child").first()
        if row is None:
            return None
        message = _(
            "You represent a child: %(child)s. End the representation on the page of your family first."
        )
        return Refusal(message % {"child": row.child.short_name}, code="represents")


@portions.plug
class Consents(Portion):
    """What was done by consent must be shown to have been agreed to."""

    slug = "consents"
    title = _("What you have agreed to, with the wording")
    outcome = ANONYMOUS
    name_the_person = True
    since = "given_at"
    order = 72

    def rows(self, whose: Whose) -> QuerySet:
        return Consent.objects.filter(person=whose.person)

    def erase(self, whose: Whose) -> None:
        """They point at the person, who becomes nobody."""


@portions.plug
class Delegations(Portion):
    slug = "delegations"
    title = _("Who has acted for you in the cabinet, and for whom you have acted")
    outcome = ANONYMOUS
    name_the_person = True
    since = "until"
    order = 75

    def rows(self, whose: Whose) -> QuerySet:
        return Delegation.objects.filter(Q(principal=whose.person) | Q(delegate=whose.person))

    def erase(self, whose: Whose) -> None:
        keys = list(self.rows(whose).values_list("pk", flat=True))
        with pgtrigger.ignore("cabinet.Delegation:as_agreed"):
            Delegation.objects.filter(pk__in=keys).update(delegate_name=NOTHING, delegate_index="", reason="")
        history = history_of(Delegation)._base_manager.filter(pgh_obj__in=keys)
        history.update(delegate_name=NOTHING, reason="")

    def refusal(self, whose: Whose) -> Refusal | None:
        if not self.rows(whose).filter(state__in=STANDING).exists():
            return None
        message = _("A delegation is in force or offered. End it on the page “Acting for others” first.")
        return Refusal(message, code="delegation")


@portions.plug
class WhoIWas(Portion):
    """The person; what stood in the row earlier goes with it."""

    slug = PERSON
    title = _("Names, date of birth, FIN, passport, with what they were earlier")
    outcome = ANONYMOUS
    order = 80

    def rows(self, whose: Whose) -> QuerySet:
        return Person.objects.filter(pk=whose.person.pk).exclude(surname=NOTHING)

    def erase(self, whose: Whose) -> None:
        Passport.objects.filter(person=whose.person).delete()
        Person.objects.filter(pk=whose.person.pk).update(
            surname=NOTHING, name=NOTHING, patronymic="", sex="", birth_date=EARLIEST_BIRTH,
            citizenship="", fin="", fin_index=None,
        )  # fmt: skip
        history_of(Person)._base_manager.filter(pgh_obj=whose.person).delete()


@portions.plug
class Journal(Portion):
    """Entries name accounts and rows by number: once those are empty they lead to nobody."""

    slug = "journal"
    title = _("The journal: what was done and who has looked, by numbers and without names")
    order = 90

    def rows(self, whose: Whose) -> QuerySet:
        about = Q(subject_type=Person._meta.label_lower, subject_id=str(whose.person.pk))
        about |= Q(subject_type=User._meta.label_lower, subject_id=str(whose.account.pk))
        return JournalEntry.objects.filter(about)

    def erase(self, whose: Whose) -> None:
        """Never: a seal covers each entry."""


def _empty(papers: QuerySet) -> None:
    for paper in papers:
        if paper.removed_at is None:
            _drop(paper.file)
        Attachment.objects.filter(pk=paper.pk).update(
            title=NOTHING, name=NOTHING, may_be_reused=False, removed_at=paper.removed_at or timezone.now()
        )


def _drop(file: Any) -> None:
    """The file goes when the transaction has held."""
    storage, name = file.storage, file.name
    transaction.on_commit(lambda: storage.delete(name))
