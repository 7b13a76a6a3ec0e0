"""Cutting a method to size: what stays, what is merged or left out and why, who reviews what, which gates stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from math import ceil

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.methods.estimating import estimate_of, size_that_fits
from tracker.plan.methods.values import (
    LEAST_STAGES,
    MOST_STAGES,
    Formality,
    LeftOut,
    Method,
    Piece,
    Product,
    Size,
    Stage,
    StageWork,
    Tailored,
    Wish,
    Work,
)

MOST_FACTS = 100_000
Hours = tuple[float, float, float]
REVIEW_SHARE = {Formality.MINIMAL: 0.05, Formality.STANDARD: 0.1, Formality.FORMAL: 0.15}
REVIEW_DAYS = {Formality.MINIMAL: 2, Formality.STANDARD: 2, Formality.FORMAL: 3}


@dataclass
class _Draft:
    """The plan while it is being cut."""

    method: Method
    wish: Wish
    required: Collection[str]
    stages: tuple[Stage, ...]
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return list(Size).index(self.wish.size)

    def stage_of(self, phase: str) -> int:
        return next(place for place, stage in enumerate(self.stages) if phase in stage.phases)

    def must(self, product: Product) -> bool:
        return product.required or product.information in self.required


def tailor(method: Method, wish: Wish, required: Collection[str]) -> Tailored:
    """The method for this wish. `required` are the codes of what the standard wants in writing.

    Raises `RuleBroken` where the wish names what is not there, or drops a required product without a reason.
    """
    _check(wish)
    draft = _Draft(method, wish, required, _stages(method, wish.stages))
    work = _without_dropped(draft, _merged(draft))
    pieces = [_piece(draft, each) for each in work]
    pieces = _with_stage_work(draft, pieces)
    pieces = _with_reviews(draft, pieces)
    pieces = _with_ends(draft, pieces)
    _left_in_words(draft, work)
    return Tailored(
        stages=draft.stages,
        pieces=tuple(pieces),
        left_out=tuple(draft.left_out),
        estimate=estimate_of(method, wish.facts),
        notes=tuple(draft.notes),
        fits=size_that_fits(method, wish.facts),
    )


def _check(wish: Wish) -> None:
    if not LEAST_STAGES <= wish.stages <= MOST_STAGES:
        raise RuleBroken(
            _("A way has %(least)s to %(most)s stages.") % {"least": LEAST_STAGES, "most": MOST_STAGES},
            field="stages",
        )
    if wish.target_on <= wish.starts_on:
        raise RuleBroken(_("The target lies after the start."), field="target_on")
    for name in ("services", "sites", "people", "suppliers"):
        if not 0 <= getattr(wish.facts, name) <= MOST_FACTS:
            raise RuleBroken(_("Say a number from 0 to %(most)s.") % {"most": MOST_FACTS}, field=name)


def _stages(method: Method, number: int) -> tuple[Stage, ...]:
    found = []
    for group in method.stages[number]:
        names = [method.phases[phase] for phase in group]
        code = group[0] if len(group) == 1 else f"{group[0]}-{group[-1]}"
        found.append(Stage(code, ", ".join(names), group))
    return tuple(found)


def _merged(draft: _Draft) -> list[Work]:
    """Work that this size or formality does not have alone goes into other work, with hours, clauses and products."""
    wish, kept = draft.wish, {work.key: work for work in draft.method.work}
    for work in draft.method.work:
        if wish.size in work.sizes and wish.formality in work.formality:
            continue
        into = kept[work.into]
        kept[work.into] = replace(
            into,
            hours=_sum(into.hours, work.hours),
            clauses=tuple(dict.fromkeys([*into.clauses, *work.clauses])),
            products=(*into.products, *work.products),
        )
        draft.left_out.append(LeftOut(work.key, "work", work.name, work.why, into.name))
        del kept[work.key]
        _bridge(kept, work)
    return list(kept.values())


def _sum(one: Hours, other: Hours) -> Hours:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _bridge(kept: dict[str, Work], gone: Work) -> None:
    """What waited for work that is gone waits for what that waited for."""
    for key, work in kept.items():
        if gone.key not in dict(work.after):
            continue
        after: dict[str, int] = {}
        for before, lag in work.after:
            for name, more in gone.after if before == gone.key else [(before, 0)]:
                if name != key:
                    after[name] = max(after.get(name, 0), lag + more)
        kept[key] = replace(work, after=tuple(after.items()))


def _without_dropped(draft: _Draft, work: list[Work]) -> list[Work]:
    """Without what somebody left out; a required product needs a reason for that."""
    dropped = {key: reason.strip() for key, reason in draft.wish.dropped.items()}
    known = {each.key for each in work} | {product.key for each in work for product in each.products}
    if strange := dropped.keys() - known:
        raise RuleBroken(
            _("There is nothing called “%(key)s” to leave out.") % {"key": min(strange)[:60]}, field="drop"
        )
    kept = {each.key: each for each in work}
    for each in work:
        gone = each.key in dropped
        if gone and each.milestone:
            raise RuleBroken(
                _("“%(name)s” cannot be left out: it is the way itself.") % {"name": each.name}, field="drop"
            )
        products = []
        for product in each.products:
            if gone or product.key in dropped:
                _drop_product(draft, product, dropped.get(product.key) or dropped.get(each.key, ""))
            else:
                products.append(product)
        if gone:
            draft.left_out.append(
                LeftOut(each.key, "work", each.name, dropped[each.key] or _("not wanted here"))
            )
            del kept[each.key]
            _bridge(kept, each)
        else:
            kept[each.key] = replace(kept[each.key], products=tuple(products))
    return list(kept.values())


def _drop_product(draft: _Draft, product: Product, reason: str) -> None:
    if draft.must(product) and not reason:
        raise RuleBroken(
            _("“%(name)s” is required. Say why this implementation does without it, or keep it.")
            % {"name": product.name},
            field="drop",
        )
    draft.left_out.append(LeftOut(product.key, "product", product.name, reason or _("not wanted here")))


def _piece(draft: _Draft, work: Work) -> Piece:
    hours = round((work.hours[draft.size] + draft.wish.facts.times(work.per)) * 2) / 2
    a_day = draft.method.hours_a_day * draft.method.hands[draft.size]
    return Piece(
        key=work.key,
        kind="milestone" if work.milestone else "work",
        name=work.name,
        phase=work.phase,
        stage=draft.stage_of(work.phase),
        role=work.role,
        hours=hours,
        days=0 if work.milestone else max(work.days[draft.size], ceil(hours / a_day)),
        after=work.after,
        clauses=work.clauses,
        products=tuple((product, "") for product in work.products),
        milestone=work.milestone,
        criteria=work.criteria,
        stretches=work.stretches,
    )


def _with_stage_work(draft: _Draft, pieces: list[Piece]) -> list[Piece]:
    """The work that comes back in each stage: at its start all wait for it, at its end it waits for all."""
    for each in draft.method.stage_work:
        if draft.wish.formality not in each.formality:
            draft.left_out.append(LeftOut(each.key, "work", each.name.format(stage="…"), each.why))
            continue
        for place, stage in enumerate(draft.stages):
            if place + 1 >= each.since:
                pieces = _in_stage(draft, pieces, each, place, stage)
    return pieces


def _in_stage(draft: _Draft, pieces: list[Piece], each: StageWork, place: int, stage: Stage) -> list[Piece]:
    phase = stage.phases[0 if each.at == "start" else -1]
    inside = {piece.key for piece in pieces if piece.phase == phase}
    key, end = f"{each.key}-{place + 1}", f"end-{stage.phases[-1]}"
    after: tuple[tuple[str, int], ...] = ()
    if each.at == "start":
        pieces = [
            replace(piece, after=(*piece.after, (key, 0)))
            if piece.key in inside and not any(before in inside for before, _lag in piece.after)
            else piece
            for piece in pieces
        ]
    else:
        waited = {before for piece in pieces if piece.key in inside for before, _lag in piece.after}
        after = tuple((name, 0) for name in sorted(inside - waited))
    product = replace(each.product, key=key, name=each.product.name.format(stage=stage.name))
    made = Piece(
        key=key,
        kind="work",
        name=each.name.format(stage=stage.name),
        phase=phase,
        stage=place,
        role=each.role,
        hours=each.hours[draft.size],
        days=each.days[draft.size],
        after=after,
        products=((product, end),),
    )
    return [made, *pieces] if each.at == "start" else [*pieces, made]


def _with_reviews(draft: _Draft, pieces: list[Piece]) -> list[Piece]:
    """Each product is reviewed by somebody else: after its work, or with all of its stage in one go."""
    formality = draft.wish.formality
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if any(not review for _product, review in piece.products):
            groups[f"stage-{piece.stage + 1}" if formality == Formality.MINIMAL else piece.key].append(piece)
    found: dict[str, str] = {}
    reviews = []
    for name, group in groups.items():
        last = max(group, key=lambda piece: list(draft.method.phases).index(piece.phase))
        review = _review(draft, f"review-{name}", group, last)
        reviews.append(review)
        found.update({piece.key: review.key for piece in group})
    if formality == Formality.MINIMAL:
        why = _("with minimal formality the products of a stage are reviewed together, before its gate")
        draft.left_out.append(LeftOut("reviews", "work", _("A review of its own for each product"), why))
    pieces = [
        replace(
            piece, products=tuple((product, review or found[piece.key]) for product, review in piece.products)
        )
        for piece in pieces
    ]
    return [*pieces, *reviews]


def _review(draft: _Draft, key: str, group: list[Piece], last: Piece) -> Piece:
    share = sum(piece.hours for piece in group) * REVIEW_SHARE[draft.wish.formality]
    names = draft.stages[last.stage].name if draft.wish.formality == Formality.MINIMAL else last.name
    return Piece(
        key=key,
        kind="review",
        name=_("Review: %(name)s") % {"name": names},
        phase=last.phase,
        stage=last.stage,
        role=group[0].products[0][0].reviewer,
        hours=max(round(share * 2) / 2, 1),
        days=REVIEW_DAYS[draft.wish.formality],
        after=tuple((piece.key, 0) for piece in group),
    )


def _with_ends(draft: _Draft, pieces: list[Piece]) -> list[Piece]:
    """Each phase ends in a milestone, and the last of a stage is its gate; what follows waits for it."""
    before = ""
    for phase in draft.method.phases:
        inside = [piece for piece in pieces if piece.phase == phase]
        names = {piece.key for piece in inside}
        waited = {name for piece in inside for name, _lag in piece.after}
        after = tuple((piece.key, 0) for piece in inside if piece.key not in waited)
        if before:
            pieces = [
                replace(piece, after=(*piece.after, (before, 0)))
                if piece.phase == phase and not any(name in names for name, _lag in piece.after)
                else piece
                for piece in pieces
            ]
            after = after or ((before, 0),)
        pieces.append(_end(draft, phase, after))
        before = pieces[-1].key
    return pieces


def _end(draft: _Draft, phase: str, after: tuple[tuple[str, int], ...]) -> Piece:
    place = draft.stage_of(phase)
    stage, gate = draft.stages[place], draft.method.gates[phase]
    is_gate = stage.phases[-1] == phase
    name = draft.method.gate.format(name=gate.name) if is_gate else gate.name
    if not is_gate:
        why = _("%(n)s stages: decided together with the next gate, “%(gate)s”") % {
            "n": draft.wish.stages,
            "gate": draft.method.gates[stage.phases[-1]].name,
        }
        draft.left_out.append(LeftOut(f"end-{phase}", "gate", gate.name, why))
    return Piece(
        key=f"end-{phase}",
        kind="gate" if is_gate else "milestone",
        name=name,
        phase=phase,
        stage=place,
        role="sponsor" if is_gate else "manager",
        after=after,
        milestone="gate" if is_gate else "other",
        criteria=gate.criteria,
    )


def _left_in_words(draft: _Draft, work: list[Work]) -> None:
    """What the plan no longer leads to, and what the method would do by the calendar."""
    all_clauses = {number: None for each in draft.method.work for number in each.clauses}
    kept = {number for each in work for number in each.clauses}
    if lost := [number for number in all_clauses if number not in kept]:
        draft.notes.append(_("No task leads to clause %(numbers)s any more.") % {"numbers": ", ".join(lost)})
    if draft.wish.formality not in draft.method.report.every:
        name = draft.method.words["report"]
        draft.left_out.append(LeftOut("reports", "work", name, draft.method.report.why))
