"""Roles whose home is the registry; other apps add their permissions with `share`."""

from django.utils.translation import gettext_lazy as _

from eculture.roles import Role, roles

TABLES = (
    *("institution", "externalid", "legalact", "lifecycleevent", "effect", "opendataterms"),
    *("facility", "space", "occupancy", "accessneed"),
    *("unit", "unitalias", "population", "cluster", "kind", "trait", "indicator", "criterion"),
)
BUILDINGS = ("facility", "space", "occupancy")
VIEW = frozenset(f"registry.view_{table}" for table in TABLES)
SUPERVISE = frozenset({"registry.view_mandate", "registry.view_importload", "registry.view_duplicatepair"})
KEEP = frozenset(
    {
        "registry.change_institution",
        "registry.view_duplicatepair",
        "registry.change_duplicatepair",
        *(f"registry.{deed}_{table}" for deed in ("add", "change") for table in (*BUILDINGS, "externalid")),
        "registry.delete_space",
    }
)
RULE = frozenset(
    {
        "registry.add_institution",
        "registry.change_legalact",
        "registry.change_lifecycleevent",
        "registry.change_criterion",
        "registry.add_accessneed",
        "registry.change_accessneed",
        "registry.add_mandate",
        "registry.change_mandate",
        "registry.add_importload",
        "registry.add_opendataterms",
        "registry.change_opendataterms",
    }
)


@roles.plug
class RegionalOfficer(Role):
    """An officer of a regional culture office: keeps the institutions registered in the region."""

    slug = "regional-officer"
    title = _("regional officer")
    scope = "region"
    permissions = VIEW | KEEP
    is_staff = True


@roles.plug
class InstitutionKeeper(Role):
    """One of the people of an institution: keeps its card by proposals, confirms it once a year."""

    slug = "institution-keeper"
    title = _("keeper of an institution’s card")
    scope = "institution"
    permissions = frozenset({"registry.add_proposal"})


@roles.plug
class MinistryOfficer(Role):
    """An officer of the ministry: keeps the registry of the whole country and grants mandates."""

    slug = "ministry-officer"
    title = _("ministry officer")
    scope = "country"
    permissions = VIEW | KEEP | RULE | SUPERVISE
    is_staff = True


@roles.plug
class Auditor(Role):
    """Reads everything, changes nothing."""

    slug = "auditor"
    title = _("auditor")
    scope = "country"
    permissions = VIEW | SUPERVISE
    is_staff = True
