"""A definition with every kind of question, and plain makers of editions; every name is invented."""

import json
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.utils import timezone

from cabinet.services.models import Service
from cabinet.services.versions import ServiceVersion


def words(english: str) -> dict[str, str]:
    return {"az": f"{english} (az)", "en": english, "ru": f"{english} (ru)"}


def asked(title: str, **schema: Any) -> dict[str, Any]:
    """A property: text unless told otherwise; `x_show_if` is written `x-show-if`."""
    given = {"type": "string", "x-title": words(title)}
    return given | {name.replace("x_", "x-").replace("_", "-"): value for name, value in schema.items()}


WORKS = {"enum": ["paint", "roof", "other"]}
WORKS_LABELS = {"paint": words("Painting"), "roof": words("The roof"), "other": words("Something else")}

FILES = {"most": 2, "types": ["pdf"]}

PERMIT: dict[str, Any] = {
    "who": ["self", "child", "institution"],
    "about": {"kinds": ["museum"], "field": "monument"},
    "form": {
        "type": "object",
        "properties": {
            "monument": asked("Which monument", x_kind="institution", x_institutions={"kinds": ["museum"]}),
            "works": asked("Kind of works", **WORKS, x_labels=WORKS_LABELS),
            "which": asked("Which works", x_show_if={"field": "works", "is": "other"}),
            "floors": asked("Floors", type="integer", minimum=1, maximum=30),
            "area": asked("Area", type="number", minimum=0),
            "begins": asked("Begin of the works", format="date"),
            "parts": asked("Parts", type="array", items=WORKS, x_labels=WORKS_LABELS),
            "inhabited": asked("Do people live there", type="boolean"),
            "reason": asked("Why", x_kind="long_text", minLength=5),
            "name": asked("Your name", x_prefill="person.full_name"),
            "born": asked("Your date of birth", format="date", x_prefill="person.birth_date"),
            "email": asked("E-mail", format="email", x_prefill="account.email"),
            "phone": asked("Telephone", format="phone"),
            "project": asked("The project", type="array", x_kind="file", x_files=FILES),
            "truth": asked("What I have written is true", type="boolean", const=True),
        },
        "required": ["monument", "works", "which", "reason", "name", "project", "truth"],
        "x-steps": [
            {
                "slug": "what",
                "title": words("What is planned"),
                "fields": ["monument", "works", "which", "floors", "area", "begins", "parts", "inhabited"],
            },
            {"slug": "why", "title": words("Why"), "fields": ["reason", "project"]},
            {
                "slug": "you",
                "title": words("About you"),
                "fields": ["name", "born", "email", "phone", "truth"],
            },
        ],
    },
    "eligibility": [
        {
            "if": {"all": [{"field": "is_for_child", "is": True}, {"field": "age", "at_most": 5}]},
            "reason": words("{{ name }} is {{ age }} years old; this is possible from 6 on."),
            "otherwise": words("The age is right: {{ age }}."),
            "instead": "letter",
        },
        {"if": {"not": {"field": "citizenship", "is": "AZ"}}, "reason": words("Only for citizens.")},
    ],
    "stages": [{"slug": "expert", "title": words("Expert opinion")}],
    "grounds": [
        {"code": "papers", "act": words("The act"), "article": "12.1", "text": words("Papers are missing.")}
    ],
    "decisions": {
        "approved": {"title": words("Consent"), "body": words("{{ applicant }} may: {{ answers.works }}.")},
        "partly": {"title": words("Consent in part"), "body": words("In part. {{ reasons }}")},
        "refused": {"title": words("Refusal"), "body": words("No: {{ grounds }} {{ reasons }}")},
    },
    "assign": [
        {"if": {"field": "works", "is": "roof"}, "to": {"role": "regional-officer"}},
        {"to": {"least_loaded": True}},
    ],
}  # fmt: skip


def definition(**changes: Any) -> dict[str, Any]:
    """A permit to work on a monument, whole and right; `changes` replace its parts."""
    return deepcopy(PERMIT) | changes


def answers(**changes: Any) -> dict[str, Any]:
    """Answers that can be sent, once the registry has the institution."""
    given = {
        "monument": "SA-0001",
        "works": "paint",
        "reason": "The paint has come off",
        "name": "Nümunəli Anar",
        "truth": True,
    }
    return given | changes


def a_service(slug: str = "permit", **values: Any) -> Service:
    given = {
        name: "x" for name in ("summary", "legal_basis", "executor", "channels", "fee", "term", "result")
    }
    return Service.objects.get_or_create(
        slug=slug, defaults={"title": slug.capitalize(), "refusal_grounds": "x", **given, **values}
    )[0]


def shipped(slug: str, **values: Any) -> ServiceVersion:
    """The edition that the house is shipped with, in use."""
    path = settings.BASE_DIR / "cabinet" / "data" / "editions" / f"{slug}.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    a_service(slug, **values)
    return a_version(slug, published_at=timezone.now(), **given)


def a_version(slug: str = "permit", *, state: str = "published", **values: Any) -> ServiceVersion:
    """An edition made without the check list: tests of publishing begin with `state="draft"`."""
    service = a_service(slug)
    values = {"definition": definition(), "number": service.versions.count() + 1, **values}
    return ServiceVersion.objects.create(service=service, state=state, **values)
