"""Sockets: how an upper floor gives something to a lower one without being named by it."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Plug = TypeVar("Plug")


class Socket(Generic[Plug]):
    """A named collection that apps fill from an agreed file; refuses duplicates and half-filled plugs."""

    def __init__(self, *required: str):
        self.required = ("slug", *required)
        self._plugs: dict[str, Plug] = {}

    def plug(self, guest: Any) -> Any:
        """Add a class (stored as its instance) or an object; returns what it got, so it decorates classes."""
        plug = guest() if isinstance(guest, type) else guest
        missing = [name for name in self.required if not getattr(plug, name, None)]
        if missing:
            raise ImproperlyConfigured(f"{guest!r} plugs in without {', '.join(missing)}")
        if plug.slug in self._plugs:
            raise ImproperlyConfigured(f"{plug.slug!r} is plugged in twice")
        self._plugs[plug.slug] = plug
        return guest

    def get(self, slug: str) -> Plug | None:
        return self._plugs.get(slug)

    def __getitem__(self, slug: str) -> Plug:
        return self._plugs[slug]

    def __iter__(self) -> Iterator[Plug]:
        return iter(sorted(self._plugs.values(), key=lambda plug: (getattr(plug, "order", 100), plug.slug)))

    def __len__(self) -> int:
        return len(self._plugs)
