"""Lists of others matched to our codes, as OpenRefine asks for it."""

import json

import pytest

from tests.factories import registry as make

pytestmark = pytest.mark.django_db
PAGE = "/api/v1/reconcile/"


@pytest.fixture
def museums():
    kind = make.a_museum_kind()
    baku = make.a_unit("AZ-BA", region=make.a_region("ER-BA", name_az="Bakı"), name_az="Bakı şəhəri")
    return (
        make.an_institution("Üzeyir Hacıbəyovun ev muzeyi", kind=kind, registered_unit=baku),
        make.an_institution("Üzeyir Hacıbəyovun ev muzeyi", kind=kind),
        make.an_institution("Milli Xalça Muzeyi", kind=kind, registered_unit=baku),
    )


def asked(client, **queries):
    answer = client.post(PAGE, {"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.content
    return {key: [(one["id"], one["match"]) for one in told["result"]] for key, told in answer.json().items()}


def test_the_service_says_what_it_is(client):
    told = client.get(PAGE)

    assert told.json()["versions"] == ["0.2"]
    assert told.json()["view"]["url"].endswith("/institutions/{{id}}/")
    assert told["Access-Control-Allow-Origin"] == "*"


def test_a_name_in_any_spelling_is_matched_surely_only_where_it_is_the_only_one(client, museums):
    baku, shaki, carpet = museums

    found = asked(
        client,
        one={"query": "Milli Xalca Muzeyi"},
        two={"query": "Uzeyir Hacibeyovun ev-muzeyi"},
        three={"query": "Uzeyir Hacibeyovun ev-muzeyi", "properties": [{"pid": "unit", "v": "AZ-BA"}]},
        four={"query": "heç belə bir şey"},
        five={"query": "!!!"},
    )

    assert found == {
        "one": [(carpet.code, True)],
        "two": [(baku.code, False), (shaki.code, False)],
        "three": [(baku.code, True), (shaki.code, False)],
        "four": [],
        "five": [],
    }


def test_a_word_too_many_or_another_kind_is_a_candidate_and_no_match(client, museums):
    found = asked(
        client,
        one={"query": "Milli Xalça Muzeyi (yeni bina)", "limit": 1},
        two={"query": "Milli Xalça Muzeyi", "type": "music_school"},
    )

    assert found == {"one": [(museums[2].code, False)], "two": [(museums[2].code, False)]}


def test_what_was_entered_by_mistake_is_no_candidate(client, museums):
    museums[2].withdraw(by=None, reason="Sınaq")

    (found,) = asked(client, one={"query": "Milli Xalça Muzeyi"}).values()
    assert museums[2].code not in [code for code, _match in found]


@pytest.mark.parametrize(
    "queries",
    ["nonsense", "[]", "1", '{"a": 1}', '{"a": {}}', '{"a": {"query": "x", "limit": "y"}}', "[" * 5000],
)
def test_what_is_no_batch_of_questions_is_refused_in_a_sentence(client, queries):
    answer = client.post(PAGE, {"queries": queries})

    assert answer.status_code == 400
    assert "suallar dəsti deyil" in answer.json()["message"]


def test_more_questions_than_a_batch_holds_are_refused(client):
    queries = {f"q{number}": {"query": "x"} for number in range(51)}

    answer = client.post(PAGE, {"queries": json.dumps(queries)})

    assert (answer.status_code, answer.json()["message"]) == (400, "Bir dəfəyə ən çoxu 50 sual verin.")


def test_a_batch_costs_a_bounded_number_of_questions(client, museums, django_assert_max_num_queries):
    with django_assert_max_num_queries(10 * 3 + 5):
        asked(client, **{f"q{number}": {"query": "Xalça muzeyi nədir"} for number in range(10)})


def test_what_is_typed_is_suggested(client, museums):
    told = client.get(f"{PAGE}suggest/", {"prefix": "xalca"}).json()["result"]

    assert told == [{"id": museums[2].code, "name": "Milli Xalça Muzeyi", "description": "Bakı şəhəri"}]
    assert client.get(f"{PAGE}suggest/").json() == {"result": []}
