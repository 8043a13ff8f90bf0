"""What an app says about its addresses, in `TABLE` of tests/<app>/access.py: URL name → who may open it.

`who` is words for the object of side A (`cast.a`); in the singular those who belong to it, in the plural all:
public · anonymous · signed_in · guardian guardians · head heads · teacher teachers · officer officers ·
ministry · auditor · superuser · nobody. Everybody who is not named must be refused, and nobody may see a
canary of the other side.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

FORM = "GET POST PUT"  # a FormView of Django takes PUT as POST
PAGE = "GET POST"
STAFF = "officers ministry auditor superuser"
SIGN_IN, SET_UP, ASK_AGAIN = "sign in", "set up", "ask again"  # redirects to sign-in, second factor, password

# style → (how a visitor is refused, how somebody signed in is refused)
STYLES: dict[str, tuple[set[Any], set[Any]]] = {
    "page": ({SIGN_IN}, {404}),
    "right": ({SIGN_IN}, {403}),
    "steps": ({SIGN_IN}, {ASK_AGAIN, 403, 404}),
    "hidden": ({404}, {404}),
    "api": ({401, 403, 404}, {403, 404}),
    "admin": ({SIGN_IN, "admin", 404}, {SIGN_IN, "admin", 403, 404}),
}

OWN = {"guardian", "head", "teacher", "officer"}
SIGNED_IN = {
    "guardian",
    "other_guardian",
    "former_guardian",
    "newcomer",
    "head",
    "other_head",
    "teacher",
    "other_teacher",
    "officer",
    "other_officer",
    "ministry",
    "auditor",
    "superuser",
}
WITHOUT = {"anonymous", "deactivated", "barred"}
WORDS: dict[str, set[str]] = {
    "nobody": set(),
    "anonymous": {"anonymous", "deactivated"},
    "public": SIGNED_IN | WITHOUT,
    "signed_in": SIGNED_IN,
    **{name: {name} for name in OWN | {"ministry", "auditor", "superuser"}},
    **{f"{name}s": {name, f"other_{name}"} for name in OWN},
}

Factory = Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class Access:
    """`args` gives the URL's arguments from the cast; `data` what a POST sends; `query` the query string.

    `methods` are those that the view takes; `style` is how it refuses; `answers` what those named get on GET;
    `reason` says why an address with arguments is public; `writes` that a GET may write (marks as read, say).
    `spares` gives rows of side B that a write by side A must leave as they are.
    `writers` are those who may POST, where they are fewer than those who may read.
    In the style "admin" other methods than those declared are not refused with 405, but may change nothing.
    """

    who: str
    args: Factory | None = None
    methods: str = "GET"
    style: str = "page"
    reason: str = ""
    data: Callable[[Any], dict[str, Any]] | None = None
    query: str = ""
    answers: tuple[Any, ...] = (200,)
    writes: bool = False
    path: str = ""
    writers: str | None = None
    spares: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        unknown = set(f"{self.who} {self.writers or ''}".split()) - set(WORDS)
        assert not unknown, f"unknown words: {unknown}; known: {', '.join(WORDS)}"
        assert self.style in STYLES, f"unknown style {self.style}"
        is_open_object = self.who == "public" and (self.args or self.path)
        assert self.reason or not is_open_object, "a public address with arguments needs a reason"

    @property
    def allowed(self) -> set[str]:
        return people(self.who)

    def may(self, method: str) -> set[str]:
        """Who may use this method: a page may be read by more than may change it."""
        reading = method in {"GET", "fragment"} or self.writers is None
        return self.allowed if reading else people(self.writers or "nobody")

    @property
    def takes(self) -> set[str]:
        return set(self.methods.split())


def people(who: str) -> set[str]:
    return set().union(*(WORDS[word] for word in who.split()))


def plural(who: str) -> str:
    """Lists are open to all of a kind; what they contain differs."""
    return " ".join(f"{word}s" if word in OWN else word for word in who.split()) or "nobody"


def admin_pages(
    model: str, *, of: Callable[[Any], Any], view: str, add: str = "", change: str = "", delete: str = ""
) -> dict[str, Access]:
    """The addresses of one ModelAdmin; `of` gives its row of side A, the words say who may do what."""
    name, address = model.replace(".", "_"), model.replace(".", "/")
    row = Access(view, lambda cast: [of(cast).pk], methods=PAGE, style="admin", writers="nobody")
    table = Access(plural(view), methods=PAGE, style="admin")
    return {
        f"admin:{name}_changelist": table,
        f"admin:{name}_add": replace(table, who=plural(add)),
        f"admin:{name}_change": replace(row, writers=change or "nobody"),
        f"admin:{name}_delete": replace(row, who=delete or "nobody", writers=None),
        f"admin:{name}_history": replace(row, methods="GET"),
        f"admin/{address}/<path:object_id>/": replace(
            row, who=plural(STAFF), args=None, path=f"/admin/{address}/1/", methods="GET", answers=(302,)
        ),
    }
