"""Files that somebody made to do harm: the same thousand each time, from a seed."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MARK = b"HOSTILE"
SCRIPTS = (
    b"<script>fetch('/projects/')</script>",
    b"<img src=x onerror=alert(1)>",
    b"<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    b"<svg/onload=alert(1)>",
    b"<object data=javascript:alert(1)></object>",
)
NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/cron.d/evil",
    "report\u202efdp.exe",
    "invoice\u2066\u202etxt.html",
    "a\x00.pdf",
    "..",
    ".",
    "CON",
    ".htaccess",
    "x\r\nSet-Cookie: sessionid=1\r\n.txt",
    'x"; filename="evil.html',
    "%2e%2e%2fpasswd",
    "\u200b.pdf.html",
    "ａ／ｂ.pdf",
    "n" * 400 + ".pdf",
    "zero\u200bwidth.txt",
    "./files/ab/" + "0" * 64,
    "file:///etc/passwd",
    "C:\\evil.bat",
)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Hostile:
    """One file, and what kind of harm it tries."""

    kind: str
    name: str
    content: bytes


Maker = Callable[[random.Random], tuple[str, bytes]]


def hostile_files(count: int, seed: int = 20000) -> Iterator[Hostile]:
    """So many files, every kind in turn."""
    dice = random.Random(seed)
    for number in range(count):
        kind, make = MAKERS[number % len(MAKERS)]
        name, content = make(dice)
        yield Hostile(kind, name, content)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1, extra: bytes = b"", tail: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 5))
    return b"\x89PNG\r\n\x1a\n" + head + extra + data + chunk(b"IEND", b"") + tail


def jpeg(width: int = 1, height: int = 1, comment: bytes = b"", tail: bytes = b"") -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    return (
        b"\xff\xd8"
        + said
        + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + b"\x11" * 9
        + b"\xff\xd9"
        + tail
    )


def pdf(body: bytes = b"", tail: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + body + b">>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n" + tail


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def salt(dice: random.Random) -> bytes:
    return MARK + b"%d" % dice.getrandbits(64)


def polyglot(dice: random.Random) -> tuple[str, bytes]:
    script = dice.choice(SCRIPTS) + salt(dice)
    return dice.choice(
        [
            ("chart.png", png(tail=script)),
            ("chart.png", png(extra=chunk(b"tEXt", b"Comment\0" + b"<script>" + script))),
            ("photo.jpg", jpeg(tail=script)),
            ("photo.jpg", jpeg(comment=b"<html>" + script)),
            ("policy.pdf", pdf(tail=b"\n" * 70 + script)),
            ("policy.pdf", b"%PDF-1.4<html>" + script + pdf()),
            ("pixel.gif", b"GIF89a/*" + script + b"*/=1;"),
            ("policy.pdf", pdf(tail=b"\n" * 70 + packed({"evil.html": script}))),
        ]
    )


def markup(dice: random.Random) -> tuple[str, bytes]:
    script = dice.choice(SCRIPTS) + salt(dice)
    return dice.choice(
        [
            ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + script + b"</svg>"),
            ("plan.svg", b"<?xml version='1.0'?><!-- x --><svg onload='alert(1)'>" + script + b"</svg>"),
            ("plan.html", b"<!doctype html>" + script),
            ("plan.xhtml", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + script),
            ("plan.htm", b"\xef\xbb\xbf \n<HTML>" + script),
            ("plan.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + script),
            (
                "plan.xml",
                b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
            ),
        ]
    )


def lying(dice: random.Random) -> tuple[str, bytes]:
    ending = dice.choice([".pdf", ".png", ".jpg", ".docx", ".xlsx", ".txt", ".csv", ""])
    content = dice.choice(
        [dice.choice(SCRIPTS), b"<svg onload=alert(1)>", b"MZ\x90\0", b"\x7fELF\2", b"#!/bin/sh\n"]
    )
    return "notes" + ending, content + salt(dice)


def named(dice: random.Random) -> tuple[str, bytes]:
    return dice.choice(NAMES), dice.choice(SCRIPTS) + salt(dice)


def zip_bomb(dice: random.Random) -> tuple[str, bytes]:
    inner = packed({"zeros": b"\0" * dice.randrange(1, 4) * 500_000, "mark": salt(dice)})
    return dice.choice(["bomb.zip", "bomb.docx", "bomb.xlsx"]), packed({f"{n}.zip": inner for n in range(3)})


def slip(dice: random.Random) -> tuple[str, bytes]:
    return "slip.zip", packed({"../../../../evil": salt(dice), "/etc/evil": b"x", "con\\..\\evil": b"y"})


def pixel_flood(dice: random.Random) -> tuple[str, bytes]:
    side = dice.randrange(9_000, 65_000)
    text = chunk(b"tEXt", b"Title\0" + salt(dice))
    return dice.choice(
        [
            ("huge.png", png(2**31 - 1, side, text)),
            ("huge.png", png(side, side, text)),
            ("huge.jpg", jpeg(65_000, 64_000, salt(dice))),
        ]
    )


def truncated(dice: random.Random) -> tuple[str, bytes]:
    name, whole = dice.choice(
        [
            ("half.pdf", pdf(b"/X(" + salt(dice) + b")")),
            ("half.png", png(extra=chunk(b"tEXt", b"a\0" + salt(dice)))),
            ("half.jpg", jpeg(comment=salt(dice))),
        ]
    )
    return name, whole[: dice.randrange(8, len(whole) - 8)]


def active_pdf(dice: random.Random) -> tuple[str, bytes]:
    said = b"(" + salt(dice) + b")"
    return "form.pdf", pdf(
        dice.choice(
            [
                b"/OpenAction<</S/JavaScript/JS" + said + b">>",
                b"/AA<</O<</S/Launch/F" + said + b">>>>",
                b"/Names<</EmbeddedFiles<</Names[" + said + b" 2 0 R]>>>>",
                b"/AcroForm<</XFA" + said + b">>",
                b"/A<</S/SubmitForm/F" + said + b">>",
            ]
        )
    )


def macros(dice: random.Random) -> tuple[str, bytes]:
    members = {"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + salt(dice)}
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"_VBA_PROJECT" + salt(dice)
    return dice.choice(
        [
            ("auto.docm", packed(members)),
            ("auto.docx", packed(members)),
            ("auto.xls", old),
            ("auto.rtf", b"{\\rtf1\\object" + salt(dice)),
        ]
    )


def nothing(dice: random.Random) -> tuple[str, bytes]:
    return dice.choice(["empty.pdf", "empty.txt", "empty"]), b""


def virus(dice: random.Random) -> tuple[str, bytes]:
    content = EICAR + b" " * dice.randrange(0, 60)
    return dice.choice(
        [
            ("eicar.com", content),
            ("eicar.txt", content),
            ("eicar.zip", packed({"eicar.com": content + salt(dice)})),
        ]
    )


def words(dice: random.Random) -> tuple[str, bytes]:
    tricks = dice.choice(
        ["\u202eevil\u202c", "\x1b]0;owned\x07", "=cmd|'/c calc'!A1", "\ufeff<b>", "{{ 7*7 }}", "{% raise %}"]
    )
    return dice.choice(["log.txt", "log.csv", "log.md", "log.json"]), tricks.encode() + b"\n" + dice.choice(
        SCRIPTS
    ) + salt(dice)


MAKERS: tuple[tuple[str, Maker], ...] = tuple(
    (make.__name__, make)
    for make in (
        polyglot, markup, lying, named, zip_bomb, slip, pixel_flood, truncated, active_pdf, macros, nothing,
        virus, words,
    )
)  # fmt: skip
