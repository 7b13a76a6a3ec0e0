"""Signing a PDF so that any reader can check it alone: PAdES baseline B (ETSI EN 319 142-1) with an RSA certificate.

The certificate is the operator's own (`PDF_SIGNING_FILE`, PKCS#12), or one that this installation makes for itself. A
signature is appended: what was there before stays in front of it, byte for byte.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core import clock, keys
from tracker.core.errors import RuleBroken

OWN_CERTIFICATE = "pdf_signing.pem"
OWN_LASTS = timedelta(days=3650)
BITS = 3072
FIELD = "Seal"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What people compare, and what a reader takes into its list of trusted ones. `fingerprint` is SHA-256."""

    name: str
    fingerprint: str
    first: datetime
    until: datetime
    pem: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate with its key and those that lead to it."""

    key: RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def certificate() -> Certificate:
    """The certificate that signs PDFs here. Raises `RuleBroken` where the operator's cannot be read."""
    if settings.PDF_SIGNING_FILE:
        return facts(_of_the_operator().certificate)
    return facts(x509.load_pem_x509_certificate(_own_pem()))


def signer() -> Signer:
    """Whoever signs PDFs here.

    Raises `RuleBroken` where the operator's certificate cannot be read, is not for RSA, or is not valid today.
    """
    found = _of_the_operator() if settings.PDF_SIGNING_FILE else _own()
    said = facts(found.certificate)
    # Our own is valid from its making on, and documents may be built of a day before.
    if said.until < clock.now() or (settings.PDF_SIGNING_FILE and clock.now() < said.first):
        raise RuleBroken(
            _("The certificate in %(file)s, which signs PDFs, is valid from %(first)s to %(last)s only.")
            % {
                "file": settings.PDF_SIGNING_FILE or own_file(),
                "first": said.first.date(),
                "last": said.until.date(),
            }
        )
    return found


def facts(of: x509.Certificate) -> Certificate:
    return Certificate(
        name=_common_name(of),
        fingerprint=of.fingerprint(hashes.SHA256()).hex(),
        first=of.not_valid_before_utc,
        until=of.not_valid_after_utc,
        pem=of.public_bytes(serialization.Encoding.PEM),
    )


def _common_name(of: x509.Certificate) -> str:
    named = of.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else of.subject.rfc4514_string()


def sign_pdf(pdf: bytes, by: Signer, *, reason: str) -> bytes:
    """The same document with an invisible signature over all of it, after which nothing may be changed."""
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signed = signers.PdfSigner(meta, _simple_signer(by)).sign_pdf(_appending(pdf))
    return bytes(signed.getvalue())


def _appending(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class AsPdf17(IncrementalPdfFileWriter):
        """PDF/A-3 is PDF 1.7; the library would call the document 2.0."""

        def __init__(self, source: io.BytesIO) -> None:
            super().__init__(source)
            self.output_version = (1, 7)

    return AsPdf17(io.BytesIO(pdf))


def _simple_signer(by: Signer) -> Any:
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    def plain(certificate: x509.Certificate) -> Any:
        return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    key = by.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain: Any = SimpleCertificateStore
    return SimpleSigner(
        signing_cert=plain(by.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=chain.from_certs([plain(each) for each in by.chain]),
    )


def _of_the_operator() -> Signer:
    path = Path(settings.PDF_SIGNING_FILE)
    try:
        return _opened(path, path.stat().st_mtime_ns, settings.PDF_SIGNING_PASSWORD)
    except OSError as problem:
        raise RuleBroken(
            _("The certificate in %(file)s (PDF_SIGNING_FILE) cannot be read: %(problem)s.")
            % {"file": path, "problem": problem.strerror or problem}
        ) from problem


@lru_cache(maxsize=1)
def _opened(path: Path, _changed: int, password: str) -> Signer:
    """Opening takes a fifth of a second of arithmetic, so once for each state of the file."""
    try:
        held = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    except ValueError as problem:
        raise RuleBroken(
            _("%(file)s (PDF_SIGNING_FILE) is no PKCS#12 file, or PDF_SIGNING_PASSWORD does not open it.")
            % {"file": path}
        ) from problem
    if held.cert is None or not isinstance(held.key, RSAPrivateKey):
        raise RuleBroken(
            _("%(file)s (PDF_SIGNING_FILE) must hold a certificate with its RSA key.") % {"file": path}
        )
    return Signer(held.key, held.cert.certificate, tuple(each.certificate for each in held.additional_certs))


def own_file() -> Path:
    """Where the installation's own certificate lies: beside the key of the seal."""
    return Path(settings.SEAL_KEY_FILE).with_name(OWN_CERTIFICATE)


def _own() -> Signer:
    pem = _own_pem()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise RuleBroken(_("%(file)s holds no RSA key.") % {"file": own_file()})
    return Signer(key, x509.load_pem_x509_certificate(pem))


def _own_pem() -> bytes:
    path = own_file()
    if not path.exists():
        keys.keep(path, _made())
    return path.read_bytes()


def _made() -> bytes:
    """A key with a certificate that it has signed itself; its name carries the fingerprint of the seal."""
    key = generate_private_key(public_exponent=65537, key_size=BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "ISO 20K evidence packs"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, keys.fingerprint()),
        ]
    )
    # From the day before: who checks may be in another zone, or have a clock that is behind.
    begin = clock.now() - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + OWN_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


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
