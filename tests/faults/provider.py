"""A provider of short messages that answers as a test or a recipe wants and counts what it took, by key."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Provider(ThreadingHTTPServer):
    """`mood`: ok · drop (takes the message, then hangs up) · hang (takes nothing and keeps silent for
    `patience` seconds) · a status, which it answers to everything.

    An answer takes `pause` seconds. With `honours_key` a message that was taken once is acknowledged again
    and not sent again.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 100

    def __init__(self, *, honours_key: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.honours_key = honours_key
        self.mood: str | int = "ok"
        self.patience = 20.0
        self.pause = 0.0
        self.reference = "ref"
        self.lock = threading.Lock()
        self.empty()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/messages"

    def empty(self) -> None:
        with self.lock:
            self.asked: Counter[str] = Counter()
            self.sent: Counter[str] = Counter()
            self.bodies: list[dict[str, str]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked may be dead by now: that is what the recipes are about."""

    def ask(self, key: str, body: dict[str, str]) -> str | int:
        """Count a request; the message goes out unless the mood is against it."""
        with self.lock:
            mood = self.mood
            self.asked[key] += 1
            if mood in ("ok", "drop") and not (self.honours_key and self.sent[key]):
                self.sent[key] += 1
                self.bodies.append(body)
        return mood


class Talk(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["Idempotency-Key"]
        mood = self.server.ask(key, body)
        time.sleep(self.server.pause)
        if mood == "drop":
            return
        if mood == "hang":
            time.sleep(self.server.patience)
            return
        answer = json.dumps({"id": self.server.reference}).encode()
        self.send_response(200 if mood == "ok" else int(mood))
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        pass
