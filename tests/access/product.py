"""One address against everybody: the product that the access matrix runs through."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms import ModelChoiceField
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cabinet.accounts.sessions import SET_UP as SET_UP_NAMES
from tests.access import tables
from tests.access.cast import VIEWERS, Cast
from tests.access.declare import ASK_AGAIN, SET_UP, SIGN_IN, STYLES, Access

LOGIN, FACTORS, ADMIN = reverse("account_login"), reverse("mfa_index"), f"/{settings.ADMIN_PATH}"
AGAIN = [
    reverse("account_reauthenticate"),
    reverse("mfa_reauthenticate"),
    reverse("mfa_reauthenticate_webauthn"),
]
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
READ_BY_ADMIN = {"DELETE"}  # what is no POST draws the page: one method stands for the others
CLIENT = Client(raise_request_exception=False)


class Undone(Exception):
    """Rolls back."""


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside never was."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


class Trial:
    """Sends requests as one viewer after another."""

    def __init__(self, key: str, access: Access, cast: Cast):
        self.key, self.access, self.cast = key, access, cast
        self.path = access.path or reverse(
            key.split(" ")[0], args=list(access.args(cast) if access.args else [])
        )
        self.path += f"?{access.query}" if access.query else ""

    def send(self, viewer: str, method: str = "GET", *, fragment: bool = False) -> HttpResponse:
        session = self.cast.sessions[viewer]
        CLIENT.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
        headers = {"HX-Request": "true"} if fragment else {}
        if method == "POST":
            data = self.access.data(self.cast) if self.access.data else {}
            response = CLIENT.post(self.path, data, headers=headers)
        else:
            response = CLIENT.generic(method, self.path, headers=headers)
        self.body = b"".join(response.streaming_content) if response.streaming else response.content
        return response

    def touch(self) -> None:
        """Knock once as each kind of viewer and method, to see which code answers."""
        for method in sorted(self.access.takes):
            strangers = [name for name in strangers_first(self.access) if name not in self.access.may(method)]
            named = [name for name in VIEWERS if name in self.access.may(method)]
            for viewer in strangers[:2] + named[:3]:
                with undone():
                    self.send(viewer, method)

    def faults(self) -> Iterator[str]:
        """What is wrong with this address; the cheapest and likeliest first, so that a mutation ends soon."""
        yield from self.reading()
        yield from self.writing()
        yield from self.undeclared_methods()

    def reading(self) -> Iterator[str]:
        if "GET" not in self.access.takes:
            return
        with undone():
            before = tables.written()
            for viewer in strangers_first(self.access):
                yield from self.judged(viewer, "GET", self.send(viewer))
            for viewer in some(self.access) if self.access.style != "admin" else ():
                yield from self.judged(viewer, "fragment", self.send(viewer, fragment=True))
            if not self.access.writes:
                yield from (f"a GET changed {table}" for table in tables.changed(before, self.cast.content))

    def writing(self) -> Iterator[str]:
        for method in sorted(self.access.takes & {"POST", "PUT", "PATCH", "DELETE"}):
            with undone():
                before = tables.written()
                for viewer in [
                    name for name in strangers_first(self.access) if name not in self.access.may(method)
                ]:
                    yield from self.judged(viewer, method, self.send(viewer, method))
                yield from (
                    f"a refused {method} changed {table}"
                    for table in tables.changed(before, self.cast.content)
                )
            for viewer in [name for name in VIEWERS if name in self.access.may(method)]:
                with undone():
                    spared = self.spared()
                    yield from self.judged(viewer, method, self.send(viewer, method))
                    if self.spared() != spared and not viewer.startswith("other_"):
                        yield f"{method} as {viewer} changed rows of others"

    def spared(self) -> list[Any]:
        return list(self.access.spares(self.cast).order_by("pk").values()) if self.access.spares else []

    def undeclared_methods(self) -> Iterator[str]:
        viewer = next((name for name in VIEWERS if name in self.access.allowed), "anonymous")
        is_strict = self.access.style != "admin"
        with undone():
            before = tables.written()
            for method in sorted((METHODS if is_strict else READ_BY_ADMIN) - self.access.takes):
                status = self.send(viewer, method).status_code
                if status >= 500 or (is_strict and status not in {405, 302, 403, 404}):
                    yield f"{method} as {viewer} answers {status}, expected 405: declare it or refuse it"
            yield from (
                f"an undeclared method changed {table}" for table in tables.changed(before, self.cast.content)
            )
            if self.send(viewer, "TRACE").status_code != 405:
                yield "TRACE is not answered with 405"

    def judged(self, viewer: str, method: str, response: HttpResponse) -> Iterator[str]:
        got = kind_of(response)
        wanted = self.wanted(viewer, method)
        if got not in wanted and not ("ok" in wanted and is_ok(got)):
            yield f"{method} as {viewer} answers {got!r}, expected {sorted(map(str, wanted))}"
        shown = self.body.decode("utf-8", "replace") + str(response.headers)
        for word in self.cast.canaries_hidden_from(viewer):
            if word in shown and word not in self.path:
                yield f"{method} as {viewer} shows {word!r}"
        yield from self.choices_of_others(viewer, response)

    def wanted(self, viewer: str, method: str) -> set[Any]:
        visitor, stranger = STYLES[self.access.style]
        if viewer == "barred" and not self.key.startswith(SET_UP_NAMES):
            return {SET_UP, 403} if self.path.startswith(settings.API_PREFIX) else {SET_UP}
        name = {"barred": "ministry", "deactivated": "anonymous"}.get(viewer, viewer)
        if name in self.access.may(method):
            return set(self.access.answers) | (set() if method in {"GET", "fragment"} else {"ok"})
        return {405} | (visitor if name == "anonymous" else stranger)

    def choices_of_others(self, viewer: str, response: HttpResponse) -> Iterator[str]:
        """No choice field of a form on the page may offer rows that the viewer cannot see."""
        user = self.cast.users.get(viewer)
        for form in forms_of(response):
            for name, field in form.fields.items():
                rows = getattr(field, "queryset", None) if isinstance(field, ModelChoiceField) else None
                sight = getattr(rows, "visible_to", None)
                if user and sight and rows.exclude(pk__in=rows.model.objects.visible_to(user)).exists():
                    yield f"the choice {name!r} offers {viewer} rows of others"


def strangers_first(access: Access) -> list[str]:
    likely = ["other_guardian", "other_head", "other_teacher", "other_officer", "anonymous"]
    rest = [name for name in VIEWERS if name not in likely]
    return sorted(likely + rest, key=lambda name: name in access.allowed)


def some(access: Access) -> list[str]:
    """For fragments: a visitor, a stranger and one of those named."""
    named = [name for name in VIEWERS if name in access.allowed and name != "anonymous"][:1]
    return ["anonymous", *[name for name in ("other_guardian", "other_head") if name not in named], *named]


def kind_of(response: HttpResponse) -> Any:
    """The status, or for some redirects a word that says where they lead."""
    target = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    if not target:
        return response.status_code
    path = target.split("?")[0]
    words = {LOGIN: SIGN_IN, f"{ADMIN}login/": SIGN_IN, FACTORS: SET_UP, ADMIN: "admin"} | dict.fromkeys(
        AGAIN, ASK_AGAIN
    )
    return words.get(path, response.status_code)


def is_ok(got: Any) -> bool:
    """A write by those named is not refused by right or method, and does not break."""
    return got not in {SIGN_IN, SET_UP, "admin", 401, 403, 404, 405} and (
        not isinstance(got, int) or got < 500
    )


def forms_of(response: HttpResponse) -> list[Any]:
    """The forms that the page was drawn with."""
    contexts = getattr(response, "context", None)
    layers = [layer for context in (contexts if isinstance(contexts, list) else []) for layer in context]
    values = [value for layer in layers if isinstance(layer, dict) for value in layer.values()]
    return [value for value in values if hasattr(value, "fields") and hasattr(value, "is_valid")]
