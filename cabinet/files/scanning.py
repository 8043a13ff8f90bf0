"""Looking for viruses: a port for clamd. A file waits until it was looked at; without clamd it says so."""

import logging
import socket
import struct
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from cabinet.files.models import Attachment

log = logging.getLogger("cabinet.files")
CHUNK = 64 * 1024
SECONDS = 20
BATCH = 50


class ScannerSilent(Exception):
    """The scanner did not answer; the file goes on waiting."""


def first_state() -> str:
    return "pending" if settings.VIRUS_SCANNER else "unscanned"


def is_infected(file: BinaryIO) -> bool:
    """Ask clamd by INSTREAM: `tcp://host:port` or `unix:/path`. Raises ScannerSilent."""
    try:
        with _connection() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerSilent(type(error).__name__) from error
    if answer.endswith("FOUND"):
        return True
    if answer == "stream: OK":
        return False
    raise ScannerSilent(answer[:60])


def _connection() -> socket.socket:
    where = urlsplit(settings.VIRUS_SCANNER)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(where.path)
        return line
    return socket.create_connection((where.hostname, where.port or 3310), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and (part := line.recv(1024)):
        received += part
    return received.rstrip(b"\0").decode(errors="replace").strip()


def scan_waiting() -> int:
    """Look at what waits, oldest first; answers how many were looked at. Two workers at once do no harm."""
    done = 0
    for attachment in Attachment.objects.filter(scan_state="pending").order_by("created_at")[:BATCH]:
        try:
            with attachment.file.open("rb") as file:
                infected = is_infected(file)
        except ScannerSilent as error:
            log.warning("scanner.silent", extra={"error": str(error)})
            return done
        attachment.looked_at(infected=infected)
        done += 1
    return done
