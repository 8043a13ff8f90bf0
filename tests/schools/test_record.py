"""Anybody can calculate a published placement again, and whoever changes one letter is found out."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from eculture.refusals import Refusal
from schools.admissions import lottery, placing, record, verify
from schools.admissions.checker import program
from schools.admissions.placement import Rules, lot, place
from schools.admissions.record import Inputs
from schools.models import Campaign, PlacementRun, Score
from tests.factories import schools as make
from tests.schools.test_placement import fields_of_candidates, plans, rules


def recorded(candidates, plan, rules, seed: str = "") -> bytes:
    inputs = Inputs(tuple(candidates), tuple(plan), rules, record.commitment_to(seed) if seed else "")
    return record.written(
        inputs, record.given(place(candidates=candidates, places=plan, rules=rules)), year=2026
    )


@given(fields_of_candidates(), plans, rules, st.randoms())
def test_a_record_is_the_same_in_whatever_order_and_holds(candidates, plan, rules, random):
    text = recorded(candidates, plan, rules)
    random.shuffle(candidates)
    random.shuffle(plan)

    assert recorded(candidates, plan, rules) == text
    assert list(verify.differences(record.read(text))) == []


def leaves(value, path=()):
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def changed(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else "50.5" if value is None else f"{value}1"


@given(fields_of_candidates(), plans, rules, st.data())
def test_whatever_is_changed_in_a_record_is_found(candidates, plan, rules, data):
    said = json.loads(recorded(candidates, plan, rules))
    known = [leaf for leaf in leaves(said) if leaf[0][0] != "about"]
    path, value = data.draw(st.sampled_from(known))
    inside = said
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = changed(value)

    try:
        found = list(verify.differences(record.read(record.canonical(said))))
    except record.Unreadable:
        return
    assert found


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b"\xff", b'{"format": "other"}', b"1" * 5000, b"[" * 9999]
)
def test_what_is_no_record_is_called_so(text):
    with pytest.raises(record.Unreadable):
        record.read(text)


def test_a_seed_that_was_not_promised_is_found():
    text = recorded([], [], Rules(Decimal(50), lot_seed="other"), seed="promised")

    assert list(verify.differences(record.read(text))) == [
        "the lot seed is not the one that was promised before registration"
    ]


@pytest.fixture
def published(db, music_school, far_school, nigar, pump):
    """Registered, drawn, examined, chosen, calculated and published as in life."""
    plan = {(music_school, "TAR5", "free"): 1, (far_school, "PNO5", "free"): 1}
    campaign = make.campaign("published", plan=plan)
    campaign.open_registration(by=nigar)
    families = [make.application(campaign) for _number in range(3)]
    campaign.close_registration(by=nigar)
    for application, points in zip(families, (91, 78.5, 78.5), strict=True):
        application.examine(points=Decimal(str(points)), by=nigar)
    campaign.publish_scores(by=nigar)
    make.at_stage(campaign, "choice")
    for application in families:
        application.refresh_from_db()
        application.choose(wishes=[make.wish("TAR5", music_school)], by=application.guardian.user)
    campaign = make.at_stage(campaign, "placement")
    run = placing.ask_for_run(campaign, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()
    run.refresh_from_db()
    return run


def test_anybody_downloads_the_record_and_the_program_that_checks_it(client, published, tmp_path):
    html = client.get("/en/admissions/placements/").content.decode()
    assert published.inputs_sha256 in html and published.campaign.lot_commitment in html
    answer = client.get(f"/admissions/placements/{published.pk}/record/")
    text = b"".join(answer.streaming_content)
    file, check = tmp_path / "record.json", tmp_path / "check.pyz"
    file.write_bytes(text)
    check.write_bytes(client.get("/admissions/placements/check/").content)

    def said(name=file) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", check, name], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert said() == (
        0,
        f"Yes. 3 candidates, 1 placed, as the rules give.\nInputs  {published.inputs_sha256}\n"
        f"Results {published.results_sha256}\n",
    )
    best = published.results.get(points=91).application.number
    stolen = json.loads(text)
    for row in stolen["results"]:
        row[1] = None if row[0] == best else stolen["places"][1][:3]
    stolen["results_sha256"] = record.fingerprint(stolen["results"])
    file.write_bytes(record.canonical(stolen))
    status, words = said()
    assert status == 1 and words.startswith(f"No. {best}: the rules give ")
    assert said(tmp_path / "missing.json")[0] == 2


def test_a_record_names_nobody(published):
    text = published.record.read().decode()

    for application in published.campaign.applications.select_related("child", "guardian"):
        for person in (application.child, application.guardian):
            for word in (person.surname, person.name, str(person.birth_date)):
                assert word not in text


def test_the_program_is_the_same_file_each_time():
    assert program() == program.__wrapped__()


def test_a_published_run_and_its_results_never_change(published):
    for change in (
        lambda: PlacementRun.objects.update(placed=0),
        lambda: PlacementRun.objects.filter(pk=published.pk).delete(),
        lambda: published.results.update(points=1),
        lambda: published.results.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_calculation_that_is_out_of_date_is_not_published(published, nigar, pump):
    """After the publication a family refuses its place: what was calculated before counts no more."""
    campaign = published.campaign
    draft = placing.ask_for_run(campaign, by=nigar)
    pump()
    winner = campaign.applications.get(state="placed")
    winner.decline(by=winner.guardian.user)

    draft.refresh_from_db()
    with pytest.raises(Refusal) as refusal:
        placing.ask_for_publication(draft, by=nigar)

    assert refusal.value.code == "stale"


@pytest.mark.django_db
def test_the_lot_is_promised_before_registration_and_drawn_after_it(client, nigar, music_school):
    campaign = make.campaign("published", plan={(music_school, "TAR5", "free"): 1})
    campaign.open_registration(by=nigar)
    secret, commitment = campaign.lot_secret, campaign.lot_commitment
    application = make.application(campaign)

    html = client.get("/en/admissions/").content.decode()
    assert commitment in html and secret not in html
    assert (campaign.lot_seed, lottery.lot_of(application)) == ("", "")
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.create(application=application, points=90)

    campaign.close_registration(by=nigar)
    application.campaign.refresh_from_db()
    assert (campaign.lot_seed, campaign.lot_secret) == (secret, "")
    assert record.commitment_to(campaign.lot_seed) == commitment
    assert lottery.lot_of(application) == lot(application.number, seed=secret)[:8]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"lot_seed": "mine"}, {"lot_commitment": "0" * 64}])
def test_nobody_changes_the_lot_that_was_promised(nigar, music_school, change):
    campaign = make.campaign("published", plan={(music_school, "TAR5", "free"): 1})
    campaign.open_registration(by=nigar)

    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**change)
