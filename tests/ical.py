"""Reads a calendar as strictly as the standard allows."""

from __future__ import annotations


def strictly(content: bytes) -> list[dict[str, str]]:
    """A reader of our own that refuses what the standard refuses; each event as its properties."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    text = b"\r\n".join(lines).replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    assert (text[0], text[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    inside: dict[str, str] | None = None
    for line in text[1:-1]:
        name, _colon, value = line.partition(":")
        assert name
        if line == "BEGIN:VEVENT":
            assert inside is None
            inside = {}
        elif line == "END:VEVENT":
            assert inside is not None
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(inside)
            events.append(inside)
            inside = None
        elif inside is not None:
            assert name not in inside
            inside[name] = value
    assert inside is None
    return events
