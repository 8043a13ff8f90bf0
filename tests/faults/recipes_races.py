"""Many people do the same thing in the same moment, through HTTP on two hosts."""

from functools import partial

from schools.models import Enrolment, LessonEntry, Seat
from tests.faults import story
from tests.faults.clients import Person, at_once, signed_in
from tests.faults.house import House
from tests.faults.results import Result, recipe

RACERS = 40


def spread(house: House, number: int) -> list[int]:
    """Half of the people come in at the other host first."""
    return house.ports if number % 2 else house.ports[::-1]


@recipe("the last places wanted by forty families")
def last_places(house: House, *, rounds: int = 3, places: int = 7) -> Result:
    result, before = Result(RACERS * rounds, faults=f"{rounds} rounds of 40 at once"), story.deadlocks()
    others = 0
    for _round in range(rounds):
        applications = story.offered(RACERS, places)
        people = [signed_in(one.guardian.user, spread(house, n)) for n, one in enumerate(applications)]
        answers = at_once([accepting(*pair) for pair in zip(people, applications, strict=True)])
        others += answers.total() - answers[302] - answers[409]
        seats = Seat.objects.filter(application__in=applications)
        result.stored += seats.count()
        result.done += answers[302]
        result.twice += seats.count() - seats.values("place", "number").distinct().count()
    result.goal("winners = places", result.done == result.stored == places * rounds)
    result.goal("everybody else reads the sentence (409)", others == 0)
    result.goal("no deadlock", story.deadlocks() == before)
    return result


def accepting(person: Person, application: object) -> partial[int]:
    return partial(person.send, "POST", f"/cabinet/applications/{application.number}/acceptance/")  # type: ignore[attr-defined]


@recipe("a double click on accept")
def double_click(house: House, *, clicks: int = 20) -> Result:
    (application,) = story.offered(1, 5)
    people = [signed_in(application.guardian.user, spread(house, n)) for n in range(2)]
    answers = at_once([accepting(people[n % 2], application) for n in range(clicks)])
    seats = Seat.objects.filter(application=application).count()
    pupils = Enrolment.objects.filter(person=application.child).count()
    result = Result(clicks, seats, pupils, max(0, seats - 1), f"{clicks} clicks at once from two browsers")
    result.goal("one seat, one pupil", seats == pupils == 1)
    result.goal("every click lands on the page", answers == {302: clicks})
    return result


@recipe("the same mark written by forty hands")
def same_mark(house: House) -> Result:
    group, lesson, pupil = story.square()
    path = f"/schools/desk/groups/{group.pk}/entries/"
    people = [signed_in(group.teacher, spread(house, n)) for n in range(4)]
    cells = [
        {"lesson": lesson.pk, "enrolment": pupil.pk, "value": str(2 + n % 4), "rev": 0} for n in range(RACERS)
    ]
    answers = at_once(
        [partial(people[n % 4].send, "POST", path, cell, as_json=True) for n, cell in enumerate(cells)]
    )
    entries = LessonEntry.objects.filter(lesson=lesson, enrolment=pupil)
    result = Result(RACERS, entries.count(), answers[200], 0, "40 writers of one square, revision 0")
    result.goal("one row", entries.count() == 1)
    same = sum(cell["value"] == str(entries.get().mark) for cell in cells)
    result.goal("saved is answered only for the mark that stands", 1 <= answers[200] <= same)
    result.goal("all others see the conflict (409)", answers[200] + answers[409] == RACERS)
    return result
