"""A page that shows every macro once, for tests and for the eye; the product does not serve it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.test import RequestFactory
from django.urls import set_urlconf
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from tracker.core import charts
from tracker.core.render import jinja_backend
from tracker.core.statuses import STATUSES

ROOT_URLCONF = "tests.core.style_urls"
PAGES = Path(__file__).parent / "pages"
TODAY = dt.date(2026, 11, 23)

USER = SimpleNamespace(name="Helena", email="helena@fjellbach.example", is_authenticated=True)
PROJECT = SimpleNamespace(
    name="Fjellbach IT Services", slug="fjellbach", edition="ISO/IEC 20000-1:2018 + Amd 1"
)


def style_environment() -> Environment:
    env = jinja_backend().env
    loader = env.loader
    assert loader is not None
    return env.overlay(loader=ChoiceLoader([FileSystemLoader(PAGES), loader]))


def style_page(template: str = "style.html", theme: str = "", **extra: Any) -> str:
    request = RequestFactory().get("/")
    if theme:
        request.COOKIES["theme"] = theme
    context = {
        "request": request,
        "user": USER,
        "messages": [],
        "project": PROJECT,
        "nav": "overview",
        "statuses": list(STATUSES),
        "charts": SimpleNamespace(**sample_charts()),
        "marks": MILESTONES,
        "clauses": CLAUSES,
        "departments": DEPARTMENTS,
        "frame": SimpleNamespace(
            projects=[
                SimpleNamespace(name="Fjellbach IT Services", slug="fjellbach", href="#"),
                SimpleNamespace(name="Nordtor Rechenzentrumsbetriebsgesellschaft", slug="nordtor", href="#"),
            ],
            unread=4,
            counts={"my_work": 5, "evidence": 9},
        ),
        "day": TODAY,
        "moment": dt.datetime(2026, 11, 12, 9, 41, tzinfo=dt.UTC),
        **extra,
    }
    with override(ROOT_URLCONF):
        return style_environment().get_template(template).render(context)


@contextmanager
def override(urlconf: str) -> Iterator[None]:
    set_urlconf(urlconf)
    try:
        yield
    finally:
        set_urlconf(None)


MILESTONES = (
    charts.Milestone("Start", dt.date(2026, 3, 30), dt.date(2026, 3, 30), done=True),
    charts.Milestone("Gap assessment", dt.date(2026, 5, 29), dt.date(2026, 5, 22), done=True),
    charts.Milestone("Gate 1: documents approved", dt.date(2026, 10, 9), dt.date(2026, 9, 25), done=True),
    charts.Milestone("Gate 2: processes have run", dt.date(2027, 1, 29), dt.date(2027, 1, 15)),
    charts.Milestone("Gate 3: audit and review held", dt.date(2027, 3, 19), dt.date(2027, 2, 26)),
    charts.Milestone("Stage 1 audit", dt.date(2027, 3, 31), dt.date(2027, 3, 10)),
    charts.Milestone("Stage 2 audit", dt.date(2027, 4, 21), dt.date(2027, 3, 31)),
    charts.Milestone("Certificate", dt.date(2027, 5, 12), dt.date(2027, 4, 21)),
)
CLAUSES = tuple(
    charts.ClauseTally(number, title, ready, total, partly, before, href="#")
    for number, title, ready, total, partly, before in (
        ("4", "Context of the organization", 14, 15, 1, 13),
        ("5", "Leadership", 11, 15, 3, 9),
        ("6", "Planning", 16, 20, 3, 14),
        ("7", "Support of the SMS", 19, 28, 6, 13),
        ("8", "Operation of the SMS", 51, 104, 29, 38),
        ("9", "Performance evaluation", 3, 14, 4, 1),
        ("10", "Improvement", 4, 10, 3, 3),
    )
)
DEPARTMENTS = (
    charts.Coverage("Service desk", 38, 42, 36, href="#"),
    charts.Coverage("Finance and purchasing", 8, 14, 7, href="#"),
    charts.Coverage("Network operations", 12, 29, 10, off=True, href="#"),
)


def sample_charts() -> dict[str, charts.Chart]:
    weeks = [dt.date(2027, 4, 14) + dt.timedelta(weeks=n) for n in range(13)]
    runs = (500, 1200, 1600, 1700, 1300, 950, 750, 600, 450, 350, 250, 200, 150)
    return {
        "strip": charts.milestone_strip(MILESTONES, TODAY),
        "strip_labelled": charts.milestone_strip(MILESTONES, TODAY, labels=True, width=740, key="ms2"),
        "readiness": charts.readiness_bars(CLAUSES, before="On 23 Oct"),
        "coverage": charts.coverage_bars(DEPARTMENTS, target=85),
        "stack": charts.stacked_tally(
            [
                charts.Part("current", 58, "o"),
                charts.Part("to confirm", 9, "p"),
                charts.Part("expiring", 6, "w"),
                charts.Part("missing", 7, "b"),
            ],
            title="80 documents and records",
        ),
        "dist": charts.date_distribution(
            [charts.DateBin(d, n) for d, n in zip(weeks, runs, strict=True)],
            p50=dt.date(2027, 5, 12),
            p80=dt.date(2027, 6, 2),
            plan=dt.date(2027, 4, 21),
            tolerance=dt.date(2027, 5, 19),
        ),
        "spark": charts.sparkline(
            [
                charts.Point(dt.date(2026, m, 1), v)
                for m, v in ((6, 12), (7, 30), (8, 52), (9, 71), (10, 91), (11, 118))
            ],
            title="Ready checkpoints",
        ),
        "trend": charts.trend_line(
            [
                charts.Point(dt.date(2026, m, 1), v)
                for m, v in ((6, 12), (7, 30), (8, 52), (9, 71), (10, 91), (11, 118))
            ],
            title="Ready checkpoints",
            total=206,
            target=(dt.date(2027, 4, 21), 206),
        ),
    }
