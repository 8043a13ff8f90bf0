"""Imported once the servers are up: Django, its tables, and the recipes."""

import django

django.setup()

from django.db.models.functions import Now  # noqa: E402

from eculture.models import Delivery  # noqa: E402
from tests.faults import (  # noqa: E402
    recipes_cases,
    recipes_mail,
    recipes_races,
    recipes_servers,
    recipes_sms,
    recipes_work,
    story,
    work,
)
from tests.faults.house import House, wait_until  # noqa: E402

__all__ = ["recipes_cases", "recipes_mail", "recipes_races", "recipes_servers", "recipes_sms", "recipes_work"]


def begin(house: House) -> None:
    work.make_tables()
    work.plug_in()
    house.processes()


def tidy() -> None:
    """What another recipe has left to be sent is not sent in the next one."""

    def nothing_waits() -> bool:
        waiting = Delivery.objects.filter(state="waiting")
        waiting.exclude(lease_until__gt=Now()).delete()
        return not waiting.exists()

    wait_until(nothing_waits, "the outbox is empty", 90)


def repair(house: House) -> None:
    """After a recipe that broke: everything runs, nothing waits."""
    story.reconnect()
    house.letterbox.mood = house.provider.mood = "ok"
    story.move_clock()
    for child in (
        house.postgres,
        house.valkey,
        *house.webs,
        house.worker,
        *house.senders.values(),
        house.beat,
    ):
        if not child.alive():
            house.again(child)
