"""The verbs of this room: bringing in a catalogue, our own or another standard's."""

from tracker.standard.actions.bring import Imported, import_catalogue
from tracker.standard.actions.crossrefs import CrossrefsTaken, import_crossrefs
from tracker.standard.actions.load import SHIPPED_CATALOGUE, Loaded, load_catalogue

__all__ = [
    "SHIPPED_CATALOGUE",
    "CrossrefsTaken",
    "Imported",
    "Loaded",
    "import_catalogue",
    "import_crossrefs",
    "load_catalogue",
]
