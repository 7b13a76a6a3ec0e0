"""The files of a pack or an export, in a folder or in a ZIP, and the limits they are read with."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from tracker.core.proof.findings import Unreadable

SMALL = 64 * 1024 * 1024
MOST_FILES = 20_000
MOST_BYTES = 8 * 1024**3
MOST_GROWTH = 100
CHUNK = 1024 * 1024
# One of these lies in the base folder of everything that can be checked.
MARKS = ("manifest.json", "log.json", "bagit.txt")
BROKEN = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Source:
    """The files by name, wherever they lie."""

    sizes: dict[str, int]
    open: Callable[[str], IO[bytes]]
    problems: tuple[str, ...] = ()

    def small(self, name: str) -> bytes:
        with self.open(name) as reading:
            written = reading.read(SMALL + 1)
        if len(written) > SMALL:
            raise Unreadable(f"{name} is larger than anything of that name may be.")
        return written

    def small_or_none(self, name: str) -> bytes | None:
        return self.small(name) if name in self.sizes else None

    def digest(self, name: str, size: int) -> tuple[str, int]:
        """SHA-256 and length, reading not one byte beyond what is promised and one more."""
        summer, length = hashlib.sha256(), 0
        with self.open(name) as reading:
            while length <= size and (chunk := reading.read(min(CHUNK, size + 1 - length))):
                summer.update(chunk)
                length += len(chunk)
        return summer.hexdigest(), length


class opened:  # noqa: N801  (used as a with-statement)
    """Opens a folder or a ZIP for the time of the check."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Source:
        if self._path.is_dir():
            return _based(_folder(self._path))
        if not self._path.is_file():
            raise Unreadable(f"{self._path} is neither a folder nor a file.")
        self._archive = zipfile.ZipFile(self._path)
        return _based(_zip(self._archive))

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()


def _based(source: Source) -> Source:
    """The same with names as seen from the one folder that holds everything; what lies outside is extra."""
    if any(mark in source.sizes for mark in MARKS):
        return source
    bases = {name.partition("/")[0] for name in source.sizes if name.partition("/")[2] in MARKS}
    if len(bases) > 1:
        raise Unreadable("There is more than one pack or export here; give one of the folders.")
    if not bases:
        return source
    base = f"{bases.pop()}/"
    inner = {name[len(base) :]: size for name, size in source.sizes.items() if name.startswith(base)}
    outer = sorted(name for name in source.sizes if not name.startswith(base))
    problems = (*source.problems, *(f"extra: {name} beside the folder {base}" for name in outer))
    return Source(inner, lambda name: source.open(base + name), problems)


def _folder(root: Path) -> Source:
    sizes: dict[str, int] = {}
    problems: list[str] = []
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        if path.is_symlink() or not path.is_file():
            problems.append(f"extra: {name} is a link or no plain file, and is not followed")
            continue
        sizes[name] = path.stat().st_size
        _limits(len(sizes), 0)
    return Source(sizes, lambda name: (root / name).open("rb"), tuple(problems))


def _walk(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _zip(archive: zipfile.ZipFile) -> Source:
    sizes: dict[str, int] = {}
    problems: list[str] = []
    total = 0
    for member in archive.infolist():
        name = member.filename
        if member.is_dir():
            continue
        if not is_safe(name):
            raise Unreadable(f"The archive holds a file that would lie outside its folder: {name[:100]!r}")
        if member.flag_bits & 1:
            raise Unreadable(f"{name} is encrypted.")
        if member.file_size > CHUNK and member.file_size > MOST_GROWTH * max(member.compress_size, 1):
            raise Unreadable(f"{name} would grow more than {MOST_GROWTH} times when unpacked.")
        if name in sizes:
            problems.append(f"extra: {name} stands twice in the archive")
        sizes[name] = member.file_size
        total += member.file_size
        _limits(len(sizes), total)
    return Source(sizes, lambda name: archive.open(name), tuple(problems))


def _limits(count: int, size: int) -> None:
    if count > MOST_FILES:
        raise Unreadable(f"More than {MOST_FILES} files.")
    if size > MOST_BYTES:
        raise Unreadable(f"More than {MOST_BYTES} bytes when unpacked.")


def is_safe(name: str) -> bool:
    """Whether a file of this name lies in its folder, whoever unpacks it."""
    path = PurePosixPath(name)
    odd = "\\" in name or ":" in name or "\x00" in name
    return bool(name) and not odd and not path.is_absolute() and ".." not in path.parts


def check_file(source: Source, name: str, size: int, sha256: str) -> Iterable[str]:
    """What is wrong with one file, in words."""
    if name not in source.sizes:
        yield f"missing: {name}"
        return
    try:
        digest, length = source.digest(name, size)
    except BROKEN as problem:
        yield f"damaged: {name} cannot be read ({problem})"
        return
    if length != size:
        told = f"more than {size}" if length > size else str(length)
        yield f"damaged: {name} has {told} bytes instead of {size}"
    elif digest != sha256:
        yield f"damaged: {name} (SHA-256 differs)"
