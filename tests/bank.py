"""A bank over HTTP: keeps its payments by key, answers as the test wants and counts what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Bank(ThreadingHTTPServer):
    """`mood`: ok · a status, which it answers to everything. `payments`: reference → what the bank knows."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mood: str | int = "ok"
        self.payments: dict[str, dict[str, str]] = {}
        self.refunds: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/payments"

    def begin(self, wish: dict[str, str]) -> dict[str, str]:
        reference = f"bank-{wish['key']}"
        known = {"reference": reference, "state": "started", "amount": wish["amount"]}
        return self.payments.setdefault(reference, known | {"page": f"{self.origin}/pay/{reference}"})

    def pay(self, reference: str, **changed: str) -> None:
        self.payments[reference] |= {"state": "paid"} | changed

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Talk(BaseHTTPRequestHandler):
    server: Bank

    def do_POST(self) -> None:
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.path.endswith("/refund"):
            return self._answer(self.server.begin(wish) if self.server.mood == "ok" else None)
        reference = self.path.split("/")[-2]
        if self.server.mood == "ok":
            self.server.refunds.append((reference, wish["key"]))
        return self._answer(self.server.payments.get(reference))

    def do_GET(self) -> None:
        self._answer(self.server.payments.get(self.path.split("/")[-1]))

    def _answer(self, said: Any) -> None:
        status = 200 if self.server.mood == "ok" else int(self.server.mood)
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass
