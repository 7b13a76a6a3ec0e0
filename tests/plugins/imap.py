"""A small IMAP server over TLS on loopback: one mailbox, as much of the protocol as reading it takes."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class ImapServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path) -> None:
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.password = "a password for tests"
        self.certificate = folder / "imap.pem"
        _certify(self.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        super().__init__(("127.0.0.1", 0), _Line)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or trusts nobody, is no matter of the server's."""


class _Line(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say("* OK ready")
        while raw := self.rfile.readline():
            tag, _space, rest = raw.decode().strip().partition(" ")
            self._answer(tag, rest)
            if rest.upper() == "LOGOUT":
                return

    def _answer(self, tag: str, words: str) -> None:
        upper = words.upper()
        if upper == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif upper.startswith("LOGIN") and self.server.password not in words:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password")
            return
        elif upper.startswith(("SELECT", "EXAMINE")):
            self._say(f"* {len(self.server.mails)} EXISTS")
        elif upper == "UID SEARCH UNSEEN":
            unseen = [str(n) for n, _m in enumerate(self.server.mails, 1) if n not in self.server.seen]
            self._say(f"* SEARCH {' '.join(unseen)}")
        elif found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", upper):
            mail = self.server.mails[int(found[1]) - 1][: int(found[2])]
            head = f"* {found[1]} FETCH (UID {found[1]} BODY[]<0> {{{len(mail)}}}\r\n"
            self.wfile.write(head.encode() + mail + b")\r\n")
        elif found := re.match(r"UID STORE (\d+) ", upper):
            self.server.seen.add(int(found[1]))
        self._say(f"{tag} OK done")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def _certify(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))


@contextmanager
def imap_server(folder: Path) -> Iterator[ImapServer]:
    server = ImapServer(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
