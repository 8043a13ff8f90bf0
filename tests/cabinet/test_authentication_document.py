from pathlib import Path

import pytest
from django.conf import settings

from cabinet.accounts import passwords

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "authentication.md").read_text(encoding="utf-8")


@pytest.mark.asvs("6.1.1", "6.1.3", "6.3.4")
def test_the_document_names_every_way_to_sign_in():
    assert [backend for backend in settings.AUTHENTICATION_BACKENDS if backend not in DOCUMENT] == []


@pytest.mark.asvs("6.1.2")
def test_the_document_tells_the_true_size_of_the_list():
    entries = passwords.LEAKED.stat().st_size // passwords.PREFIX

    assert f"{entries:,} hash prefixes" in DOCUMENT
