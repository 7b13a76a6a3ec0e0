"""Take a picture of every page of a running demonstration, wide and narrow, light and dark.

./run                                    # in one terminal, with the demonstration
.venv/bin/python tools/screenshots.py    # in another; pictures go to docs/screenshots/
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "fjellbach-demo-2026"  # noqa: S105  (the demonstration's, printed by ./run)
PROJECT = "/projects/fjellbach"
SCREENS = {1440: 900, 390: 844}
PAGES = {
    "login": ("", "/accounts/login/"),
    "projects": ("manager", "/projects/"),
    "overview": ("sponsor", f"{PROJECT}/"),
    "mywork": ("member", f"{PROJECT}/my-work/"),
    "plan": ("manager", f"{PROJECT}/plan/"),
    "checklist": ("member", f"{PROJECT}/checklist/"),
    "clause": ("member", f"{PROJECT}/checklist/8.5.1.2/"),
    "evidence": ("member", f"{PROJECT}/evidence/"),
    "training": ("manager", f"{PROJECT}/training/"),
    "signoffs": ("sponsor", f"{PROJECT}/signoffs/"),
    "reports": ("manager", f"{PROJECT}/reports/"),
    "activity": ("manager", f"{PROJECT}/activity/"),
    "settings": ("manager", f"{PROJECT}/settings/"),
    "reminders": ("manager", f"{PROJECT}/settings/reminders/"),
    "inbox": ("sponsor", "/inbox/"),
    "me": ("manager", "/me/"),
}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--address", default="http://127.0.0.1:8000")
    words.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    words.add_argument("--widths", type=int, nargs="*", default=list(SCREENS))
    words.add_argument("--themes", nargs="*", default=["light", "dark"])
    words.add_argument("pages", nargs="*", help="names of pages; all without any")
    asked = words.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = {name: PAGES[name] for name in asked.pages or PAGES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        for width in asked.widths:
            for theme in asked.themes:
                take_all(browser, asked.address, asked.out, wanted, width, theme)


def take_all(
    browser: Browser, address: str, out: Path, wanted: dict[str, tuple[str, str]], width: int, theme: str
) -> None:
    pages: dict[str, Page] = {}
    for name, (who, path) in wanted.items():
        if who not in pages:
            screen = {"width": width, "height": SCREENS.get(width, 900)}
            context = browser.new_context(viewport=screen, color_scheme=theme)  # type: ignore[arg-type]
            pages[who] = context.new_page()
            if who:
                log_in(pages[who], address, who)
        page = pages[who]
        answer = page.goto(address + path, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        target = out / f"{name}-{width}-{theme}.png"
        page.screenshot(path=target, full_page=True)
        status = answer.status if answer else "?"
        print(f"{target.name:<36} {status}{f'  {wide} px too wide' if wide > 0 else ''}")
    for page in pages.values():
        page.context.close()


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(address + "/accounts/login/")
    page.fill("input[name=login]", f"{who}@fjellbach.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
