"""Reference and demo data: each app plugs a loader in its `reference.py` or `demo.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eculture.sockets import Socket

Say = Callable[[str], None]


@dataclass(frozen=True)
class Loader:
    """`load(say)` writes rows idempotently; `order` is the floor it stands on (registry 10 … schools 40)."""

    slug: str
    load: Callable[[Say], Any]
    order: int


reference_loaders: Socket[Loader] = Socket("load", "order")
demo_loaders: Socket[Loader] = Socket("load", "order")
national_loaders: Socket[Loader] = Socket("load", "order")
endings: Socket[Loader] = Socket("load", "order")  # what the story of the demo comes to


@dataclass(frozen=True)
class DemoAccount:
    """A demo person whom the demo page signs in with one click; a loader makes the user with this `email`."""

    slug: str
    email: str
    title: Any
    story: Any
    landing: str
    order: int = 100


demo_accounts: Socket[DemoAccount] = Socket("email", "title", "landing")
