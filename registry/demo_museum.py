"""An invented museum for the demo: its keeper, its building, its hours, and a second record of it."""

from datetime import time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eculture.models import User
from eculture.reference import DemoAccount, Loader, Say, demo_accounts, demo_loaders
from registry.buildings.accessibility import answer
from registry.buildings.facilities import Facility
from registry.classifiers import Kind
from registry.duplicates.finding import find
from registry.hours.week import set_week
from registry.institutions import ExternalId, Institution, register
from registry.mandates import grant
from registry.territory import Unit

KEEPER = "keeper.museum@numune.example"
DEMO, REF = "demo", "museum"
MORNING, AFTERNOON = (time(10), time(13)), (time(14), time(18))
ANSWERS = {"step_free": True, "wide_doors": True, "all_floors": False, "seats": True, "guide_dog": True}


@transaction.atomic
def load(say: Say) -> None:
    if ExternalId.objects.filter(source=DEMO, ref=REF).exists():
        say("registry: the demo museum is already there")
        return
    museum = _museum(
        "Nümunə diyar muzeyi", name_en="Model museum of local lore", name_ru="Образцовый краеведческий музей"
    )
    _museum("Numune Diyar Muzeyi", address="Nümunə küçəsi, 1")
    ExternalId.objects.create(institution=museum, source=DEMO, ref=REF)
    keeper = User.objects.create_user(KEEPER, is_demo=True)
    grant(to=keeper, role="institution-keeper", institution=museum, by=None, act="Demo")
    house = Facility.objects.create(
        unit=museum.registered_unit,
        address=museum.address,
        lat=museum.lat,
        lon=museum.lon,
        precision="building",
        built=1912,
        area=640,
        condition="good",
    )
    house.occupancies.create(institution=museum)
    house.spaces.create(kind="exhibition", standing=80)
    house.spaces.create(kind="hall", seats=60)
    answer(house, ANSWERS, by=keeper, of=museum)
    set_week(museum, {day: [MORNING, AFTERNOON] for day in range(1, 7)}, by=keeper)
    find()
    say("registry: a demo museum with its keeper")


def _museum(name: str, **values: str) -> Institution:
    about = {"address": "Nümunə küçəsi 1", "phone": "(024) 244-00-00", "lat": 41.2025, "lon": 47.1713}
    return register(
        by=None,
        reason="Demo",
        kind=Kind.objects.get(code="museum"),
        registered_unit=Unit.objects.get(code="AZ-SA"),
        name_az=name,
        founded=1985,
        source="Demo",
        **about | values,
    )


demo_loaders.plug(Loader("museum", load, 12))
demo_accounts.plug(
    DemoAccount(
        slug="museum-keeper",
        email=KEEPER,
        title=_("Keeper of a museum"),
        story=_("Confirms the card, proposes changes, sets hours, says for whom the building is easy."),
        landing="/institutions/care/",
        order=35,
    )
)
