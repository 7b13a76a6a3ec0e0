"""Take a picture of every page of a running demonstration, wide and narrow, light and dark.

./run                                    # in one terminal, with the demonstration
.venv/bin/python tools/screenshots.py --docs    # in another; pictures go to docs/screenshots/
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "fjellbach-demo-2026"  # noqa: S105  (the demonstration's, printed by ./run)
PROJECT = "/projects/fjellbach"
SCREENS = {1440: 900, 390: 844}
# Who looks, where, and the link to follow from there where the address holds a key.
PAGES = {
    "login": ("", "/accounts/login/", ""),
    "projects": ("manager", "/projects/", ""),
    "overview": ("sponsor", f"{PROJECT}/", ""),
    "mywork": ("member", f"{PROJECT}/my-work/", ""),
    "plan": ("manager", f"{PROJECT}/plan/", ""),
    "task": ("manager", f"{PROJECT}/plan/", ".g-table .crit a.nm"),
    "board": ("manager", f"{PROJECT}/plan/board/", ""),
    "calendar": ("manager", f"{PROJECT}/plan/calendar/", ""),
    "worktime": ("manager", f"{PROJECT}/plan/calendars/", ""),
    "who": ("manager", f"{PROJECT}/checklist/who/", ""),
    "load": ("manager", f"{PROJECT}/plan/load/", ""),
    "levelling": ("manager", f"{PROJECT}/plan/load/levelling/", ""),
    "baselines": ("manager", f"{PROJECT}/plan/baselines/", ""),
    "changes": ("manager", f"{PROJECT}/plan/changes/", ""),
    "forecast": ("manager", f"{PROJECT}/plan/chances/", ""),
    "slips": ("manager", f"{PROJECT}/plan/slips/", ""),
    "exceptions": ("manager", f"{PROJECT}/plan/exceptions/", ""),
    "earned": ("manager", f"{PROJECT}/plan/earned/", ""),
    "method": ("manager", f"{PROJECT}/plan/method/", ""),
    "deliverables": ("manager", f"{PROJECT}/plan/deliverables/", ""),
    "import": ("manager", f"{PROJECT}/plan/import/", ""),
    "checklist": ("member", f"{PROJECT}/checklist/", ""),
    "clause": ("member", f"{PROJECT}/checklist/6.1.2/", ""),
    "checkpoint": ("member", f"{PROJECT}/checklist/6.1.2/", ".l-cp a.l-undo[href*='/checkpoints/']"),
    "checkpoints": ("member", f"{PROJECT}/checklist/all/", ""),
    "register": ("member", f"{PROJECT}/checklist/register/", ""),
    "rounds": ("member", f"{PROJECT}/checklist/rounds/", ""),
    "freshness": ("member", f"{PROJECT}/evidence/coverage/", ""),
    "search": ("member", f"{PROJECT}/search/?q=policy", ""),
    "evidence": ("member", f"{PROJECT}/evidence/", ""),
    "piece": ("member", f"{PROJECT}/evidence/", ".k-evi a.name"),
    "sample": ("manager", f"{PROJECT}/evidence/?find=8.3.4.1", ".k-evi a.name"),
    "training": ("manager", f"{PROJECT}/training/", ""),
    "people": ("manager", f"{PROJECT}/training/people/", ""),
    "sessions": ("manager", f"{PROJECT}/training/sessions/", ""),
    "ahead": ("manager", f"{PROJECT}/training/ahead/", ""),
    "setup": ("manager", f"{PROJECT}/training/needs/", ""),
    "awareness": ("manager", f"{PROJECT}/awareness/", ""),
    "news": ("manager", f"{PROJECT}/awareness/news/", ""),
    "newsitem": ("member", f"{PROJECT}/awareness/news/", "#published a.name"),
    "concerns": ("manager", f"{PROJECT}/awareness/concerns/", ""),
    "resistance": ("manager", f"{PROJECT}/awareness/resistance/", ""),
    "everybody": ("member", f"{PROJECT}/for-everybody/", ""),
    "case": ("sponsor", f"{PROJECT}/governance/", ""),
    "benefits": ("sponsor", f"{PROJECT}/governance/benefits/", ""),
    "alignment": ("sponsor", f"{PROJECT}/governance/alignment/", ""),
    "direction": ("sponsor", f"{PROJECT}/governance/direction/", ""),
    "risks": ("manager", f"{PROJECT}/risks/", ""),
    "assessment": ("sponsor", f"{PROJECT}/risks/assessment/", ""),
    "reviews": ("manager", f"{PROJECT}/reviews/", ""),
    "deviations": ("manager", f"{PROJECT}/deviations/", ""),
    "lessons": ("manager", f"{PROJECT}/lessons/", ""),
    "gates": ("sponsor", f"{PROJECT}/gates/", ""),
    "signoffs": ("sponsor", f"{PROJECT}/signoffs/", ""),
    "signoff": ("sponsor", f"{PROJECT}/signoffs/", ".k-decs a.btn"),
    "receipt": ("sponsor", f"{PROJECT}/signoffs/", "#answered a.name"),
    "reports": ("manager", f"{PROJECT}/reports/", ""),
    "schedule": ("manager", f"{PROJECT}/reports/", ".r-schedules a"),
    "heads": ("manager", f"{PROJECT}/reports/heads/", ""),
    "activity": ("manager", f"{PROJECT}/activity/", ""),
    "settings": ("manager", f"{PROJECT}/settings/", ""),
    "permissions": ("manager", f"{PROJECT}/settings/permissions/", ""),
    "reminders": ("manager", f"{PROJECT}/settings/reminders/", ""),
    "coming": ("manager", f"{PROJECT}/settings/reminders/coming/", ""),
    "deliveries": ("manager", f"{PROJECT}/settings/deliveries/", ""),
    "staff": ("manager", f"{PROJECT}/settings/staff/", ""),
    "inbox": ("sponsor", "/inbox/", ""),
    "me": ("manager", "/me/", ""),
}
# The pages of docs/screenshots: all of them by day at the desk, the main ones also by night and on a phone.
MAIN = ["overview", "mywork", "plan", "clause", "training", "signoff", "reports"]
TALLEST = 2400


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--address", default="http://127.0.0.1:8000")
    words.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    words.add_argument("--widths", type=int, nargs="*", default=list(SCREENS))
    words.add_argument("--themes", nargs="*", default=["light", "dark"])
    words.add_argument("--pages", nargs="*", default=list(PAGES), help="names of pages; all without any")
    words.add_argument("--docs", action="store_true", help="what docs/screenshots holds, and nothing else")
    asked = words.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    shots = [(width, theme, asked.pages) for width in asked.widths for theme in asked.themes]
    if asked.docs:
        shots = [
            (1440, "light", list(PAGES)),
            (1440, "dark", MAIN),
            (390, "light", MAIN),
            (390, "dark", MAIN[:2]),
        ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        for width, theme, names in shots:
            take_all(browser, asked.address, asked.out, names, width, theme)


def take_all(browser: Browser, address: str, out: Path, names: list[str], width: int, theme: str) -> None:
    pages: dict[str, Page] = {}
    for name in names:
        who, path, link = PAGES[name]
        if who not in pages:
            screen = {"width": width, "height": SCREENS.get(width, 900)}
            context = browser.new_context(viewport=screen, color_scheme=theme)  # type: ignore[arg-type]
            pages[who] = context.new_page()
            if who:
                log_in(pages[who], address, who)
        page = pages[who]
        answer = page.goto(address + path, wait_until="networkidle")
        if link:
            where = page.locator(link).first.get_attribute("href")
            answer = page.goto(f"{address}{where}", wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        target = out / f"{name}-{width}-{theme}.png"
        page.screenshot(path=target, full_page=True)
        shrink(target)
        status = answer.status if answer else "?"
        print(f"{target.name:<36} {status}{f'  {wide} px too wide' if wide > 0 else ''}")
    for page in pages.values():
        page.context.close()


def shrink(target: Path) -> None:
    """A palette is enough for pages of few colours, and what is endless is cut where it repeats itself."""
    with Image.open(target) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
    cut.quantize(192, dither=Image.Dither.NONE).save(target, optimize=True)


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(address + "/accounts/login/")
    page.fill("input[name=login]", f"{who}@fjellbach.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
