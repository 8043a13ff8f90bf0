"""A mail server that answers as the recipe wants and counts the letters it took, by their stable key."""

import email
import socketserver
import threading
from collections import Counter

ANSWERS = {"refuse": "451 4.3.0 try again later", "reject": "554 5.7.1 not wanted"}
RECIPIENT = {"nobody": "550 5.1.1 no such mailbox", "grey": "450 4.2.0 grey list"}


class Letterbox(socketserver.ThreadingTCPServer):
    """`mood`: ok · refuse (451 after DATA) · reject (554) · drop (takes the letter, then hangs up without an
    answer) · nobody, grey (550, 450 to the recipient)."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mood = "ok"
        self.lock = threading.Lock()
        self.taken: Counter[str] = Counter()
        self.dropped = self.refused = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def take(self, text: bytes) -> str:
        """Keep a letter as the mood says; answers the reply, or nothing to hang up."""
        key = email.message_from_bytes(text).get("X-Idempotency-Key", "without a key")
        with self.lock:
            if self.mood in ANSWERS:
                self.refused += 1
                return ANSWERS[self.mood]
            self.taken[key] += 1
            if self.mood == "drop":
                self.dropped += 1
                return ""
        return "250 2.0.0 kept"

    def empty(self) -> None:
        with self.lock:
            self.taken.clear()
            self.dropped = self.refused = 0


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    server: Letterbox

    def handle(self) -> None:
        self.say("220 letterbox")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                reply = self.server.take(self.letter())
                if not reply:
                    return
                self.say(reply)
            elif word == b"RCPT":
                self.say(RECIPIENT.get(self.server.mood, "250 ok"))
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def letter(self) -> bytes:
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line.rstrip(b"\r\n") == b".":
                break
            lines.append(line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")
