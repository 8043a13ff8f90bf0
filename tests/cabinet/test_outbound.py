"""The only door to other hosts; the servers here are real ones on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from eculture import outbound


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        body = b"x" * (outbound.MAX_BYTES + 1) if self.path == "/large" else b"salam"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server(settings):
    settings.OUTBOUND_HOSTS = {"127.0.0.1"}
    settings.OUTBOUND_LOOPBACK = True
    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_a_named_host_answers(server):
    assert outbound.session().get(f"{server}/").content == b"salam"


@pytest.mark.asvs("1.3.6", "15.3.2")
@pytest.mark.parametrize("path", ["redirect", "large"])
def test_redirects_and_large_answers_do_not_come_in(server, path):
    with pytest.raises(outbound.OutboundRefused):
        outbound.session().get(f"{server}/{path}")


@pytest.mark.asvs("1.3.6", "13.2.4", "13.2.5")
@pytest.mark.parametrize(
    "url",
    [
        "https://stranger.example/",
        "http://named.example/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "file:///etc/passwd",
        "ftp://named.example/",
        "https://named.example@stranger.example/",
    ],
)
def test_what_may_not_leave_is_refused_before_anything_is_sent(settings, url):
    settings.OUTBOUND_HOSTS = {
        "named.example",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "localhost",
    }
    settings.OUTBOUND_LOOPBACK = False

    with pytest.raises(outbound.OutboundRefused):
        outbound.session().get(url)


@pytest.mark.asvs("1.3.6")
def test_a_name_that_resolves_differently_the_second_time_is_refused(server, settings, monkeypatch):
    settings.OUTBOUND_LOOPBACK = True
    monkeypatch.setattr(outbound, "check", lambda url: setattr(settings, "OUTBOUND_LOOPBACK", False))

    with pytest.raises(OSError, match="not a public one"):
        outbound.session().get(f"{server}/")
