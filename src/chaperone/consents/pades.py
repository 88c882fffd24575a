"""Signs a PDF with PAdES (ETSI EN 319 142-1, baseline B-B) by a key of the practice's own.

The certificate is self-signed: it shows that the file was not changed since, not who the practice is. The paper
says so. No time authority is asked; the time is this server's.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

VALID_YEARS = 20


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """``certificate`` is DER, ``key_pem`` unencrypted PKCS#8: keep it sealed."""

    certificate: bytes
    key_pem: str


def make_key(*, organization: str, at: datetime) -> KeyPair:
    """A new P-256 key with a self-signed certificate in the practice's name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Chaperone: signed copies"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=366 * VALID_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(certificate.public_bytes(Encoding.DER), private.decode())


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def sign(pdf: bytes, pair: KeyPair, *, name: str, reason: str) -> bytes:
    """The PDF with one invisible signature over all of it."""
    certificate = asn1_x509.Certificate.load(pair.certificate)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(certificate)
    _, _, der = pem.unarmor(pair.key_pem.encode())
    signer = SimpleSigner(
        signing_cert=certificate, signing_key=asn1_keys.PrivateKeyInfo.load(der), cert_registry=store
    )
    metadata = PdfSignatureMetadata(
        field_name="Practice",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=reason,
    )
    out = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer, output=out)
    return out.getvalue()
