"""What is measured, each beside the least work that could do the same."""

from __future__ import annotations

from benchmarks.cases.documents import documents
from benchmarks.cases.pages import pages
from benchmarks.cases.scheduling import scheduling
from benchmarks.cases.verbs import many, one
from benchmarks.harness import Case
from benchmarks.house import House
from benchmarks.server import Server


def cases(house: House, server: Server) -> list[Case]:
    return [*pages(house, server), *one(house, server), *many(house), *scheduling(), *documents(house)]
