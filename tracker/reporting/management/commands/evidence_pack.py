"""`manage.py evidence_pack --project SLUG --out DIR [--bag FILE.zip] [--signed FILE.pdf]`: build a pack now."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core import files
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.models import EvidencePack
from tracker.reporting.seal import write_folder


class Command(BaseCommand):
    help = "Builds the evidence pack of a project as a folder: pack.pdf, manifest.json, manifest.sig, public_key.pem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="short name of the project")
        parser.add_argument("--out", required=True, type=Path, help="a new or empty folder")
        parser.add_argument("--bag", type=Path, help="also write the bag (RFC 8493) as this new ZIP")
        parser.add_argument("--signed", type=Path, help="also write one PDF with its own signature")
        parser.add_argument("--clause", action="append", default=[], help="only this clause; may be repeated")
        parser.add_argument("--as-of", type=_moment, help="moment in ISO form, such as 2026-10-30T18:00:00Z")

    def handle(self, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        out, beside = options["out"], [path for path in (options["bag"], options["signed"]) if path]
        _refuse_places(out, beside)
        try:
            out.mkdir(parents=True, exist_ok=True)
            pack = self._built(project, options)
            written = self._write(pack, options)
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}.") from error
        for path in written:
            self.stdout.write(str(path))
        self.stdout.write(f"manifest SHA-256 {pack.manifest_digest}\nkey fingerprint {pack.key_fingerprint}")
        self.stdout.write(f"certificate fingerprint {pack.certificate_fingerprint}")

    def _built(self, project: Project, options: dict[str, Any]) -> EvidencePack:
        pack = actions.request_pack(
            actor=User.objects.system(),
            project=project,
            clauses=options["clause"],
            as_of=options["as_of"],
            enqueue=False,
        )
        actions.build_pack(pack.pk)
        pack = EvidencePack.objects.get(pk=pack.pk)
        if not pack.is_ready:
            raise CommandError(pack.error)
        return pack

    def _write(self, pack: EvidencePack, options: dict[str, Any]) -> list[Path]:
        with files.open_verified(pack.digest) as archive:
            written = write_folder(archive, options["out"])
        for path, digest in ((options["bag"], pack.bag_digest), (options["signed"], pack.signed_digest)):
            if path is not None:
                with files.open_verified(digest) as source, path.open("xb") as target:
                    shutil.copyfileobj(source, target)
                written.append(path)
        return written


def _refuse_places(out: Path, beside: list[Path]) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CommandError(f"{out} is not empty; name a new folder.")
    for path in beside:
        if path.exists() or not path.parent.is_dir():
            raise CommandError(f"{path} cannot be written; name a new file in a folder that is there.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no moment; write it like 2026-10-30T18:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
