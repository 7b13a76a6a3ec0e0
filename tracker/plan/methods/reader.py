"""Reading the template files. What is wrong in one is said with the file, the line of work and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.methods.values import (
    LEAST_STAGES,
    MOST_STAGES,
    PER,
    SIZES,
    EstimateRule,
    Formality,
    Gate,
    Method,
    Product,
    Report,
    StageWork,
    Work,
)

FOLDER = Path(__file__).parent / "data"
COMMON = "common"
METHODS = ("prince2", "pmbok", "hybrid")
WORDS = {"stage", "stages", "product", "products", "report", "gate", "exception", "sponsor"}
WORK = {
    *("key", "phase", "name", "role", "hours", "days", "per", "after", "clauses", "products", "sizes"),
    *("formality", "into", "why", "milestone", "criteria", "stretches"),
}
PRODUCT = {"key", "name", "accept", "reviewer", "information", "required"}
AFTER = re.compile(r"([a-z0-9-]+)(?:\+(\d{1,3})d)?")


class TemplateBroken(RuleBroken):
    """A template file that does not add up."""


def methods() -> list[Method]:
    """All methods that are offered."""
    return [read_method(key) for key in METHODS]


@lru_cache
def read_method(key: str, folder: Path = FOLDER) -> Method:
    """One method with what all have in common. Raises `TemplateBroken` and says where."""
    if folder == FOLDER and key not in METHODS:
        raise RuleBroken(
            _("There is no method “%(key)s”. Choose one of: %(known)s.")
            % {"key": key[:40], "known": ", ".join(METHODS)},
            field="method",
        )
    common, own = _load(folder / f"{COMMON}.yaml"), _load(folder / f"{key}.yaml")
    try:
        method = _method(key, common, own)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise _broken(f"{key}.yaml", "", _odd(wrong)) from wrong
    _check(method, f"{key}.yaml")
    return method


def _load(path: Path) -> dict[str, Any]:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise _broken(path.name, "", _("the file is not there")) from missing
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise _broken(path.name, "", _("it is not YAML: %(why)s") % {"why": broken}) from broken
    if not isinstance(said, dict):
        raise _broken(path.name, "", _("it holds no table of names and values"))
    return said


def _broken(file: str, key: str, sentence: str) -> TemplateBroken:
    return TemplateBroken(f"{file}{', ' + key if key else ''}: {sentence}")


def _odd(wrong: Exception) -> str:
    return _("a part is missing or of another kind: %(what)s") % {"what": wrong}


def _method(key: str, common: Mapping[str, Any], own: Mapping[str, Any]) -> Method:
    phases = dict(common["phases"])
    order = list(phases)
    work = [_work(f"{key}.yaml", row, method=True) for row in [*own["work"], *own["closing"]]]
    work += [_work(f"{COMMON}.yaml", row) for row in common["work"]]
    report, rule = own["report"], common["estimate"]
    return Method(
        key=key,
        name=own["name"],
        summary=own["summary"],
        edition=common["edition"],
        words=own["words"],
        gate=own["gate"],
        report=Report(
            report["name"], report["role"], _three(report["hours"]), report["every"], report["why"]
        ),
        work=tuple(sorted(work, key=lambda each: order.index(each.phase) if each.phase in order else 99)),
        stage_work=tuple(_stage_work(f"{key}.yaml", row) for row in own["stage_work"]),
        phases=phases,
        stages={
            int(number): tuple(tuple(group) for group in groups)
            for number, groups in common["stages"].items()
        },
        gates={phase: Gate(row["name"], row["criteria"]) for phase, row in common["gates"].items()},
        roles={role: (row["name"], row["member"]) for role, row in common["roles"].items()},
        hands=_three(common["hands"]),
        hours_a_day=float(common["hours_a_day"]),
        estimate=EstimateRule(rule["base"], rule["per"], rule["low"], rule["high"]),
        sizes=common["sizes"],
    )


def _three(row: Any) -> Any:
    if not isinstance(row, list) or len(row) != len(SIZES) or any(each < 0 for each in row):
        raise ValueError(_("three numbers for S, M and L instead of %(row)s") % {"row": row})
    return tuple(row)


def _work(file: str, row: dict[str, Any], *, method: bool = False) -> Work:
    key = str(row.get("key", ""))
    unknown = row.keys() - WORK
    if unknown:
        raise _broken(file, key, _("it does not know “%(name)s”") % {"name": min(unknown)})
    try:
        return Work(
            key=row["key"],
            phase=row["phase"],
            name=row["name"],
            role=row["role"],
            hours=_three(row.get("hours", [0, 0, 0])),
            days=_three(row.get("days", [0, 0, 0])),
            per=row.get("per", {}),
            after=tuple(_after(said) for said in row.get("after", [])),
            clauses=tuple(_text(number) for number in row.get("clauses", [])),
            products=tuple(_product(file, each) for each in row.get("products", [])),
            sizes=tuple(row.get("sizes", SIZES)),
            formality=tuple(row.get("formality", Formality)),
            into=row.get("into", ""),
            why=row.get("why", ""),
            milestone=row.get("milestone", ""),
            criteria=row.get("criteria", ""),
            stretches=row.get("stretches", False),
            method=method,
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise _broken(file, key, _odd(wrong)) from wrong


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError(_("%(said)s stands without quotation marks") % {"said": said})
    return said


def _after(said: Any) -> tuple[str, int]:
    found = AFTER.fullmatch(str(said))
    if found is None:
        raise ValueError(_("“%(said)s” is neither a key nor key+5d") % {"said": said})
    return found[1], int(found[2] or 0)


def _product(file: str, row: dict[str, Any], key: str = "") -> Product:
    unknown = row.keys() - PRODUCT
    if unknown:
        raise _broken(
            file, str(row.get("key", key)), _("it does not know “%(name)s”") % {"name": min(unknown)}
        )
    return Product(
        key=row.get("key", key),
        name=row["name"],
        accept=row["accept"],
        reviewer=row["reviewer"],
        information=row.get("information", ""),
        required=row.get("required", False),
    )


def _stage_work(file: str, row: dict[str, Any]) -> StageWork:
    return StageWork(
        key=row["key"],
        name=row["name"],
        role=row["role"],
        hours=_three(row["hours"]),
        days=_three(row["days"]),
        at=row["at"],
        product=_product(file, row["product"], row["key"]),
        since=row.get("from", 1),
        formality=tuple(row.get("formality", Formality)),
        why=row.get("why", ""),
    )


def _check(method: Method, file: str) -> None:
    """Whatever names something else names what is there, and nothing waits for what comes later."""
    if missing := WORDS - method.words.keys():
        raise _broken(file, "words", _("there is no word for “%(name)s”") % {"name": min(missing)})
    if set(method.stages) != set(range(LEAST_STAGES, MOST_STAGES + 1)):
        raise _broken(f"{COMMON}.yaml", "stages", _("each number from 3 to 8 is to be said once"))
    for number, groups in method.stages.items():
        if [phase for group in groups for phase in group] != list(method.phases) or len(groups) != number:
            raise _broken(f"{COMMON}.yaml", f"stages {number}", _("the phases do not follow one another"))
    keys = [work.key for work in method.work] + [work.key for work in method.stage_work]
    keys += [product.key for work in method.work for product in work.products]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise _broken(file, min(twice), _("this key stands there twice"))
    known = {work.key: work for work in method.work}
    order = list(method.phases)
    for work in method.work:
        for sentence in _wrong(method, known, order, work):
            raise _broken(file, work.key, sentence)
    _no_circle(file, known)


def _wrong(method: Method, known: Mapping[str, Work], order: list[str], work: Work) -> Iterable[str]:
    if work.phase not in order:
        yield _("there is no phase “%(name)s”") % {"name": work.phase}
    for role in (work.role, *(product.reviewer for product in work.products)):
        if role not in method.roles:
            yield _("there is no role “%(name)s”") % {"name": role}
    for unit in work.per.keys() - PER.keys():
        yield _("hours are given for each service, site, person or supplier, not “%(name)s”") % {"name": unit}
    yield from _wrong_names(known, order, work)
    left = set(work.sizes) != set(SIZES) or set(work.formality) != set(Formality)
    if left and not (work.into and work.why):
        yield _("say with `into` and `why` what takes it in where it is left out")
    if not work.milestone and not (min(work.hours) > 0 and min(work.days) > 0):
        yield _("work needs hours and days above zero")


def _wrong_names(known: Mapping[str, Work], order: list[str], work: Work) -> Iterable[str]:
    for key in (*(key for key, _lag in work.after), *filter(None, [work.into])):
        if key not in known:
            yield _("it names “%(name)s”, which is not there") % {"name": key}
        elif order.index(known[key].phase) > order.index(work.phase):
            yield _("it waits for “%(name)s” of a later phase") % {"name": key}


def _no_circle(file: str, known: Mapping[str, Work]) -> None:
    left = {key: {before for before, _lag in work.after} for key, work in known.items()}
    while left:
        free = {key for key, before in left.items() if not before & left.keys()}
        if not free:
            raise _broken(
                file, min(left), _("these wait for one another: %(names)s") % {"names": ", ".join(left)}
            )
        left = {key: before for key, before in left.items() if key not in free}
