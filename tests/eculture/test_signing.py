"""The signature of a document, judged by pyHanko's own validator."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ExtendedKeyUsage
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from eculture import documents, signing
from eculture.embedded.signing_key import AGE, NAME, builder_of, make_signing_key
from eculture.refusals import Refusal

TEMPLATE = "eculture/documents/sample.typ"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    data = {"name": "Aylin Nümunəli", "code": "7KQ4M2XDPABC", "verify_url": "https://numune.example/"}
    return documents.as_pdf(TEMPLATE, data)


@pytest.fixture
def other_key(settings, tmp_path):
    """A key that takes the place of the first, valid for `age` from yesterday on."""

    def make(name: str, age: timedelta = AGE) -> None:
        settings.SIGNING_KEY_FILE = tmp_path / name
        make_signing_key(settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSWORD, age=age)

    return make


@pytest.fixture
def clock(settings):
    """A time-stamp service on this machine: a real HTTP server with a real key."""
    stamps = time_stamps()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = stamps.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTBOUND_HOSTS = {"127.0.0.1"}
    settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    yield stamps.tsa_cert
    server.shutdown()
    server.server_close()


def time_stamps() -> DummyTimeStamper:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usage = ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = builder_of(private.public_key(), "Vaxt xidməti", AGE).add_extension(usage, critical=True)
    certificate = builder.sign(private, SHA256())
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        x509.Certificate.load(certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(secret)
    )


def judged(signed: bytes, *trusted: x509.Certificate) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    roots = [*trusted, signature.signer_cert]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    with ThreadPoolExecutor(1) as aside:  # a browser of other tests keeps a loop of events in this thread
        return aside.submit(validate_pdf_signature, signature, context).result()


@pytest.mark.asvs("11.6.1")
def test_the_signature_is_pades_covers_the_whole_file_and_allows_no_change(pdf):
    signed, signer = signing.sign(pdf)

    (signature,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    assert (signer, judged(signed).summary()) == (NAME, "INTACT:TRUSTED,UNTOUCHED")
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"
    assert signed.startswith(pdf), "an incremental update leaves the PDF/A as it was"


@pytest.mark.asvs("11.6.1")
@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_flipped_byte_is_found(pdf, place):
    signed, _signer = signing.sign(pdf)
    changed = bytearray(signed)
    changed[int(len(pdf) * place)] ^= 1

    assert not is_intact(bytes(changed))


def is_intact(signed: bytes) -> bool:
    """Whether the signature fits the bytes; a file that no longer opens does not."""
    try:
        return judged(signed).intact
    except PdfError:
        return False


def test_a_turned_key_signs_and_what_the_old_one_signed_stays_good(pdf, other_key):
    before, _signer = signing.sign(pdf)
    other_key("turned.p12")
    after, _signer = signing.sign(pdf)

    (old,), (new,) = (PdfFileReader(BytesIO(one)).embedded_signatures for one in (before, after))
    assert old.signer_cert.serial_number != new.signer_cert.serial_number
    assert [judged(one).bottom_line for one in (before, after)] == [True, True]


def test_a_certificate_that_has_ended_signs_nothing(pdf, other_key):
    other_key("ended.p12", age=timedelta(hours=23))

    with pytest.raises(Refusal) as refused:
        signing.sign(pdf)

    assert refused.value.code == "certificate"


def test_with_a_time_stamp_service_the_time_is_vouched_for(pdf, clock):
    status = judged(signing.sign(pdf).pdf, clock)

    assert (status.bottom_line, status.timestamp_validity.valid) == (True, True)


def test_without_its_answer_nothing_is_signed(pdf, settings):
    settings.OUTBOUND_HOSTS = {"127.0.0.1"}
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"

    with pytest.raises(Refusal) as refused:
        signing.sign(pdf)

    assert refused.value.code == "no_time_stamp"
