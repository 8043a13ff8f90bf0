"""Cases in the frames of the cabinet: rows of "my cases", and what waits for their people."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.cases.drafting import KEPT_DAYS
from cabinet.cases.models import Case
from cabinet.people.family import acting_family_of, family_of
from eculture.sections import CaseRow, CaseSource, Need, case_sources

SOON, MOST = 14, 50


@case_sources.plug
class CasesOfServices(CaseSource):
    """What waits: an open question, a decision to read, a draft that will soon be deleted."""

    slug = "cases"

    def needs(self, user: Any) -> Iterable[Need]:
        mine = Case.objects.editable_by(user, acting_family_of(user)).needing_the_citizen(KEPT_DAYS - SOON)
        rows = mine.with_names().with_open_question()[:MOST]
        return [_need(one, user, **NEEDS[one.state](one)) for one in rows]

    def keys(self, user: Any) -> Iterable[tuple[datetime, int]]:
        rows = Case.objects.of(user, family_of(user)).worth_showing()
        return rows.order_by().values_list("created_at", "pk")

    def cases(self, user: Any, keys: Collection[int]) -> Iterable[CaseRow]:
        return map(_row, Case.objects.filter(pk__in=keys).order_by().with_names())


def _row(case: Case) -> CaseRow:
    return CaseRow(
        number=case.number,
        title=case.service.title,
        person=case.on_behalf_of.name if case.on_behalf_of else case.subject.name,
        state=case.get_state_display(),
        tone=case.tone,
        url=case.get_absolute_url(),
        at=case.created_at,
    )


def _need(case: Case, user: Any, **words: Any) -> Need:
    """Who it is about is named where it is not the reader."""
    names = {"child": case.subject.name, "service": case.service.title}
    is_of_reader = case.subject.user_id == user.pk
    title = case.service.title if is_of_reader else _("%(child)s: %(service)s") % names
    return Need(title, person_id=case.subject_id, **words)


def _question(case: Case) -> dict[str, Any]:
    items = {"items": ", ".join(case.asked_items)}
    text = _("To go on we need: %(items)s. Until you answer, the term stands.") % items
    url = f"{case.get_absolute_url()}#question"
    return {"text": text, "action": _("Answer"), "url": url, "due": case.answer_by}


def _decision(case: Case) -> dict[str, Any]:
    text = _("The decision on case %(number)s has been made.") % {"number": case.number}
    return {"text": text, "action": _("Read the decision"), "url": case.get_absolute_url()}


def _draft(case: Case) -> dict[str, Any]:
    text = _("You have not sent this yet. Without a change the draft will be deleted.")
    url = reverse("cabinet:case_form", args=[case.number])
    return {"text": text, "action": _("Go on with it"), "url": url, "due": case.expires_on}


NEEDS = {"waiting": _question, "decided": _decision, "draft": _draft}
