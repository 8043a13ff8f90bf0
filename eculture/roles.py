"""Roles as code: what a kind of person may do. Who holds a role is said by the registry's mandates."""

from typing import Any

from eculture.sockets import Socket


class Role:
    """A named bundle of permissions; several apps may add to one role with `share`.

    `scope` says what a mandate of this role is bound to: "institution", "region" or "country".
    """

    slug: str
    title: Any
    scope: str
    permissions: frozenset[str] = frozenset()
    is_staff = False
    needs_second_factor = True


roles: Socket[Role] = Socket("title", "scope")
_shares: dict[str, set[str]] = {}


def share(slug: str, *permissions: str) -> None:
    """Give a role that lives on a lower floor permissions of this app."""
    _shares.setdefault(slug, set()).update(permissions)


def permissions_of(slug: str) -> frozenset[str]:
    role = roles.get(slug)
    return frozenset() if role is None else role.permissions | frozenset(_shares.get(slug, ()))


def all_permissions() -> dict[str, frozenset[str]]:
    """Permission → slugs of the roles that give it."""
    holders: dict[str, set[str]] = {}
    for role in roles:
        for permission in permissions_of(role.slug):
            holders.setdefault(permission, set()).add(role.slug)
    return {permission: frozenset(slugs) for permission, slugs in holders.items()}
