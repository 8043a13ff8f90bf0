"""The how-to shows a definition that works, and names what there is."""

import json
import re
from pathlib import Path

import pytest

from cabinet.services.conditions import JOINTS, TESTS
from cabinet.services.decisions import FACTS as OF_A_DECISION
from cabinet.services.eligibility import FACTS as OF_A_PERSON
from cabinet.services.eligibility import NAMED
from cabinet.services.prefill import OF_INSTITUTION, OF_PERSON
from cabinet.services.publishing import faults
from tests.factories import editions as make
from tests.factories import registry

TEXT = Path("docs/how-to/write-a-service.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_example_of_the_how_to_can_be_published():
    for code in ("museum", "reserve"):
        registry.a_kind(code)
    make.a_service("citizen-letter")

    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.S)

    assert faults(json.loads(example)) == []


def test_the_how_to_names_every_word_of_the_closed_lists():
    words = [*TESTS, *JOINTS, *OF_A_DECISION, *OF_A_PERSON, *NAMED, *OF_PERSON, *OF_INSTITUTION]

    assert [word for word in words if not re.search(rf"\b{word}\b", TEXT)] == []
