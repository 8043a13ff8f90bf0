"""A key for demonstrations, made at set-up: it signs like a real one, and its certificate says what it is."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from eculture.production import DEMONSTRATION

NAME = "e-Mədəniyyət (nümayiş üçün açar)"
DAY, AGE = timedelta(days=1), timedelta(days=3650)
USES = ("digital_signature", "content_commitment")
USAGES = (
    *USES,
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def make_signing_key(
    file: Path, password: str, organisation: str = DEMONSTRATION, age: timedelta = AGE
) -> None:
    """Write a PKCS#12 file with a fresh P-256 key and its self-signed certificate, unless it is there."""
    if file.exists():
        return
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = certificate_of(private, organisation, age)
    locked = BestAvailableEncryption(password.encode())
    made = pkcs12.serialize_key_and_certificates(b"signing", private, certificate, None, locked)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.touch(0o600)
    fresh.write_bytes(made)
    fresh.replace(file)


def certificate_of(
    private: ec.EllipticCurvePrivateKey, organisation: str, age: timedelta
) -> x509.Certificate:
    public = private.public_key()
    return (
        builder_of(public, organisation, age)
        .add_extension(x509.KeyUsage(**{use: use in USES for use in USAGES}), critical=True)
        .sign(private, hashes.SHA256())
    )


def builder_of(
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, organisation: str, age: timedelta
) -> x509.CertificateBuilder:
    """A certificate that names itself as its issuer, good for `age` from yesterday on."""
    parts = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: NAME}
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in parts.items()])
    begins = datetime.now(UTC) - DAY
    builder = x509.CertificateBuilder(
        subject, subject, public, x509.random_serial_number(), begins, begins + age
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    return builder.add_extension(constraints, critical=True).add_extension(identifier, critical=False)
