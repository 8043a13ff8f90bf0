"""Plain makers of accounts and persons; every name is invented."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from cabinet.cases.models import Case, Decision, InfoRequest
from cabinet.cases.parties import Party
from cabinet.people.delegating import ask_delegation
from cabinet.people.delegations import Delegation
from cabinet.people.models import Guardianship, Person
from cabinet.services.versions import ServiceVersion
from eculture.models import User
from tests.factories.editions import a_version, asked, definition, words

PASSWORD = "üç göy alma bağda"
_numbers = count(1)


def user(email: str = "", **fields: Any) -> User:
    """An account with a confirmed address."""
    made = User.objects.create_user(email or f"hesab{next(_numbers)}@numune.example", PASSWORD, **fields)
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


def with_second_factor(user: User, seed: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> User:
    """The account with an authenticator app."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, seed)
    return user


def fin() -> str:
    """A FIN of the right form that nobody has."""
    return f"7{next(_numbers):05d}Z"


def person(user: User | None = None, **fields: Any) -> Person:
    given = {
        "surname": "Nümunəli",
        "name": "Anar",
        "sex": "male",
        "birth_date": date(1985, 3, 1),
        "fin": fin(),
    }
    return Person.objects.create(user=user, **given | fields)


def child_of(guardian: Person, **fields: Any) -> Person:
    """A child whom `guardian` represents; `since`, `until` and `kind` are the guardianship's."""
    row = {name: fields.pop(name) for name in ("since", "until", "kind") if name in fields}
    given = {"name": "Aylin", "patronymic": "Anar qızı", "sex": "female", "birth_date": date(2016, 5, 2)}
    child = person(**given | fields)
    Guardianship.objects.create(guardian=guardian, child=child, **row)
    return child


def citizen(email: str = "", **fields: Any) -> Person:
    """A person with an account."""
    return person(user(email), **fields)


def delegation(principal: Person, delegate: Person, **fields: Any) -> Delegation:
    """An offer for a month and all services, not accepted yet."""
    until = timezone.localdate() + timedelta(days=30)
    given = {"covers_all": True, "only_looks": False, "until": until}
    who = {"fin": delegate.fin, "surname": delegate.surname, "name": delegate.name}
    return ask_delegation(principal, by=principal.user, **who, **given | fields)


def small_form() -> dict[str, Any]:
    """Two steps: a wish in words, and a paper that is asked for only when there is one."""
    return {
        "type": "object",
        "properties": {
            "wish": asked("Wish", maxLength=400),
            "surname": asked("Surname", x_prefill="person.surname"),
            "has_paper": asked("There is a paper", type="boolean"),
            "paper_number": asked("Number of the paper", x_show_if={"field": "has_paper", "is": True}),
        },
        "required": ["wish", "has_paper", "paper_number"],
        "x-steps": [
            {"slug": "wish", "title": words("The wish"), "fields": ["wish", "surname"]},
            {"slug": "paper", "title": words("The paper"), "fields": ["has_paper", "paper_number"]},
        ],
    }


PARTS = ("form", "who", "about", "eligibility", "stages", "grounds", "decisions", "assign")


def edition(slug: str = "permit", **values: Any) -> ServiceVersion:
    """An edition in use with the small form, which retires the one before it; `values` of the edition, or
    parts of its definition."""
    parts = {name: values.pop(name) for name in PARTS if name in values}
    small = {"form": small_form(), "about": None, "eligibility": [], "stages": [], "assign": []}
    ServiceVersion.objects.filter(service__slug=slug, state="published").update(state="retired")
    return a_version(slug, definition=definition(**small | parts), published_at=timezone.now(), **values)


def edition_in_use(slug: str = "permit") -> ServiceVersion:
    return ServiceVersion.objects.filter(service__slug=slug, state="published").first() or edition(slug)


ANSWERS = {"wish": "Damı təmir etmək", "has_paper": False}


def case(
    applicant: Person, state: str = "submitted", *, subject: Person | None = None, **fields: Any
) -> Case:
    """A case of the permit, brought by its own verbs to "draft", "submitted", "in_review" or "waiting".

    A `version`, an `institution` acted for, `answers` and an `officer` in charge may be given.
    """
    version = fields.pop("version", None) or edition_in_use()
    party = Party(applicant, subject or applicant, fields.pop("institution", None))
    answers, officer = fields.pop("answers", ANSWERS), fields.pop("officer", None)
    made = Case.begin(version=version, party=party, by=applicant.user, **fields)
    made.write(answers=answers, seen=made.written(answers), by=applicant.user)
    if state != "draft":
        made.submit(by=applicant.user)
    if state in ("in_review", "waiting"):
        Case.objects.filter(pk=made.pk).update(state="in_review", assignee=officer)
    if state == "waiting":
        question(made, by=officer or applicant.user)
    made.refresh_from_db()
    return made


def question(case: Case, by: User, **fields: Any) -> InfoRequest:
    """The officer asks for something; the case waits."""
    given = {"items": ["Ünvan haqqında arayış"], "due_on": timezone.localdate() + timedelta(days=10)}
    Case.objects.filter(pk=case.pk).update(state="waiting")
    return InfoRequest.objects.create(case=case, asked_by=by, **given | fields)


def decision(case: Case, outcome: str = "refused", *, by: User, **fields: Any) -> Decision:
    """A decision in force."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(state="decided", decided_at=now)
    given = {"grounds": ["papers"] if outcome == "refused" else [], "text": "Müddət bitib."}
    given |= {"proposed_by": by, "made_at": now, "state": "made"}
    given["appeal_until"] = timezone.localdate() + timedelta(days=30)
    made = Decision.objects.create(case=case, outcome=outcome, **given | fields)
    case.refresh_from_db()
    return made
