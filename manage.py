#!/usr/bin/env python3
"""Django's command line for the tracker; `./run manage …` calls it in the right environment."""

import os
import sys
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iso20k.settings")
    if sys.argv[1:2] == ["runserver"]:
        os.environ.setdefault("DEBUG", "1")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as nonsense:
        sys.exit(str(nonsense))
    except DatabaseError as error:
        refuse(error)


def refuse(error: DatabaseError) -> NoReturn:
    """A database that was never prepared, or is not one, is told from a fault of ours."""
    from iso20k.unusable import why_unusable  # only now: the settings are known

    sentence = why_unusable(error)
    if sentence is None:
        raise error
    sys.exit(sentence)


if __name__ == "__main__":
    main()
