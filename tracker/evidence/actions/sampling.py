"""Take a sample of records: drawn at random by a seed that is kept, or chosen by hand with the reason."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.choices import Drawing, Kind, Verb
from tracker.evidence.drawing import LARGEST_POPULATION, LARGEST_SAMPLE, digest_of, draw
from tracker.evidence.models import Evidence, Sampling
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

LONGEST_ID = 80
SAMPLED = frozenset({Kind.RECORD, Kind.SAMPLE})


@dataclass(frozen=True, slots=True)
class Population:
    """What a sample is taken from: its name, its time, and its size or the numbers of its records."""

    name: str
    period_from: date
    period_to: date
    size: int | None = None
    ids: Sequence[str] = ()


@transaction.atomic
def draw_sample(
    *, actor: User, evidence: Evidence, population: Population, size: int, how: str = ""
) -> Sampling:
    """Draw so many records at random. The seed is made here, so that nobody looks for one that suits."""
    require(actor, Permission.EVIDENCE_ADD, evidence)
    evidence = _of_records(lock(Evidence, evidence.pk))
    whole = _checked(population)
    if not 1 <= size <= min(whole, LARGEST_SAMPLE):
        raise BadInput(
            _("Draw between 1 and %(most)s of them.") % {"most": min(whole, LARGEST_SAMPLE)}, field="size"
        )
    seed = secrets.token_hex(8)
    places = draw(seed, whole, size)
    sample = [population.ids[place - 1] for place in places] if population.ids else [str(p) for p in places]
    return _keep(actor, evidence, population, whole, Drawing.RANDOM, seed, places, sample, how)


@transaction.atomic
def choose_sample(
    *, actor: User, evidence: Evidence, population: Population, sample: Sequence[str], how: str
) -> Sampling:
    """Keep a sample that a person chose, and why these."""
    require(actor, Permission.EVIDENCE_ADD, evidence)
    evidence = _of_records(lock(Evidence, evidence.pk))
    whole = _checked(population)
    if not how.strip():
        raise BadInput(_("Say how they were chosen, and by what."), field="how")
    _checked_ids(sample, "sample")
    if not 1 <= len(sample) <= min(whole, LARGEST_SAMPLE):
        raise BadInput(
            _("Name between 1 and %(most)s of them.") % {"most": min(whole, LARGEST_SAMPLE)}, field="sample"
        )
    places: list[int] = []
    if population.ids:
        where = {each: place for place, each in enumerate(population.ids, start=1)}
        strange = [each for each in sample if each not in where]
        if strange:
            raise BadInput(_("“%(id)s” is not in the population.") % {"id": strange[0]}, field="sample")
        places = [where[each] for each in sample]
    return _keep(actor, evidence, population, whole, Drawing.CHOSEN, "", places, list(sample), how)


def _of_records(evidence: Evidence) -> Evidence:
    if evidence.kind not in SAMPLED:
        raise RuleBroken(
            _("Samples are taken of records. Say first that this evidence is a record or a sample.")
        )
    return evidence


def _checked(population: Population) -> int:
    """How many there are. Raises `BadInput` where the population makes no sense."""
    if not population.name.strip() or len(population.name.strip()) > 200:
        raise BadInput(_("Say in at most 200 characters what was sampled."), field="population")
    if population.period_to < population.period_from:
        raise BadInput(_("The time it covers ends before it begins."), field="period_to")
    _checked_ids(population.ids, "ids")
    whole = len(population.ids) or population.size or 0
    if population.ids and population.size not in (None, whole):
        raise BadInput(
            _("The list names %(listed)s, the size says %(size)s.")
            % {"listed": whole, "size": population.size},
            field="population_size",
        )
    if not 1 <= whole <= LARGEST_POPULATION:
        raise BadInput(
            _("Say how many there are, between 1 and %(most)s, or list them.") % {"most": LARGEST_POPULATION},
            field="population_size",
        )
    return whole


def _checked_ids(ids: Sequence[str], field: str) -> None:
    """Each named once, and none too long; the first line that is wrong is said."""
    seen: dict[str, int] = {}
    for line, each in enumerate(ids, start=1):
        problem = ""
        if not each.isprintable():
            problem = _("Line %(line)s holds characters that are no text.")
        elif len(each) > LONGEST_ID:
            problem = _("Line %(line)s is longer than %(most)s characters.")
        elif each in seen:
            problem = _("Line %(line)s names “%(id)s” again; it stands in line %(first)s already.")
        if problem:
            said = problem % {"line": line, "most": LONGEST_ID, "id": each, "first": seen.get(each)}
            raise BadInput(said, lines=[LineProblem(line, said)], field=field)
        seen[each] = line


def _keep(
    actor: User,
    evidence: Evidence,
    population: Population,
    whole: int,
    drawing: Drawing,
    seed: str,
    places: list[int],
    sample: list[str],
    how: str,
) -> Sampling:
    row = Sampling(
        project_id=evidence.project_id,
        evidence=evidence,
        population=population.name.strip(),
        period_from=population.period_from,
        period_to=population.period_to,
        population_size=whole,
        population_digest=digest_of(population.ids) if population.ids else "",
        drawing=drawing,
        how=how.strip(),
        seed=seed,
        places=places,
        sample=sample,
        drawn_by=actor,
        drawn_at=clock.now(),
    )
    row.save_because(how.strip() or _("sample taken"), by=actor)
    told = {
        "sampling": str(row.pk),
        "of": whole,
        "seed": seed,
        "digest": row.population_digest,
        "sample": sample,
    }
    verb = Verb.SAMPLE_DRAWN if drawing == Drawing.RANDOM else Verb.SAMPLE_CHOSEN
    record(actor, verb, evidence, after=told, reason=how.strip())
    return row
