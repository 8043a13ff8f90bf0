import pytest
from django.test import Client
from django.urls import reverse

from eculture import jobs
from eculture.jobs import Job, JobKind, kinds
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db


class Counting(JobKind):
    slug, title, permission = "sayma", "Sayma", None

    def run(self, job, **params):
        job.progress(1, 2, "yarısı")
        job.attach("say.csv", b"1")


@pytest.fixture(autouse=True)
def counting(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(kinds._plugs, "sayma", Counting())


@pytest.fixture
def job(anar):
    return jobs.ask("sayma", by=anar.user)


def at(name: str, job: Job) -> str:
    return reverse(f"cabinet:{name}", args=[job.pk])


def test_a_running_job_is_polled_and_reloads_without_javascript(as_anar, job):
    page = as_anar.get(at("job", job)).content.decode()
    fragment = as_anar.get(at("job", job), headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 2s"' in page and '<meta http-equiv="refresh"' in page
    assert "<html" not in fragment and 'role="progressbar"' in fragment


def test_a_ready_job_is_no_longer_polled_and_gives_its_file_to_the_asker(as_anar, job, pump):
    pump()

    page = as_anar.get(at("job", job)).content.decode()
    file = as_anar.get(at("job_file", job))

    assert "hx-get" not in page and at("job_file", job) in page
    assert b"".join(file.streaming_content) == b"1"
    assert file["Content-Disposition"] == 'attachment; filename="say.csv"'


@pytest.mark.parametrize("name", ["job", "job_file", "job_cancellation", "job_repetition"])
def test_a_stranger_and_a_visitor_reach_nothing_of_a_job(as_rauf, job, pump, name):
    pump()
    ask = "post" if name.endswith(("ion",)) else "get"

    assert getattr(as_rauf, ask)(at(name, job)).status_code == 404
    assert getattr(Client(), ask)(at(name, job)).status_code == 302


def test_the_asker_stops_a_job_and_asks_for_it_again(as_anar, job):
    as_anar.post(at("job_cancellation", job))
    job.refresh_from_db()
    assert job.state == "cancelled"

    answer = as_anar.post(at("job_repetition", job))

    assert answer["Location"] == at("job", Job.objects.get(state="queued"))


def test_stopping_what_has_ended_is_refused_with_a_sentence(as_anar, job, pump):
    pump()

    assert as_anar.post(at("job_cancellation", job)).status_code == 409


@pytest.mark.asvs("8.3.1")
def test_a_lost_right_closes_the_download(as_anar, job, pump, monkeypatch):
    pump()
    monkeypatch.setattr(Counting, "permission", "cabinet.ask_families_report")

    assert as_anar.get(at("job_file", job)).status_code == 409


def test_the_list_shows_only_one_s_own(as_anar, as_rauf, job):
    address = reverse("cabinet:jobs")

    assert [one.pk for one in as_anar.get(address).context["active"]] == [job.pk]
    assert not as_rauf.get(address).context["active"]


def test_an_officer_asks_for_the_report_and_gets_counts(signed_in, nigar, anar, pump):
    make.child_of(anar)
    client = signed_in(nigar)

    answer = client.post(reverse("cabinet:report", args=["families-by-month"]), {"format": "csv"})
    pump()

    file = client.get(at("job_file", Job.objects.get()))
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Location"] == at("job", Job.objects.get())
    assert lines[1].split(",")[1:] == ["1", "1"] and "Nümunəli" not in "".join(lines)


def test_a_report_without_the_right_does_not_exist(as_anar):
    address = reverse("cabinet:report", args=["families-by-month"])

    assert as_anar.get(address).status_code == 404
    assert as_anar.get(reverse("cabinet:reports")).context["reports"] == []


def test_work_that_is_done_leads_on_to_where_its_result_is_used(signed_in, monkeypatch):
    class Weaving(JobKind):
        slug, title, permission = "toxuma", "Toxuma", None

        def next_page(self, *, carpet: int) -> str:
            return f"/carpets/{carpet}/"

    monkeypatch.setitem(kinds._plugs, "toxuma", Weaving())
    anar = make.citizen()
    job = jobs.ask("toxuma", by=anar.user, carpet=7)
    page = reverse("cabinet:job", args=[job.pk])
    assert "/carpets/7/" not in signed_in(anar.user).get(page).content.decode()

    Job.objects.update(state="done")

    assert 'href="/carpets/7/"' in signed_in(anar.user).get(page).content.decode()


def test_a_kind_of_work_that_is_gone_breaks_no_page_with_its_old_rows(as_anar, anar):
    old = Job.objects.create(kind="faks", by=anar.user, key="faks", state="failed", params={"to": 1})

    pages = [as_anar.get(address) for address in (reverse("cabinet:jobs"), at("job", old))]
    answer = as_anar.post(at("job_repetition", old))

    assert [page.status_code for page in pages] == [200, 200]
    assert all("faks" in page.content.decode() for page in pages)
    assert answer.status_code == 409 and "Portal bu işi daha görmür." in answer.content.decode()
