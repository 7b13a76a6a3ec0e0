"""The pack as one PDF that any reader can check: signed, whole, still PDF/A-3, and refused where it was changed."""

from __future__ import annotations

import hashlib
import io
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories.checklist import make_checklist
from tests.reporting.pdfa import faults
from tracker.core import pdf_signing
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting.models import EvidencePack

pytestmark = [pytest.mark.django_db, pytest.mark.documents]


def said_by_pdfsig(path: Path) -> str:
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout


def own_certificate(
    target: Path, key: object, *, password: bytes = b"pw", days: int = 30, name: str = "Hafen Data"
) -> Path:
    """What an operator would put there: a PKCS#12 file; `days` from now its time is over."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    over = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(over - timedelta(days=365))
        .not_valid_after(over)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password)
    target.write_bytes(pkcs12.serialize_key_and_certificates(b"pack", key, made, None, locked))
    return target


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def operator(settings, tmp_path: Path) -> Callable[..., None]:
    def given(key: object, **facts: object) -> None:
        settings.PDF_SIGNING_FILE = str(own_certificate(tmp_path / "own.p12", key, **facts))
        settings.PDF_SIGNING_PASSWORD = "pw"

    return given


def test_a_signed_pack_holds_for_independent_tools_and_a_changed_one_does_not(
    project: Project, manager: User, client: Client, tmp_path: Path
) -> None:
    make_checklist(project)
    out, signed = tmp_path / "pack", tmp_path / "signed.pdf"
    call_command("evidence_pack", project=project.slug, out=out, signed=signed)
    written, plain = signed.read_bytes(), (out / "pack.pdf").read_bytes()
    # The pack's own PDF stands in front, byte for byte: the manifest speaks of the same document.
    assert written.startswith(plain)
    assert faults(written) == faults(plain) == []
    said = said_by_pdfsig(signed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    check = subprocess.run(
        ["qpdf", "--check", str(signed)], capture_output=True, text=True, check=True
    ).stdout
    assert "No syntax or stream encoding errors found" in check
    assert "PDF Version: 1.7" in check
    pack = EvidencePack.objects.get()
    assert pack.signed_digest == hashlib.sha256(written).hexdigest()
    certificate = x509.load_pem_x509_certificate(pdf_signing.certificate().pem)
    assert pack.certificate_fingerprint == certificate.fingerprint(hashes.SHA256()).hex()
    # The page hands out the same bytes, and the certificate to compare with.
    client.force_login(manager)
    answer = client.get(f"/projects/{project.slug}/packs/{pack.pk}/signed/")
    assert b"".join(answer.streaming_content) == written
    assert client.get(f"/projects/{project.slug}/certificate/").content == pdf_signing.certificate().pem
    assert (
        pack.certificate_fingerprint
        in client.get(f"/projects/{project.slug}/packs/{pack.pk}/").content.decode()
    )
    for at in (200, len(plain) // 2, len(plain) - 40):
        bent = tmp_path / "bent.pdf"
        bent.write_bytes(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :])
        assert "Signature is Valid" not in said_by_pdfsig(bent), at
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(written + b"\n% more\n")
    assert "Total document signed" not in said_by_pdfsig(longer)


def test_the_operators_certificate_signs(
    project: Project, operator: Callable[..., None], rsa_key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    operator(rsa_key, name="Hafen Data GmbH")
    plain = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)
    signed = pdf_signing.sign_pdf(plain.getvalue(), pdf_signing.signer(), reason="Evidence pack")
    target = tmp_path / "signed.pdf"
    target.write_bytes(signed)
    said = said_by_pdfsig(target)
    assert "Signature is Valid" in said
    assert "CN=Hafen Data GmbH" in said
    assert pdf_signing.certificate().name == "Hafen Data GmbH"


def test_a_certificate_that_cannot_sign_is_said_and_the_pack_is_not_built(
    project: Project,
    manager: User,
    client: Client,
    operator: Callable[..., None],
    rsa_key: rsa.RSAPrivateKey,
    settings,
    tmp_path: Path,
) -> None:
    def refused() -> str:
        with pytest.raises(RuleBroken) as refusal:
            pdf_signing.signer()
        return refusal.value.sentence

    operator(rsa_key, days=-1)
    assert "is valid from" in refused()
    operator(rsa_key, password=b"another")
    assert "PDF_SIGNING_PASSWORD does not open it" in refused()
    operator(ec.generate_private_key(ec.SECP256R1()))
    assert "must hold a certificate with its RSA key" in refused()
    settings.PDF_SIGNING_FILE = str(tmp_path / "nothing.p12")
    assert "cannot be read: No such file or directory" in refused()
    client.force_login(manager)
    assert (
        "cannot be read: No such file" in client.get(f"/projects/{project.slug}/settings/").content.decode()
    )
    answer = client.get(f"/projects/{project.slug}/certificate/")
    assert (answer.status_code, b"cannot be read" in answer.content) == (409, True)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evidence_pack", project=project.slug, out=tmp_path / "pack")
    assert EvidencePack.objects.get().signed_digest == ""


def test_the_key_is_made_once_and_its_owners_alone(settings, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "seal_key.pem"
    first = pdf_signing.certificate()
    assert pdf_signing.own_file().stat().st_mode & 0o777 == 0o600
    assert pdf_signing.certificate() == first
