"""A reader of PDF/A-3a for the tests: what it finds is wrong, though what it passes is not yet conformant."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
FORBIDDEN = {
    "/JavaScript",
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
}


def faults(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        found = [*_metadata(root), *_intent(root), *_structure(root), *_files(root, document.attachments)]
        found += ["encrypted"] if document.is_encrypted else []
        found += [] if "/ID" in document.trailer else ["no identifier"]
        return found + list(dict.fromkeys(fault for each in document.objects for fault in _object(each)))


def _metadata(root: Any) -> Iterator[str]:
    if "/Metadata" not in root:
        yield "no XMP"
        return
    xmp = root.Metadata.read_bytes().decode("utf-8")
    for name, wanted in (("part", "3"), ("conformance", "A")):
        said = re.search(rf"pdfaid:{name}(?:=\"|>)([^<\"]*)", xmp)
        if said is None or said[1] != wanted:
            yield f"XMP does not say {name} {wanted}"
    if "/Filter" in root.Metadata:
        yield "XMP is compressed"


def _intent(root: Any) -> Iterator[str]:
    intents = [each for each in root.get("/OutputIntents", []) if each.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "no output intent of PDF/A"
    elif (
        "/DestOutputProfile" not in intents[0]
        or b"acsp" not in intents[0].DestOutputProfile.read_bytes()[:64]
    ):
        yield "the output intent has no colour profile"


def _structure(root: Any) -> Iterator[str]:
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "no tree of structure"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(root.get("/Lang", ""))):
        yield "no language"
    if {"/OpenAction", "/AA"} & set(root.keys()) and "/S" in root.get("/OpenAction", {}):
        yield "an action on opening"


def _files(root: Any, attachments: Any) -> Iterator[str]:
    associated = [each.objgen for each in root.get("/AF", [])]
    if len(associated) != len(set(associated)):
        yield "a file is associated twice"
    for name, spec in attachments.items():
        if spec.obj.objgen not in associated:
            yield f"{name} is attached but not associated"
        if str(spec.obj.get("/AFRelationship", "")) not in RELATIONSHIPS:
            yield f"{name} has no relationship"
        if "/Subtype" not in spec.obj.EF.F or "/ModDate" not in spec.obj.EF.F.get("/Params", {}):
            yield f"{name} has no media type or date"


def _object(each: Any) -> Iterator[str]:
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return
    if str(each.get("/S", "")) in FORBIDDEN:
        yield f"an action {each.S}"
    if each.get("/Type") == "/Font" and each.get("/Subtype") not in {"/Type0", "/Type3"}:
        descriptor: Any = each.get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"font {each.get('/BaseFont')} is not embedded"
    if each.get("/Type") == "/Font" and each.get("/Subtype") == "/Type0" and "/ToUnicode" not in each:
        yield f"font {each.get('/BaseFont')} does not say which letters it shows"
    if "/LZWDecode" in str(each.get("/Filter", "")):
        yield "LZW"
