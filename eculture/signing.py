"""Signs what the portal issues: PAdES B-B, or B-T when a time-stamp service is named (docs/crypto.md).

Loaded by name (settings.DOCUMENT_SIGNER) when the first document is issued: pyHanko takes a second to import,
and a signing service of the state can take the place of this module.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from typing import NamedTuple

from asn1crypto.tsp import TimeStampReq, TimeStampResp
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from eculture import outbound
from eculture.refusals import Refusal

FIELD = "Seal"


class Signed(NamedTuple):
    """A PDF with its signature, and the name that the certificate gives to its key."""

    pdf: bytes
    signer: str


def sign(pdf: bytes) -> Signed:
    """Add the signature as an incremental update. Raises Refusal without certificate or time stamp."""
    signer = key(str(settings.SIGNING_KEY_FILE), settings.SIGNING_KEY_PASSWORD)
    validity = signer.signing_cert["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= timezone.now() < validity["not_after"].native:
        raise Refusal(_("The certificate that signs documents is not valid today."), code="certificate")
    with ThreadPoolExecutor(1) as apart:  # pyHanko runs an event loop, which must not meet one of the caller
        signed = apart.submit(_signed, pdf, signer).result()
    return Signed(signed, signer.subject_name)


def _signed(pdf: bytes, signer: SimpleSigner) -> bytes:
    wanted = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    clock = time_stamper(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None
    try:
        signed = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), wanted, signer, timestamper=clock)
    except (OSError, TimestampRequestError) as error:
        message = _("The time-stamp service does not answer. Nothing was issued: try again in some minutes.")
        raise Refusal(message, code="no_time_stamp") from error
    return signed.getvalue()


@cache
def key(file: str, password: str) -> SimpleSigner:
    """The key and its certificates, opened once per process: a turned key needs a restart."""
    signer = SimpleSigner.load_pkcs12(file, passphrase=password.encode())
    if signer is None:
        raise ImproperlyConfigured(f"SIGNING_KEY_FILE cannot be opened: {file}.")
    return signer


@cache
def time_stamper(url: str) -> "DoorTimeStamper":
    return DoorTimeStamper(url)


class DoorTimeStamper(TimeStamper):
    """Asks a time-stamp service (RFC 3161) through the only door to other hosts."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query"}
        answer = outbound.session().post(self.url, data=req.dump(), headers=headers)
        answer.raise_for_status()
        return TimeStampResp.load(answer.content)
