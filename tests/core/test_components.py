"""The macros and the frame: what they say, that they escape, and that nothing breaks the content policy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.test import RequestFactory
from django.utils.translation import gettext_lazy, override

from tests.core.stylepage import style_environment, style_page
from tracker.core import formats
from tracker.core.frame import HOUSE_ROOMS, ROOMS
from tracker.core.jinja import attrs, share
from tracker.core.render import render_to_string, wants_block
from tracker.core.statuses import STATUSES, Shape, status_of

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"


def draw(source: str, **context: object) -> str:
    return style_environment().from_string(source).render(context)


class Markup(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


# Statuses ----------------------------------------------------------------------


def test_every_status_says_a_word_and_draws_a_shape() -> None:
    sprite = (STATIC / "img/sprite.svg").read_text()
    for name, status in STATUSES.items():
        html = draw("{{ ui.chip(name) }}", name=name)
        assert str(status.word) in html
        assert f"#s-{status.shape}" in html
    for shape in Shape:
        assert f'id="s-{shape}"' in sprite


def test_the_shapes_follow_the_table_of_the_house() -> None:
    table = {
        Shape.TICK: ("met", "on_track", "current", "done", "approved"),
        Shape.RING_TICK: ("met_by_other_party",),
        Shape.HALF: ("partly_met", "in_progress"),
        Shape.TRIANGLE: ("at_risk",),
        Shape.CROSS: ("not_met", "off_track", "overdue"),
        Shape.HOLLOW_CROSS: ("missing",),
        Shape.CLOCK: ("expiring", "to_confirm"),
        Shape.DASHED: ("not_assessed", "not_started", "superseded"),
        Shape.DIAMOND: ("milestone",),
        Shape.HOLLOW_DIAMOND: ("milestone_ahead",),
    }
    for shape, names in table.items():
        assert {status_of(name).shape for name in names} == {shape}


def test_a_status_nobody_listed_is_shown_as_neutral_words() -> None:
    html = draw("{{ ui.chip('half_forgotten') }}")
    assert "Half forgotten" in html
    assert "#s-none" in html


def test_a_shape_without_a_word_beside_it_can_be_named() -> None:
    assert 'role="img" aria-label="Met"' in draw("{{ ui.shape('met', label='Met') }}")
    assert 'aria-hidden="true"' in draw("{{ ui.shape('met') }}")


# The content policy --------------------------------------------------------------


@pytest.fixture
def page() -> str:
    return style_page()


def test_the_whole_style_page_obeys_the_content_policy(page: str) -> None:
    for tag, attributes in Markup(page).tags:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith(("on", "hx-on"))], (tag, attributes)
        assert tag != "style"
        assert not (attributes.get("href") or "").startswith("javascript:")
        if tag == "script":
            assert attributes.get("src")
    assert '"allowEval": false' in page
    assert '"includeIndicatorStyles": false' in page


def test_ids_are_unique_and_every_reference_leads_somewhere(page: str) -> None:
    tags = Markup(page).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, (name, target)


def test_every_icon_on_the_page_is_in_the_sprite(page: str) -> None:
    drawn = set(re.findall(r'id="([is]-[a-z0-9-]+)"', (STATIC / "img/sprite.svg").read_text()))
    used = set(re.findall(r"sprite\.svg#([is]-[a-z0-9-]+)", page))
    assert used
    assert used <= drawn
    assert {f"i-{room.icon}" for room in ROOMS + HOUSE_ROOMS} <= drawn


def test_the_rail_marks_the_room_that_is_open(page: str) -> None:
    current = [a for tag, a in Markup(page).tags if tag == "a" and a.get("aria-current") == "page"]
    assert {a["href"] for a in current} == {"/dashboard/projects/fjellbach/overview/"}


def test_what_people_typed_is_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>'
    macros = (
        "{{ ui.chip('met', evil) }}",
        "{{ ui.field('name', evil, value=evil, hint=evil, error=evil) }}",
        "{{ ui.field('name', evil, 'textarea', value=evil) }}",
        "{{ ui.field('name', evil, 'select', value=evil, options=[(evil, evil)]) }}",
        "{{ ui.evidence_row(evil, evil, 'current', evil, confirmed_by=evil) }}",
        "{{ ui.decision(evil, evil, evil, 'warn', evil, evil) }}",
        "{{ ui.entry(evil, evil, reason=evil) }}",
        "{{ ui.note(evil) }}{{ ui.empty(evil, evil) }}{{ ui.answer(evil, evil, evil) }}",
        "{{ ui.button(evil, name=evil, value=evil) }}{{ ui.link_button(evil, evil, label=evil) }}",
        "{{ ui.post_button(evil, evil, evil, fields={'x': evil}) }}",
        "{{ ui.effect(evil, [(evil, evil, evil)], breaks=evil) }}",
        "{{ ui.seg('a', evil, [(evil, evil)]) }}{{ ui.check('a', evil) }}{{ ui.who(evil) }}",
        "{{ ui.form_errors([evil]) }}",
    )
    for macro in macros:
        html = draw(macro, evil=evil)
        assert "<script" not in html, macro
        assert all(tag != "script" for tag, _ in Markup(html).tags), macro


# Fields --------------------------------------------------------------------------


def test_an_error_stands_beside_its_field_and_is_named_by_it() -> None:
    html = draw(
        "{{ ui.field('due', 'Due', 'date', value=day, error='Too early.', hint='A working day') }}",
        day=dt.date(2027, 5, 12),
    )
    control = next(a for tag, a in Markup(html).tags if tag == "input")
    assert control["value"] == "2027-05-12"
    assert control["aria-invalid"] == "true"
    assert (control["aria-describedby"] or "").split() == ["e-f-due", "t-f-due"]
    assert 'id="e-f-due">Too early.' in html


def test_a_field_without_error_claims_none() -> None:
    control = next(a for tag, a in Markup(draw("{{ ui.field('name', 'Name') }}")).tags if tag == "input")
    assert "aria-invalid" not in control
    assert "aria-describedby" not in control


def test_an_editor_works_without_script_and_carries_the_version_it_was_read_at() -> None:
    html = draw(
        "{% call ui.editor('/x/', 'token', 'Save', '/back/', hx='row', version=7) %}fields{% endcall %}"
    )
    tags = Markup(html).tags
    form = next(a for tag, a in tags if tag == "form")
    assert form["method"] == "post"
    assert form["action"] == form["hx-post"] == "/x/"
    assert {"name": "version", "value": "7", "type": "hidden"} in [a for tag, a in tags if tag == "input"]


def test_a_meter_has_the_widths_of_its_parts_and_never_more_than_the_whole() -> None:
    html = draw("{{ ui.meter([('a', 51), ('p', 29)], 104) }}")
    rects = [a for tag, a in Markup(html).tags if tag == "rect" and a["class"] != "gap"]
    assert [(r["x"], r["width"]) for r in rects] == [("0.0%", "49.0%"), ("49.0%", "27.9%")]
    assert share(5, 0) == 0
    assert share(7, 5) == 100
    assert "<rect" not in draw("{{ ui.meter([('a', 0)], 0) }}")


def test_attributes_that_are_none_or_false_are_left_out() -> None:
    assert str(attrs({"required": True, "disabled": False, "title": None, "data_x": 'a"b'})) == (
        ' required data-x="a&#34;b"'
    )


# Blocks, messages, language ---------------------------------------------------------


def test_a_block_is_drawn_alone_with_macros_and_waiting_messages(page: str) -> None:
    html = draw(
        "{% include 'components/messages.html' %}", messages=[Message(constants.SUCCESS, "Saved.")], oob=True
    )
    assert 'hx-swap-oob="true"' in html
    assert "Saved." in html
    assert 'role="status"' in html


def test_htmx_gets_a_block_but_a_restored_history_gets_the_page() -> None:
    assert wants_block(RequestFactory().get("/", headers={"HX-Request": "true"}))
    assert not wants_block(RequestFactory().get("/"))
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert not wants_block(RequestFactory().get("/", headers=restored))


def test_lazy_words_are_translated_when_they_are_shown() -> None:
    word = gettext_lazy("Yes")
    with override("de"):
        assert draw("{{ word }} {{ _('Yes') }}", word=word) == "Ja Ja"


def test_dates_and_figures_follow_the_reader() -> None:
    day = dt.date(2027, 5, 12)
    assert formats.day(day) == "12 May"
    assert formats.day_year(day) == "12 May 2027"
    assert formats.weekday(day) == "Wed 12 May"
    assert formats.day(dt.date(2026, 9, 25)) == "25 Sep"
    with override("de"):
        assert formats.day(day) == "12. Mai"
        assert formats.number(1234.5) == "1.234,5"


def test_figures_are_never_rounded_up_to_all() -> None:
    assert formats.percent(137, 188) == "72 %"
    assert formats.percent(999, 1000) == "99 %"
    assert formats.percent(0, 0) == "0 %"
    assert formats.signed(-2) == "−2"
    assert formats.filesize(214_300) == "214 kB"
    assert formats.filesize(1_500_000) == "1.5 MB"
    assert formats.filesize(None) == ""
    assert formats.moment(dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)) == "23 Nov 2026, 08:30"


# The files ----------------------------------------------------------------------------


def test_vendored_files_are_the_ones_in_the_manifest() -> None:
    vendor = STATIC / "vendor"
    listed: dict[str, str] = {}
    for entry in json.loads((vendor / "manifest.json").read_text()):
        assert {"name", "version", "licence", "files"} <= set(entry)
        assert any(name.endswith("LICENSE") for name in entry["files"])
        listed.update(entry["files"])
    found = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed


def test_no_stylesheet_holds_a_raw_colour_besides_the_tokens() -> None:
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    for sheet in (STATIC / "css").rglob("*.css"):
        if sheet.name != "tokens.css":
            assert not raw.findall(sheet.read_text()), sheet


def test_every_sheet_stands_in_a_layer_and_is_linked(page: str) -> None:
    for sheet in (STATIC / "css").rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S).strip()
        assert text.startswith("@layer"), sheet
    for name in ("tokens", "base", "frame", "components", "charts", "print"):
        assert f"css/{name}.css" in page


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_reach_their_contrast_on_every_ground(theme: int) -> None:
    text = (STATIC / "css/tokens.css").read_text()
    tokens = {
        name: (light, dark)[theme]
        for name, light, dark in re.findall(
            r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text
        )
    }
    for ink in ("ink", "ink-2", "ink-3"):
        for ground in ("paper", "paper-sunk", "paper-raised", "fill"):
            assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
    for tone in ("ok", "warn", "bad"):
        for ground in ("paper", "paper-raised", f"{tone}-soft"):
            assert contrast(tokens[f"{tone}-ink"], tokens[ground]) >= 4.5, (tone, ground)
        assert contrast(tokens[tone], tokens["paper"]) >= 3, tone
    assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    assert contrast(tokens["accent"], tokens["paper"]) >= 4.5
    assert contrast(tokens["edge"], tokens["paper"]) >= 3


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("500.html", "Something went wrong on our side."),
        ("403_csrf.html", "This form was open for too long."),
    ],
)
def test_the_last_pages_need_neither_person_nor_request(template: str, sentence: str) -> None:
    html = render_to_string(template)
    assert sentence in html
    assert "<script" not in html


class Sample(forms.Form):
    name = forms.CharField(help_text="What people call it")
    owner = forms.ChoiceField(choices=[("1", "Mina")], required=False)
    done = forms.BooleanField(required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("1", "One")], widget=forms.CheckboxSelectMultiple, required=False
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The dates cross.")


def test_a_form_of_django_is_drawn_with_its_errors_beside_the_fields() -> None:
    html = style_page("forms.html", form=Sample({"name": ""}))
    ids = [a["id"] for _, a in Markup(html).tags if "id" in a]
    name = next(a for _, a in Markup(html).tags if a.get("name") == "name")
    assert name["aria-invalid"] == "true"
    for target in (name["aria-describedby"] or "").split():
        assert target in ids
    assert "This field is required." in html
    assert "The dates cross." in html
    assert "<legend>Kinds" in html
    assert html.count('class="opt"') == 2
