"""Make the catalogue fixture from the clause file and the file of documented information."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from tracker.core.errors import RuleBroken
from tracker.standard.catalogue import fixture_rows


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clauses", type=Path, required=True)
        parser.add_argument("--documents", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = fixture_rows(_read(options["clauses"]), _read(options["documents"]))
        except KeyError as missing:
            raise CommandError(f"The source files lack the key {missing}.") from missing
        except RuleBroken as broken:
            raise CommandError(str(broken.sentence)) from broken
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        options["out"].write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(rows)} rows written to {options['out']}.")


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise CommandError(f"There is no file {path}.") from missing
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise CommandError(f"{path} is not YAML: {broken}") from broken
    if not isinstance(loaded, dict):
        raise CommandError(f"{path} holds no mapping at its top.")
    return loaded
