#!/usr/bin/env python3
"""Django's command line for the tracker; `./run manage …` calls it in the right environment."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iso20k.settings")
    if sys.argv[1:2] == ["runserver"]:
        os.environ.setdefault("DEBUG", "1")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as nonsense:
        sys.exit(str(nonsense))


if __name__ == "__main__":
    main()
