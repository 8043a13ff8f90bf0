"""Who works where: a case lies with the ministry, a regional office or an institution, and so do people."""

from typing import Any

from django.db.models import Q, QuerySet

from eculture.accounts import User
from eculture.roles import all_permissions
from registry.mandates import Mandate, mandates_for


def of_office(user: Any, permission: str) -> Q:
    """The same for a case and for an opinion: with a region or an institution of the user's."""
    held = mandates_for(user, permission)
    regions = [mandate.region_id for mandate in held if mandate.region_id]
    institutions = [mandate.institution_id for mandate in held if mandate.institution_id]
    return Q(region__in=regions) | Q(institution__in=institutions)


def staff_of(permission: str, *, region: Any = None, institution: Any = None) -> QuerySet[User]:
    """Whose mandate of today gives the permission in this office; neither region nor house: the ministry."""
    slugs = all_permissions().get(permission, frozenset())
    held = Mandate.objects.live().filter(role__in=slugs, region=region, institution=institution)
    return User.objects.filter(is_active=True, pk__in=held.order_by().values("user")).order_by("pk")
