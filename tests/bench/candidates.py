"""Children, places and wishes for measuring the placement: made from a seed, the same on every machine."""

import sys
from decimal import Decimal
from random import Random
from resource import RUSAGE_SELF, getrusage

from schools.admissions.placement import Candidate, Choice, Funding, Place, Rules, place

RULES = Rules(Decimal(50), Decimal(80), ("older",), "seed")
WISHES, TAUGHT, PROGRAMMES, CHILDREN_OF_A_SCHOOL = 6, 12, 40, 75


def admission(children: int, *, seed: int = 1) -> tuple[list[Candidate], list[Place]]:
    """So many children with six wishes each, and schools enough for two of three."""
    chance = Random(seed)
    schools = [f"S{number:05}" for number in range(max(10, children // CHILDREN_OF_A_SCHOOL))]
    programmes = [f"P{number:02}" for number in range(PROGRAMMES)]
    places = [
        Place(school, programme, funding, chance.randint(0, 4))
        for school in schools
        for programme in chance.sample(programmes, TAUGHT)
        for funding in Funding
    ]
    offered = sorted({(one.school, one.programme) for one in places})
    candidates = [
        Candidate(
            f"MQ-{number:07}",
            Decimal(chance.randint(0, 1000)) / 10,
            tuple(Choice(programme, school) for school, programme in chance.sample(offered, WISHES)),
            chance.random() < 0.4,
            (chance.randint(0, children),),
        )
        for number in range(children)
    ]
    return candidates, places


if __name__ == "__main__":
    made, given = admission(int(sys.argv[1]))
    assert place(candidates=made, places=given, rules=RULES).outcomes
    print(getrusage(RUSAGE_SELF).ru_maxrss // 1024)
