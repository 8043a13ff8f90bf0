"""The decision as a paper: the words of the edition with the facts of the case, in the state's language."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from cabinet.people.models import person_of
from cabinet.services import decisions, reading
from cabinet.services.texts import LANGUAGES, said
from eculture import documents
from eculture.documents import IssuedDocument, printable
from eculture.templatetags.words import azdate

KIND = "case-decision"
TEMPLATE = "cabinet/documents/case_decision.typ"


def decision_paper(decision: Any, *, by: Any) -> IssuedDocument:
    """Issue the paper of a decision that comes into force, in the caller's transaction."""
    case = decision.case
    titles, _bodies = words_of(decision)
    for_house = case.on_behalf_of is not None
    with override(settings.LANGUAGE_CODE):
        return documents.issue(
            KIND,
            on=decision,
            by=by,
            holder=case.applicant.user or case.filed_by,
            holder_label=str(case.on_behalf_of) if for_house else case.subject.full_name,
            person_id=None if for_house else case.subject_id,
            issuer=case.office,
            title=titles,
            template=TEMPLATE,
            data=printable(_data(decision)),
        )


def words_of(decision: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Title and body of a decision in each language, each with its own dates and names."""
    titles, bodies = {}, {}
    for language in LANGUAGES:
        with override(language):
            in_all = decisions.render(decision.case.version, decision.outcome, facts=facts_of(decision))
        titles[language], bodies[language] = in_all[0][language], in_all[1][language]
    return titles, bodies


def facts_of(decision: Any) -> dict[str, str]:
    """What a text of a decision may name, in the language that is active."""
    case = decision.case
    answers = reading.texts(case.version, case.sent_answers or {})
    made = decision.made_at or timezone.now()
    return {
        "number": case.number,
        "service": str(case.service),
        "applicant": case.applicant.full_name,
        "subject": case.subject.full_name,
        "on_behalf_of": str(case.on_behalf_of or ""),
        "about": str(case.about or ""),
        "office": case.office,
        "submitted_on": azdate(case.submitted_at),
        "decided_on": azdate(made),
        "appeal_until": azdate(decision.appeal_until),
        "grounds": "; ".join(f"{act}, {article}: {text}" for act, article, text in grounds_of(decision)),
        "reasons": decision.text,
        **{f"{decisions.ANSWERS}{name}": text for name, text in answers.items()},
    }


def grounds_of(decision: Any) -> list[tuple[str, str, str]]:
    """Act, article and words of each ground that the decision names, in the edition's order."""
    known = decision.case.version.definition.get("grounds", ())
    chosen = [ground for ground in known if ground["code"] in decision.grounds]
    return [(said(ground["act"]), ground["article"], said(ground["text"])) for ground in chosen]


def _data(decision: Any) -> dict[str, Any]:
    case, language = decision.case, settings.LANGUAGE_CODE
    may_be_appealed = decision.can_be_appealed and not case.parent_id
    titles, bodies = words_of(decision)
    return {
        "title": titles[language],
        "paragraphs": [part for part in bodies[language].splitlines() if part.strip()],
        "grounds": [
            {"act": act, "article": article, "text": text} for act, article, text in grounds_of(decision)
        ],
        "reasons": [part for part in decision.text.splitlines() if part.strip()],
        "number": case.number,
        "service": str(case.service),
        "applicant": case.applicant.full_name,
        "subject": case.subject.full_name if case.is_about_another else "",
        "institution": str(case.on_behalf_of or ""),
        "office": case.office,
        "received": azdate(case.submitted_at),
        "made": azdate(decision.made_at),
        "appeal_until": azdate(decision.appeal_until) if may_be_appealed else "",
        "officers": [name_of(user) for user in (decision.proposed_by, decision.signed_by) if user],
    }


def name_of(user: Any) -> str:
    """As a paper names an officer; an account without a person signs with its office alone."""
    person = person_of(user)
    return person.short_name if person else ""
