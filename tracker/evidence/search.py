"""Looking for words inside stored files: FTS5 on SQLite, tsvector on PostgreSQL, the same hits on both.

Both engines index the same column of words, folded and spelled in ASCII by `core.words`; neither is left to
part or stem them by its own lights. The index is put up after each migration, as the guards of the log are,
because altering a table on SQLite drops its triggers silently.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db import connection, connections
from django.db.models.expressions import RawSQL

from tracker.core.words import words_of
from tracker.evidence.models import EvidenceRevision, FileText
from tracker.projects.models import Project

MOST_WORDS = 400_000  # characters; PostgreSQL takes a megabyte of them
INDEX = "evidence_file_words"
IN_SQLITE = """CREATE VIRTUAL TABLE evidence_file_words
    USING fts5(words, content='evidence_filetext', content_rowid='id', tokenize='ascii')"""
TRIGGERS = {
    "evidence_file_words_in": """AFTER INSERT ON evidence_filetext BEGIN
        INSERT INTO evidence_file_words(rowid, words) VALUES (new.id, new.words); END""",
    "evidence_file_words_out": """AFTER DELETE ON evidence_filetext BEGIN
        INSERT INTO evidence_file_words(evidence_file_words, rowid, words)
        VALUES ('delete', old.id, old.words); END""",
    "evidence_file_words_again": """AFTER UPDATE ON evidence_filetext BEGIN
        INSERT INTO evidence_file_words(evidence_file_words, rowid, words)
        VALUES ('delete', old.id, old.words);
        INSERT INTO evidence_file_words(rowid, words) VALUES (new.id, new.words); END""",
}
BUILD = "INSERT INTO evidence_file_words(evidence_file_words) VALUES ('rebuild')"
IN_POSTGRESQL = """CREATE INDEX IF NOT EXISTS evidence_file_words ON evidence_filetext
    USING gin (array_to_tsvector(string_to_array(words, ' ')))"""
ASK_SQLITE = "SELECT rowid FROM evidence_file_words WHERE evidence_file_words MATCH %s"
ASK_POSTGRESQL = """SELECT id FROM evidence_filetext
    WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"""


def index_words(text: str) -> str:
    """Each word of a text once, up to what an index takes."""
    left, kept = MOST_WORDS, []
    for word in dict.fromkeys(words_of(text)):
        left -= len(word) + 1
        if left < 0:
            break
        kept.append(word)
    return " ".join(kept)


def files_holding(project: Project, terms: Iterable[str]) -> set[str]:
    """Digests of the current files of the project in which every term begins a word; one query."""
    words = sorted({word for term in terms for word in words_of(term)})
    if not words:
        return set()
    mine = EvidenceRevision.objects.of(project).current().order_by().values("digest")
    found = FileText.objects.filter(digest__in=mine, id__in=_matching(words)).order_by()
    return set(found.values_list("digest", flat=True))


def _matching(words: list[str]) -> RawSQL:
    """Words hold letters and digits of ASCII only: nothing in them means anything to either engine."""
    if connection.vendor == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words)
        return RawSQL(ASK_POSTGRESQL, [asked])  # noqa: S611
    asked = " AND ".join(f'"{word}"*' for word in words)
    return RawSQL(ASK_SQLITE, [asked])  # noqa: S611


def texts_of(digests: Iterable[str]) -> dict[str, str]:
    return dict(FileText.objects.filter(digest__in=list(digests)).values_list("digest", "text"))


def after_migrate(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Put the index up where its table is there and it is not."""
    there = connections[using]
    if FileText._meta.db_table not in there.introspection.table_names():
        return
    with there.cursor() as cursor:
        if there.vendor == "postgresql":
            cursor.execute(IN_POSTGRESQL)
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        present = {name for (name,) in cursor.fetchall()}
        if {INDEX, *TRIGGERS} <= present:
            return
        if INDEX not in present:
            cursor.execute(IN_SQLITE)
        for name, what in TRIGGERS.items():
            if name not in present:
                cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(BUILD)
