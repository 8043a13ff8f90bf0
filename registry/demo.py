"""Two invented officers for the demo, one of a region, one of the ministry; open data as of today."""

from django.utils.translation import gettext_lazy as _

from eculture.models import User
from eculture.reference import DemoAccount, Loader, Say, demo_accounts, demo_loaders
from registry import demo_museum  # noqa: F401 -- plugs in an invented museum
from registry.history.changes import number_changes
from registry.mandates import Mandate, grant
from registry.releases import making
from registry.releases.release import OpenDataTerms
from registry.territory import Unit

ACT = "Demo"
PUBLISHER = "Azərbaycan Respublikasının Mədəniyyət Nazirliyi"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
REGIONAL, MINISTRY = "officer.region@numune.example", "officer.ministry@numune.example"


def load(say: Say) -> None:
    region = Unit.objects.get(code="ER-SZ")
    _officer(REGIONAL, "regional-officer", region)
    _officer(MINISTRY, "ministry-officer")
    if not OpenDataTerms.objects.exists():
        OpenDataTerms.objects.create(publisher=PUBLISHER, contact=MINISTRY, licence=LICENCE)
    number_changes()
    making.make()
    say("registry: two demo officers, a release of open data")


def _officer(email: str, role: str, region: Unit | None = None) -> None:
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, is_staff=True, is_demo=True
    )
    if not Mandate.objects.live().of(user).filter(role=role).exists():
        grant(to=user, role=role, region=region, by=None, act=ACT)


demo_loaders.plug(Loader("registry", load, 10))
demo_accounts.plug(
    DemoAccount(
        slug="regional-officer",
        email=REGIONAL,
        title=_("Regional officer"),
        story=_("Keeps the institutions of Shaki-Zagatala."),
        landing="/admin/",
        order=40,
    )
)
demo_accounts.plug(
    DemoAccount(
        slug="ministry-officer",
        email=MINISTRY,
        title=_("Ministry officer"),
        story=_("Keeps the registry of the country and grants mandates."),
        landing="/admin/",
        order=50,
    )
)
