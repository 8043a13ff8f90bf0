"""A file waits until it was looked at; a scanner that is away costs nothing but time."""

import socketserver
import struct
import threading

import pytest

from cabinet.files import scanning
from cabinet.files.models import Attachment
from cabinet.files.receiving import receive
from eculture.notices import Notice
from tests.cabinet.files import files

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does, and knows one virus."""

    def handle(self) -> None:
        assert self.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.read(4))[0]:
            content += self.read(size)
        found = EICAR in content
        self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")

    def read(self, size: int) -> bytes:
        received = b""
        while len(received) < size and (part := self.request.recv(size - len(received))):
            received += part
        return received


@pytest.fixture(autouse=True)
def scanner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.fixture
def infected(anar):
    file = files.pdf("vəsiqə.pdf", content=EICAR)
    return receive(file, owner=anar, title="Vəsiqə", by=anar.user)


@pytest.fixture
def clean(anar):
    return receive(files.pdf(), owner=anar, title="Ərizə", by=anar.user)


def state(attachment):
    attachment.refresh_from_db()
    return attachment.scan_state


def test_a_clean_file_becomes_usable(clean):
    assert clean.scan_state == "pending" and not clean.is_usable

    scanning.scan_waiting()

    assert state(clean) == "clean" and clean.is_usable


def test_a_virus_takes_the_file_away_and_tells_who_brought_it(
    infected, anar, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        scanning.scan_waiting()

    assert state(infected) == "infected"
    assert not infected.file.storage.exists(infected.file.name)
    assert Notice.objects.filter(to=anar.user).values_list("kind", flat=True).get() == "attachment-infected"
    assert not Attachment.objects.kept().exists()


def test_looking_twice_tells_once(infected, anar):
    infected.looked_at(infected=True)
    infected.looked_at(infected=True)

    assert Notice.objects.filter(to=anar.user).count() == 1


def test_a_scanner_that_is_away_leaves_files_waiting(clean, scanner):
    scanner.shutdown()
    scanner.server_close()

    assert scanning.scan_waiting() == 0
    assert state(clean) == "pending"


def test_an_answer_nobody_understands_is_no_answer(clean, monkeypatch):
    monkeypatch.setattr(
        Clamd, "handle", lambda self: self.request.sendall(b"stream: size limit exceeded ERROR\0")
    )

    assert scanning.scan_waiting() == 0
    assert state(clean) == "pending"
