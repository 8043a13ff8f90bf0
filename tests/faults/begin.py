"""Imported once the servers are up: Django, its tables, and the recipes."""

import django

django.setup()

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
from tests.faults.house import House  # noqa: E402

__all__ = ["recipes_cases", "recipes_mail", "recipes_races", "recipes_servers", "recipes_sms", "recipes_work"]


def begin(house: House) -> None:
    work.make_tables()
    work.plug_in()
    house.processes()


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
