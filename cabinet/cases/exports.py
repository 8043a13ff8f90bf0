"""The cases of a person with their words, questions, papers, decisions and what was done."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from cabinet.cases.models import Case, CaseQuerySet
from cabinet.cases.parts import Decision, InfoRequest, Message, Opinion, Paper
from cabinet.cases.story import DEEDS
from cabinet.people.exports import INSIDE, deeds
from cabinet.people.models import Person
from eculture.exports import Holding, Table, Whose, holdings, leave_out
from eculture.journal import JournalEntry, JournalQuerySet

leave_out("cabinet.ServiceVersion", because="written as an officer: it tells how the ministry works")


def cases_of(whose: Whose) -> CaseQuerySet:
    """About the person, and what the person has asked for those whom the reader may see named.

    What was asked for an institution belongs to the institution.
    """
    named = whose.named[Person._meta.label]
    mine = Q(subject=whose.person) | Q(applicant=whose.person, subject__in=list(named))
    return Case.objects.filter(mine, on_behalf_of=None)


def _within(whose: Whose) -> CaseQuerySet:
    return cases_of(whose).order_by().values("pk")


def _deeds_of(whose: Whose) -> JournalQuerySet:
    keys = cases_of(whose).order_by().values(key=Cast("pk", CharField()))
    about = JournalEntry.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=keys)
    return about.filter(verb__in=DEEDS)


@holdings.plug
class Cases(Holding):
    slug = "cases"
    title = _("My cases")
    order = 30
    tables = (
        Table(Case, cases_of, along=("version__service",), without={"look": INSIDE}),
        Table(Message, lambda whose: Message.objects.filter(case__in=_within(whose), is_note=False)),
        Table(InfoRequest, lambda whose: InfoRequest.objects.filter(case__in=_within(whose))),
        Table(Opinion, lambda whose: Opinion.objects.filter(case__in=_within(whose)).exclude(given_at=None)),
        Table(
            Decision,
            lambda whose: Decision.objects.filter(case__in=_within(whose), state__in=["made", "overturned"]),
        ),
        Table(
            Paper,
            lambda whose: Paper.objects.filter(case__in=_within(whose)),
            without={"info_request": "a number of a row", "message": "a number of a row"},
        ),
        deeds(_deeds_of),
    )
