"""The same request gives the same pack on another machine; and its PDF is made as PDF/A-3a wants it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.reporting.pdfa import faults
from tracker.core import keys

pytestmark = pytest.mark.documents
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("again")


def made_on(folder: Path, name: str, **machine: str) -> dict[str, str]:
    """One machine: own data folder, the same seal key; everything else as told."""
    data = folder / name
    data.mkdir(mode=0o700)
    keys.fingerprint()
    key = Path(os.environ["ISO20K_DATA"], "seal_key.pem")
    env = {
        **os.environ,
        "ISO20K_DATA": str(data),
        "SEAL_KEY_FILE": str(key),
        "PACK_OUT": str(folder / f"{name}.pdf"),
    }
    env |= {"DJANGO_SETTINGS_MODULE": "tests.settings", **machine}
    done = subprocess.run(
        [sys.executable, "-m", "tests.reporting.again"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def here(folder: Path) -> dict[str, str]:
    return made_on(folder, "here", TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")


def test_another_machine_makes_the_same_pack(folder: Path, here: dict[str, str]) -> None:
    there = made_on(folder, "there", TZ="Pacific/Auckland", PYTHONHASHSEED="4711", LC_ALL="C", LANGUAGE="de")
    assert here.pop("zone") != there.pop("zone")
    assert here == there


PLANTED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "XMP": ("no XMP", lambda pdf: pdf.Root.__delitem__("/Metadata")),
    "part": (
        "XMP does not say part 3",
        lambda pdf: _xmp(pdf, b'part="3"', b'part="2"', b"part>3<", b"part>2<"),
    ),
    "intent": ("no output intent", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    "profile": ("no colour profile", lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile")),
    "marked": ("not marked", lambda pdf: pdf.Root.__delitem__("/MarkInfo")),
    "tree": ("no tree", lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")),
    "language": ("no language", lambda pdf: pdf.Root.__delitem__("/Lang")),
    "association": ("not associated", lambda pdf: pdf.Root.__delitem__("/AF")),
    "relationship": ("no relationship", lambda pdf: pdf.Root.AF[0].__delitem__("/AFRelationship")),
    "twice": ("associated twice", lambda pdf: pdf.Root.AF.append(pdf.Root.AF[0])),
    "font": ("is not embedded", lambda pdf: _without_font_file(pdf)),
    "action": ("an action /JavaScript", lambda pdf: _script(pdf)),
}


def _xmp(pdf: Any, *words: bytes) -> None:
    written = pdf.Root.Metadata.read_bytes()
    for old, new in zip(words[::2], words[1::2], strict=True):
        written = written.replace(old, new)
    pdf.Root.Metadata.write(written)


def _without_font_file(pdf: Any) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
            for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()):
                del each[name]


def _script(pdf: Any) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(action)


@pytest.mark.usefixtures("here")
def test_the_pack_has_no_fault_of_pdf_a(folder: Path) -> None:
    assert faults((folder / "here.pdf").read_bytes()) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", list(PLANTED))
def test_a_planted_fault_is_found(name: str, folder: Path) -> None:
    wanted, plant = PLANTED[name]
    target = io.BytesIO()
    with pikepdf.open(folder / "here.pdf") as pdf:
        plant(pdf)
        pdf.save(target)
    found = faults(target.getvalue())
    assert any(wanted in each for each in found), found
