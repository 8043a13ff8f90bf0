"""Where staff write an edition: typing, checking, previewing, comparing, publishing."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cabinet.services.diff import Change, diff
from cabinet.services.models import Service
from cabinet.services.typed import as_text, lines_of, read
from cabinet.services.versions import ServiceVersion
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.factories import editions as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_nigar(nigar, signed_in):
    return signed_in(nigar)


@pytest.fixture
def draft(version, nigar):
    return version.open_next(by=nigar)


def page_of(name: str, row) -> str:
    """In English."""
    with translation.override("en"):
        return reverse(f"admin:cabinet_{name}", args=[row.pk])


def typed(edition: ServiceVersion, **changes) -> dict:
    form = {
        "definition": as_text(edition.definition), "term_days": 15, "extended_days": 30, "appeal_days": 30,
        "route": "ministry", "seen": edition.fingerprint,
    }  # fmt: skip
    return form | changes


def save(client, edition: ServiceVersion, **changes):
    return client.post(page_of("serviceversion_change", edition), typed(edition, **changes))


def test_what_is_typed_is_saved_and_leaves_a_trace(as_nigar, nigar, draft):
    definition = make.definition(who=["self"])

    answer = save(as_nigar, draft, definition=json.dumps(definition), term_days=10)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.definition, draft.term_days) == (definition, 10)
    entry = JournalEntry.objects.about(draft).filter(verb="write").get()
    assert (entry.actor_id, entry.after) == (str(nigar.pk), {"changed": ["definition", "term_days"]})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n  "who": [self]\n}', "This is not JSON. Line 2, column 11: self]"),
        ('{"who": ["self"], "who": []}', "“who” stands here twice."),
        ('{"who": NaN}', "This has another form: NaN."),
        ("[" * 5000, "Too many brackets one within another."),
        ("[1]", "Line 1, {}: Another kind of value stands here: {…}."),
        ('{\n"who":\n["\\u0000"]}', "Line 3, who.0: Signs that cannot be kept."),
        ('{"x": ' * 40 + "1" + "}" * 40, "Line 1, x.x.x.x: Too many brackets one within another."),
        ('{"x": "\\ud800"}', "Line 1, x: Signs that cannot be kept."),
        ('{"x": 1e999}', "Line 1, x: Signs that cannot be kept."),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed_with_its_line(as_nigar, draft, text, sentence):
    answer = save(as_nigar, draft, definition=text)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape(sentence) in page and escape(text) in page
    draft.refresh_from_db()
    assert draft.definition == make.definition()


def test_an_unfinished_draft_is_saved_and_the_check_list_names_its_lines(as_nigar, draft):
    unfinished = make.definition(who=["everybody"])

    save(as_nigar, draft, definition=json.dumps(unfinished))

    page = as_nigar.get(page_of("serviceversion_change", draft))
    draft.refresh_from_db()
    line = lines_of(as_text(draft.definition))[("who", 0)]
    assert page.context["faults"] == [
        f'Line {line}, who.0: One of these stands here: "self", "child", "institution".'
    ]
    assert as_text(draft.definition).splitlines()[line - 1].strip() == '"everybody"'
    assert as_nigar.get(page_of("edition_publication", draft)).status_code == 409
    assert as_nigar.post(page_of("edition_publication", draft)).status_code == 409
    assert as_nigar.get(page_of("edition_preview", draft)).status_code == 302


def test_the_second_of_two_editors_is_told_and_loses_nothing(as_nigar, draft):
    seen = draft.fingerprint
    save(as_nigar, draft, term_days=10)

    second = save(as_nigar, draft, term_days=12, seen=seen)

    draft.refresh_from_db()
    assert second.status_code == 409 and draft.term_days == 10
    assert "Somebody has saved this edition since you opened it." in second.content.decode()
    form = second.context["form"]
    assert form["term_days"].value() == "12"
    again = save(as_nigar, draft, term_days=12, seen=form["seen"].value())
    draft.refresh_from_db()
    assert again.status_code == 302 and draft.term_days == 12


def test_an_edition_in_use_is_read_and_not_written(as_nigar, version):
    page = as_nigar.get(page_of("serviceversion_change", version))

    assert page.status_code == 200 and page.context["form"] is None
    assert save(as_nigar, version, term_days=1).status_code == 404
    with pytest.raises(Refusal):
        version.write(by=None, seen=version.fingerprint, term_days=1)


def test_wrong_terms_are_a_sentence(as_nigar, draft):
    answer = save(as_nigar, draft, term_days=40, extended_days=10)

    draft.refresh_from_db()
    assert answer.status_code == 422 and answer.context["form"].errors
    assert (draft.term_days, draft.extended_days) == (15, 30)


def test_a_new_service_gets_its_first_edition_and_is_published(as_nigar, version):
    service = make.a_service("new", title="New")
    opened = as_nigar.post(page_of("service_edition", service))
    first = service.versions.get()
    assert opened.url == page_of("serviceversion_change", first)
    assert as_nigar.post(page_of("service_edition", service)).url == opened.url

    save(as_nigar, first, definition=json.dumps(make.definition()))
    asked = as_nigar.get(page_of("edition_publication", first))
    published = as_nigar.post(page_of("edition_publication", first))

    assert asked.status_code == 200 and published.status_code == 302
    first.refresh_from_db()
    assert (first.number, first.state) == (1, "published")
    assert Service.objects.with_editions().get(slug="new").takes_cases


def test_the_next_edition_is_opened_from_the_one_in_use(as_nigar, version):
    answer = as_nigar.post(page_of("edition_next", version))

    draft = ServiceVersion.objects.get(state="draft")
    assert answer.url == page_of("serviceversion_change", draft)
    assert (draft.number, draft.definition) == (2, version.definition)


def test_the_preview_goes_through_the_form_and_keeps_nothing(as_nigar, draft, monument):
    address = page_of("edition_preview", draft)
    first = as_nigar.get(address)
    assert first.context["step"].slug == "what" and "which" not in first.context["form"].fields
    assert not first.context["form"].errors
    step = {"step": "what", "-asked": " ".join(q.name for q in first.context["form"].questions)}

    brought_up = as_nigar.post(address, {**step, "monument": monument.code, "works": "other"})
    second = as_nigar.post(address, {**step, "monument": monument.code, "works": "paint"})

    assert "which" in brought_up.context["form"].errors
    assert second.context["step"].slug == "why"
    assert json.loads(second.context["carried"])["works"] == "paint"
    draft.refresh_from_db()
    assert draft.definition == make.definition()


@pytest.mark.parametrize(
    "carried", ["", "{", "[1]", '{"a": NaN}', "[" * 9000, '{"works": {"a": ["\\u0000"]}}']
)
def test_the_preview_takes_nothing_amiss(as_nigar, draft, carried):
    data = {"step": "nowhere", "carried": carried, "floors": "9" * 500, "parts": ["\x00"], "begins": "x"}

    for name in ("", "?phone=1", "?step=%00"):
        assert as_nigar.post(page_of("edition_preview", draft) + name, data).status_code == 200


def test_two_editions_are_compared_line_by_line(version, draft, english):
    draft.definition["who"] = ["self"]
    draft.definition["stages"].append({"slug": "board", "title": make.words("Board")})
    draft.definition["form"]["properties"]["floors"]["maximum"] = 40
    del draft.definition["assign"]
    draft.route = "region"

    changes = diff(version, draft)

    assert [change for change in changes if not change.place.startswith(("stages", "assign"))] == [
        Change("changed", "who decides", "the ministry", "the regional office of the place"),
        Change("changed", "who", '[\n  "self",\n  "child",\n  "institution"\n]', '[\n  "self"\n]'),
        Change("changed", "form.properties.floors.maximum", "30", "40"),
    ]
    assert [(change.sort, change.place) for change in changes if change.place.startswith("stages")] == [
        ("added", f"stages.board.{part}") for part in ("slug", "title.az", "title.en", "title.ru")
    ]
    assert {change.sort for change in changes if change.place.startswith("assign")} == {"removed"}
    assert diff(version, version) == [] and {change.sort for change in diff(None, version)} == {"added"}


def test_the_text_stands_in_an_order_for_people_and_reads_back_the_same(version):
    version.refresh_from_db()

    text = as_text(version.definition)

    assert read(text) == (version.definition, None)
    properties = list(json.loads(text)["form"]["properties"])
    assert properties[:4] == ["monument", "works", "which", "floors"]
    assert [*json.loads(text)][:3] == ["form", "who", "about"]


@pytest.mark.parametrize(
    "odd", [{}, {"form": []}, {"form": {"x-steps": 5}}, {"form": {"x-steps": [{"fields": 1}]}}]
)
def test_any_shape_can_be_shown(as_nigar, draft, odd):
    save(as_nigar, draft, definition=json.dumps(odd))

    page = as_nigar.get(page_of("serviceversion_change", draft))
    assert page.status_code == 200 and page.context["faults"]


def test_the_list_of_editions_and_the_page_of_a_service_lead_to_them(as_nigar, version):
    with translation.override("en"):
        listed = as_nigar.get(reverse("admin:cabinet_serviceversion_changelist")).content.decode()
    service = as_nigar.get(page_of("service_change", version.service)).content.decode()

    address = page_of("serviceversion_change", version)
    assert address in listed and address in service


def test_the_list_asks_as_often_for_three_editions_as_for_one(as_nigar):
    address, counts = reverse("admin:cabinet_serviceversion_changelist"), []
    as_nigar.get(address)  # who may do what is read once
    for slug in ("one", "two", "three"):
        make.a_version(slug)
        with CaptureQueriesContext(connection) as queries:
            as_nigar.get(address)
        counts.append(len(queries))

    assert len(set(counts)) == 1


def test_the_stranger_reads_and_writes_no_draft(as_rauf, draft):
    for name in ("serviceversion_change", "edition_preview", "edition_publication", "edition_next"):
        assert as_rauf.get(page_of(name, draft)).status_code in {302, 403, 404, 405}
        assert as_rauf.post(page_of(name, draft), typed(draft)).status_code in {302, 403, 404}
    draft.refresh_from_db()
    assert draft.state == "draft" and ServiceVersion.objects.count() == 2
