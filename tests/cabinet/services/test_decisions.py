import pytest

from cabinet.services.decisions import render, unknown_fields
from cabinet.services.versions import ServiceVersion
from tests.factories import editions as make


def decided(body: str, **facts: str) -> str:
    text = {"title": make.words("Consent"), "body": dict.fromkeys(("az", "en", "ru"), body)}
    version = ServiceVersion(definition=make.definition(decisions={"approved": text, "refused": text}))
    return render(version, "approved", facts=facts)[1]["en"]


def test_a_decision_is_written_in_three_languages():
    titles, bodies = render(
        ServiceVersion(definition=make.definition()),
        "approved",
        facts={"applicant": "Anar", "answers.works": "Painting"},
    )

    assert titles == {"az": "Consent (az)", "en": "Consent", "ru": "Consent (ru)"}
    assert bodies["en"] == "Anar may: Painting." and bodies["ru"] == "Anar may: Painting. (ru)"


@pytest.mark.parametrize(
    "odd",
    [
        "{{ 7*7 }}",
        "{x.__class__}",
        "{{ x.__class__ }}",
        "%(number)s",
        "{% now %}",
        '#read("/etc/passwd")',
        "{{number}",
        "${number}",
    ],
)
def test_odd_words_come_out_as_they_are_in_texts_and_in_facts(odd):
    assert decided(odd, number="12") == odd
    assert decided("{{ applicant }}", applicant=odd, number="12") == odd


def test_a_fact_is_never_read_as_a_text():
    assert decided("{{ applicant }}", applicant="{{ number }}", number="12") == "{{ number }}"


def test_what_is_not_known_stays_visible():
    assert decided("{{ number }} {{ reasons }}", number="12") == "12 {{ reasons }}"


def test_names_that_nobody_can_give_are_listed():
    body = make.words("{{ nmae }} {{ answers.works }} {{ answers.x }}")
    text = {"title": make.words("Consent"), "body": body}
    version = ServiceVersion(definition=make.definition(decisions={"approved": text, "refused": text}))

    assert unknown_fields(version)[:2] == [
        "decisions.approved.body.az: {{ nmae }}",
        "decisions.approved.body.az: {{ answers.x }}",
    ]
    assert len(unknown_fields(version)) == 12
