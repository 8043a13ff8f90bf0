"""The pages of a family, from the first click to the place."""

import pytest

from eculture.models import Delivery, Notice, User
from schools.admissions.wishes import nearby
from schools.models import Application, Preference
from tests.factories import schools as make

pytestmark = pytest.mark.django_db
LIST = "/en/cabinet/applications/"


@pytest.fixture
def page(signed_in, anar):
    return signed_in(anar.user)


@pytest.fixture
def stranger(signed_in, rauf):
    return signed_in(rauf.user)


@pytest.fixture
def choosing(anar, aylin, music_school, far_school):
    """Aylin has passed and two schools have places for her."""
    both = (music_school, far_school)
    plan = {(at, code, "free"): 3 for at in both for code in ("PNO5", "TAR5")}
    plan |= {(music_school, "KAM5", "free"): 3}
    return make.application(make.campaign("choice", plan=plan), by=anar, child=aylin, points="78.5")


@pytest.fixture
def offered(anar, aylin, music_school):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.chosen(campaign, "78.5", make.wish("TAR5", music_school), by=anar, child=aylin)
    campaign = make.at_stage(campaign, "confirmation")
    application.refresh_from_db()
    place, closes = campaign.plan_places.get(), campaign.stage("confirmation").closes_at
    application.place(place=place, expires_at=closes, run=campaign.runs.create(state="published"), by=None)
    return application


def test_the_family_is_told_what_is_open_before_the_form(page, aylin):
    make.campaign("registration")

    html = page.get(LIST).content.decode()

    assert "piano, 5 years (8–12)" in html


def test_a_family_applies_checks_and_sends(page, anar, aylin):
    campaign = make.campaign("registration")

    begun = page.post(LIST, {"child": aylin.pk, "direction": "music"})
    application = Application.objects.get()
    assert (begun.status_code, begun.url) == (302, f"{LIST}{application.number}/")
    assert "Check before you send" in page.get(begun.url).content.decode()

    sent = page.post(f"{begun.url}submission/")
    again = page.post(f"{begun.url}submission/")

    application.refresh_from_db()
    assert (sent.status_code, again.status_code, application.state) == (302, 302, "submitted")
    assert Notice.objects.filter(to=anar.user).count() == 1
    assert application.campaign == campaign


@pytest.mark.parametrize(
    ("age", "sentence"), [(4, "No specialty of this direction is open to Kənan"), (9, None)]
)
def test_an_age_outside_the_rule_is_said_next_to_the_form(page, anar, age, sentence):
    make.campaign("registration")
    kenan = make.child(anar, "Kənan", age=age)

    answer = page.post(LIST, {"child": kenan.pk, "direction": "music"})

    assert answer.status_code == (422 if sentence else 302)
    assert Application.objects.count() == (0 if sentence else 1)
    assert sentence is None or sentence in answer.content.decode()


@pytest.mark.asvs("2.2.3", "2.3.1", "2.3.2")
def test_outside_the_dates_nothing_is_begun_and_the_dates_are_said(page, aylin):
    make.campaign("choice")

    answer = page.post(LIST, {"child": aylin.pk, "direction": "music"})

    assert answer.status_code == 422
    assert "You cannot apply today." in answer.content.decode()


def test_another_family_finds_no_child_no_application_and_no_deed(stranger, aylin, choosing):
    one = f"{LIST}{choosing.number}/"
    gets = [one, f"{one}choices/", f"{one}choices/1/", f"{one}withdrawal/", f"{one}refusal/"]
    deeds = ["submission", "withdrawal", "acceptance", "refusal", "vacancy", "choices/1", "choices/1/move"]
    deeds += ["choices/1/removal", "choices/confirmation", "choices/payment"]

    assert {stranger.get(url).status_code for url in gets} == {404}
    assert {stranger.post(f"{one}{deed}/").status_code for deed in deeds} == {404}
    assert stranger.post(LIST, {"child": aylin.pk, "direction": "music"}).status_code == 404


@pytest.mark.asvs("1.3.3", "1.4.2", "2.2.1", "2.2.2")
@pytest.mark.parametrize("child", ["", "abc", "0", "9" * 30, "\x00", "-1"])
def test_a_broken_child_number_never_breaks_the_page(page, aylin, child):
    make.campaign("registration")

    assert page.post(LIST, {"child": child, "direction": "music"}).status_code in (404, 422)


def test_a_family_builds_its_list_of_wishes(page, choosing, music_school, far_school):
    url = f"{LIST}{choosing.number}/choices/"
    tar = {"programme": "TAR5", "school_1": music_school.code, "school_2": far_school.code}

    assert "Show the schools" in page.get(f"{url}1/").content.decode()
    assert music_school.name in page.get(f"{url}1/?programme=TAR5").content.decode()
    assert page.post(f"{url}1/", tar).status_code == 302
    assert page.post(f"{url}2/", {"programme": "KAM5", "school_1": music_school.code}).status_code == 302

    html = page.get(url).content.decode()
    assert html.count('class="wish"') == 2
    assert "&lt; 10 / 3" in html
    rows = Preference.objects.values_list("rank", "programme__code", "school")
    assert list(rows) == [
        (1, "TAR5", music_school.pk),
        (1, "TAR5", far_school.pk),
        (2, "KAM5", music_school.pk),
    ]


def test_the_demand_is_told_from_ten_families_on(page, choosing, music_school):
    """Fewer would name people."""
    choosing.choose(wishes=[make.wish("TAR5", music_school)], by=None)
    for _other in range(9):
        make.chosen(choosing.campaign, 70, make.wish("TAR5", music_school))

    assert "10 / 3" in page.get(f"{LIST}{choosing.number}/choices/").content.decode()

    Preference.objects.exclude(application=choosing).first().application.withdraw(by=None)
    assert "&lt; 10 / 3" in page.get(f"{LIST}{choosing.number}/choices/").content.decode()


def test_a_double_click_on_an_arrow_moves_once(page, choosing, music_school):
    choosing.choose(wishes=[make.wish("TAR5", music_school), make.wish("KAM5", music_school)], by=None)
    click = {"to": "up", "version": f"TAR5-{music_school.code}.KAM5-{music_school.code}"}
    url = f"{LIST}{choosing.number}/choices/2/move/"

    answers = [page.post(url, click).status_code for _ in range(2)]

    assert answers == [302, 302]
    ranks = Preference.objects.order_by("rank").values_list("programme__code", flat=True)
    assert list(ranks) == ["KAM5", "TAR5"]


def test_a_second_tab_does_not_overwrite_the_wish_of_the_first(page, choosing, music_school):
    url = f"{LIST}{choosing.number}/choices/1/"
    seen_by_both = {"version": "", "school_1": music_school.code}

    first = page.post(url, {**seen_by_both, "programme": "TAR5"})
    second = page.post(url, {**seen_by_both, "programme": "KAM5"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "The list had changed" in second.content.decode()
    assert list(Preference.objects.values_list("programme__code", flat=True)) == ["TAR5"]


@pytest.mark.parametrize("code", ["far", "YOXDUR", "AZ\x00"])
def test_a_wish_without_places_is_refused_next_to_its_field(page, choosing, far_school, code):
    url = f"{LIST}{choosing.number}/choices/1/"

    answer = page.post(url, {"programme": "KAM5", "school_1": far_school.code if code == "far" else code})

    assert answer.status_code == 422
    assert Preference.objects.count() == 0


def test_confirmed_choices_are_told_once_and_can_still_change(page, anar, choosing, music_school):
    choosing.choose(wishes=[make.wish("TAR5", music_school)], by=None)
    url = f"{LIST}{choosing.number}/choices/"

    page.post(f"{url}confirmation/")
    page.post(f"{url}confirmation/")
    assert "Confirmed at" in page.get(url).content.decode()
    assert Notice.objects.filter(to=anar.user, kind="choices-confirmed").count() == 1

    page.post(f"{url}1/", {"programme": "KAM5", "school_1": music_school.code})
    choosing.refresh_from_db()
    assert choosing.choices_confirmed_at is None


@pytest.mark.asvs("2.2.3", "2.3.1", "2.3.2")
def test_after_the_stage_the_choices_can_only_be_read(page, choosing, music_school):
    choosing.choose(wishes=[make.wish("TAR5", music_school)], by=None)
    make.at_stage(choosing.campaign, "placement")
    url = f"{LIST}{choosing.number}/choices/"

    html = page.get(url).content.decode()

    assert "wish__move" not in html
    assert page.post(f"{url}1/", {"programme": "TAR5", "school_1": music_school.code}).status_code == 422
    assert page.post(f"{url}confirmation/").status_code == 409


def test_accepting_twice_is_accepting_once(page, offered):
    url = f"{LIST}{offered.number}/"
    assert "Accept the place" in page.get(url).content.decode()

    answers = [page.post(f"{url}acceptance/").status_code for _ in range(2)]

    assert answers == [302, 302]
    assert offered.child.enrolments.count() == 1
    assert "You accepted the place for Aylin" in page.get(url).content.decode()


def test_refusing_asks_first_and_gives_the_place_back(page, offered):
    url = f"{LIST}{offered.number}/refusal/"
    assert "This cannot be undone." in page.get(url).content.decode()

    page.post(url)
    page.post(url)

    offered.refresh_from_db()
    assert offered.state == "declined"
    assert page.post(f"{LIST}{offered.number}/acceptance/").status_code == 409


def test_without_a_broker_the_application_is_kept_and_the_notice_goes_later(
    page, anar, aylin, settings, pump, mailoutbox
):
    make.campaign("registration")
    begun = page.post(LIST, {"child": aylin.pk, "direction": "music"})
    assert page.post(f"{begun.url}submission/").status_code == 302
    assert Delivery.objects.get().state == "waiting"
    assert mailoutbox == []

    pump()

    assert Delivery.objects.get().state == "sent"
    assert [letter.subject for letter in mailoutbox] == ["Aylin: the application has been sent"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_applications_asks_as_often_for_one_as_for_three(
    page, anar, count, django_assert_max_num_queries
):
    campaign = make.campaign("registration")
    for number in range(count):
        make.application(campaign, by=anar, name=f"Uşaq{number}")

    with django_assert_max_num_queries(18):
        page.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_page_asks_as_often_for_one_wish_as_for_three(
    page, choosing, music_school, count, django_assert_max_num_queries
):
    wishes = [make.wish(code, music_school) for code in ("TAR5", "PNO5", "KAM5")[:count]]
    choosing.choose(wishes=wishes, by=None)

    with django_assert_max_num_queries(18):
        page.get(f"{LIST}{choosing.number}/choices/")


def test_who_got_no_place_is_shown_the_empty_ones_nearby_and_takes_one(
    page, anar, aylin, music_school, far_school
):
    plan = {
        (music_school, "TAR5", "free"): 1,
        (far_school, "PNO5", "free"): 1,
        (far_school, "TAR5", "paid"): 1,
    }
    campaign = make.campaign("choice", plan=plan)
    application = make.chosen(campaign, 60, make.wish("TAR5", music_school), by=anar, child=aylin)
    campaign = make.at_stage(campaign, "confirmation")
    Application.objects.update(state="unplaced")
    campaign.plan_places.filter(school=music_school).update(taken=1)
    url = f"{LIST}{application.number}/"

    html = page.get(url).content.decode()
    empty = campaign.plan_places.get(programme__code="PNO5")
    assert html.count("Take this place") == 2
    assert page.post(f"{url}vacancy/", {"place": empty.pk}).status_code == 302
    assert page.post(f"{url}vacancy/", {"place": empty.pk}).status_code == 302

    application.refresh_from_db()
    assert application.state == "accepted"
    assert aylin.enrolments.get().programme.code == "PNO5"
    assert page.post(f"{url}vacancy/", {"place": "x"}).status_code == 404


def test_a_child_with_an_account_looks_on_but_does_not_act(signed_in, offered, aylin):
    aylin.user = User.objects.create_user("aylin@example.org", language="en")
    aylin.save()
    child = signed_in(aylin.user)

    html = child.get(f"{LIST}{offered.number}/").content.decode()

    assert "A place is offered to Aylin" in html
    assert "Accept the place" not in html
    assert child.post(f"{LIST}{offered.number}/acceptance/").status_code == 403
    offered.refresh_from_db()
    assert offered.state == "placed"


def test_near_by_stand_free_places_that_few_want_and_no_count_under_ten(
    page, choosing, music_school, far_school
):
    """Other schools of the district for what the child may study, last year's empty places first."""
    plan = {(at, "TAR5", "free"): 3 for at in (music_school, far_school)}
    last = make.campaign("closed", plan=plan, year=choosing.campaign.year - 1)
    last.plan_places.filter(school=far_school).update(taken=1)
    choosing.choose(wishes=[make.wish("PNO5", music_school)], by=None)
    make.chosen(choosing.campaign, 60, make.wish("TAR5", far_school))

    text = page.get(f"{LIST}{choosing.number}/choices/").text
    near = text[text.index('id="near"') :]

    assert far_school.name in near
    assert "&lt; 10 / 3" in near
    assert "2 places stayed empty last year" in near
    assert "/choices/1/?programme=PNO5" in near, "another school for a specialty that is on the list"
    assert "/choices/2/?programme=TAR5" in near


def test_a_place_that_many_want_is_not_near_by(choosing, music_school, far_school):
    choosing.choose(wishes=[make.wish("TAR5", music_school)], by=None)
    for _each in range(10):
        make.chosen(choosing.campaign, 60, make.wish("PNO5", far_school))

    fresh = Application.objects.with_names().with_preferences().get(pk=choosing.pk)
    offered = {(row.place.programme.code, row.place.school) for row in nearby(fresh)}
    assert ("PNO5", far_school) not in offered
    assert ("PNO5", music_school) in offered
    assert ("TAR5", music_school) not in offered
