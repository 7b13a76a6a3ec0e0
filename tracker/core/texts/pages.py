"""The words that the pages of a PDF draw, in the order in which they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.agl import toUnicode  # type: ignore[import-untyped]

Decoder = Callable[[bytes], str]
Width = Callable[[bytes], float]
DRAWN = "Tj TJ ' \" Tf Td TD T* Tm Do"
DEEPEST = 4
GAP = 0.18  # of the size of the letters: from here on a gap parts two words
USUAL = 500.0
HEX = rb"<\s*([0-9A-Fa-f\s]+)>"
BLOCK = re.compile(rb"begin(codespacerange|bfchar|bfrange)(.*?)end\1", re.DOTALL)
ONE = re.compile(HEX + rb"\s*" + HEX)
RANGE = re.compile(HEX + rb"\s*" + HEX + rb"\s*(?:" + HEX + rb"|\[([^\]]*)\])")
BASES = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


@dataclass(frozen=True, slots=True)
class Font:
    """What codes stand for, and how far they reach in thousandths of the size."""

    decode: Decoder
    width: Width


WESTERN = Font(lambda codes: codes.decode("cp1252", "replace"), lambda codes: USUAL * len(codes))


def words_of_pages(path: Path) -> Iterator[str]:
    import pikepdf

    with pikepdf.open(path) as pdf:
        known: dict[Any, Font] = {}
        for page in pdf.pages:
            yield from _drawn(page.obj, page.resources, known, 0)
            yield "\n"


@dataclass(slots=True)
class Pen:
    """Where the next letter goes, in the measure of the text: enough to tell a gap from the next letter."""

    font: Font
    size: float = 1.0
    scale: float = 1.0
    left: float = 0.0
    line: float | None = None
    drawn: float = 0.0

    def write(self, codes: bytes) -> str:
        self.drawn += self.font.width(codes) / 1000 * self.size
        return self.font.decode(codes)

    def write_spaced(self, parts: Any) -> str:
        import pikepdf

        told = []
        for part in parts:
            if isinstance(part, pikepdf.String):
                told.append(self.write(bytes(part)))
            else:
                self.drawn -= float(part) / 1000 * self.size
                told.append(" " if part < -1000 * GAP else "")
        return "".join(told)

    def move(self, right: Any, down: Any) -> str:
        """From the beginning of the line; what it leaves between the letters."""
        gap = float(right) - self.drawn
        self.left, self.drawn = self.left + float(right) * self.scale, 0.0
        return "\n" if down else self._gap(gap)

    def place(self, matrix: Any) -> str:
        scale, left, line = float(matrix[0]) or 1.0, float(matrix[4]), float(matrix[5])
        gap = (left - self.left) / scale - self.drawn
        same = self.line == line and scale == self.scale
        self.scale, self.left, self.line, self.drawn = scale, left, line, 0.0
        return self._gap(gap) if same else "\n"

    def _gap(self, gap: float) -> str:
        return " " if gap > GAP * abs(self.size) or gap < -2 * abs(self.size) else ""


def _drawn(stream: Any, resources: Any, known: dict[Any, Font], depth: int) -> Iterator[str]:
    import pikepdf

    pen = Pen(WESTERN)
    for order in pikepdf.parse_content_stream(stream, DRAWN):
        operands: Any = order.operands
        name = str(order.operator)
        if name == "Do":
            form = _form(resources, operands) if depth < DEEPEST else None
            if form is not None:
                yield from _drawn(form, form.get("/Resources", resources), known, depth + 1)
        elif name == "Tf" and len(operands) == 2:
            pen.font, pen.size = _font(resources, operands[0], known), float(operands[1])
        else:
            yield _told(pen, name, operands)


def _told(pen: Pen, name: str, operands: Any) -> str:
    """What one order to the pen adds to the words."""
    match name, len(operands):
        case "Tj", 1:
            return pen.write(bytes(operands[0]))
        case "TJ", 1:
            return pen.write_spaced(operands[0])
        case "Td" | "TD", 2:
            return pen.move(*operands)
        case "Tm", 6:
            return pen.place(operands)
        case ("'", 1) | ('"', 3):
            return "\n" + pen.write(bytes(operands[-1]))
    return "\n"


def _form(resources: Any, operands: Any) -> Any:
    """Something drawn as a whole that is made of words too, not a picture."""
    drawn = resources.get("/XObject") if resources is not None and operands else None
    form = drawn.get(operands[0]) if drawn is not None else None
    return form if form is not None and form.get("/Subtype") == "/Form" else None


def _font(resources: Any, name: Any, known: dict[Any, Font]) -> Font:
    fonts = resources.get("/Font") if resources is not None else None
    font = fonts.get(name) if fonts is not None else None
    if font is None:
        return WESTERN
    key = font.objgen if font.is_indirect else (id(resources), str(name))
    if key not in known:
        known[key] = _font_of(font)
    return known[key]


def _font_of(font: Any) -> Font:
    if font.get("/Subtype") == "/Type0":
        below = font.DescendantFonts[0]
        font_width = _wide(below.get("/W", []), float(below.get("/DW", 1000)))
        decode: Decoder = _silent
    else:
        first = int(font.get("/FirstChar", 0))
        widths = [float(each) for each in font.get("/Widths", [])]
        font_width = _narrow(first, widths)
        decode = _encoded(font.get("/Encoding"))
    if "/ToUnicode" in font and hasattr(font.ToUnicode, "read_bytes"):
        decode = _mapped(font.ToUnicode.read_bytes())
    return Font(decode, font_width)


def _silent(_codes: bytes) -> str:
    """Glyphs without a word on what they mean."""
    return ""


def _narrow(first: int, widths: list[float]) -> Width:
    known = dict(enumerate(widths, start=first))
    return lambda codes: sum(known.get(code, USUAL) for code in codes)


def _wide(listed: Any, usual: float) -> Width:
    known: dict[int, float] = {}
    parts = list(listed)
    while len(parts) >= 2:
        first = int(parts.pop(0))
        if hasattr(parts[0], "__len__"):
            known |= {first + step: float(width) for step, width in enumerate(parts.pop(0))}
        elif len(parts) >= 2:
            last = int(parts.pop(0))
            known |= dict.fromkeys(range(first, min(last, first + 0xFFFF) + 1), float(parts.pop(0)))
        else:
            break

    def width(codes: bytes) -> float:
        pairs = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
        return sum(known.get(code, usual) for code in pairs)

    return width


def _mapped(cmap: bytes) -> Decoder:
    """By the table that the font carries: each code with the signs it stands for."""
    lengths: set[int] = set()
    signs: dict[bytes, str] = {}
    for kind, body in BLOCK.findall(cmap):
        if kind == b"codespacerange":
            lengths |= {len(_bytes(low)) for low, _high in ONE.findall(body)}
        elif kind == b"bfchar":
            signs |= {_bytes(code): _signs(_bytes(said)) for code, said in ONE.findall(body)}
        else:
            for low, high, first, each in RANGE.findall(body):
                signs |= _range(_bytes(low), _bytes(high), first, each)
    widths = sorted(lengths or {len(code) for code in signs} or {1})

    def decode(codes: bytes) -> str:
        told, at = [], 0
        while at < len(codes):
            width = next((width for width in widths if codes[at : at + width] in signs), widths[0])
            told.append(signs.get(codes[at : at + width], ""))
            at += max(width, 1)
        return "".join(told)

    return decode


def _range(low: bytes, high: bytes, first: bytes, each: bytes) -> dict[bytes, str]:
    start, end = int.from_bytes(low, "big"), int.from_bytes(high, "big")
    codes = range(start, min(end, start + 0xFFFF) + 1)
    if each:
        listed = [_signs(_bytes(said)) for said in re.findall(HEX, each)]
        return {
            code.to_bytes(len(low), "big"): said
            for code, said in zip(codes, listed, strict=False)
            if code < 256 ** len(low)
        }
    said = _bytes(first)
    value = int.from_bytes(said, "big")
    return {
        code.to_bytes(len(low), "big"): _signs((value + step).to_bytes(len(said) + 1, "big")[1:])
        for step, code in enumerate(codes)
        if code < 256 ** len(low)
    }


def _bytes(hexadecimal: bytes) -> bytes:
    digits = b"".join(hexadecimal.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _signs(said: bytes) -> str:
    return said.decode("utf-16-be", "ignore") if len(said) > 1 else said.decode("latin-1")


def _encoded(encoding: Any) -> Decoder:
    """By one of the old tables of 256 signs, with those that the font itself has changed."""
    import pikepdf

    named = isinstance(encoding, pikepdf.Dictionary)
    base = BASES.get(str(encoding.get("/BaseEncoding") if named else encoding), "cp1252")
    table = [bytes([code]).decode(base, "replace") for code in range(256)]
    code = 0
    for each in encoding.get("/Differences", []) if named else []:
        if isinstance(each, pikepdf.Name):
            if code < 256:
                table[code] = toUnicode(str(each)[1:])
            code += 1
        else:
            code = int(each)
    return lambda codes: "".join(table[each] for each in codes)
