"""Every page that convrules writes, before axe-core in a headless Chromium: WCAG 2.1 A, AA, best practice.

    pip install axe-playwright-python        # for the axe.min.js that it carries
    python scripts/check_accessibility.py    # needs chromium; exit code 1 when a rule is broken

The pages are those of the example landlord. Their policy of content forbids scripts: it is taken out of the
copy that is looked at.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEPOT = ROOT / "conventions" / "exemples" / "oph-plaine-nord"
POLITIQUE = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
REGLES = '["wcag2a","wcag2aa","wcag21a","wcag21aa","best-practice"]'
LIRE = """
axe.run(document, {runOnly: %s}).then(r => {
  document.body.textContent = "AXE" + JSON.stringify({
    broken: r.violations.map(v => [v.id, v.impact, v.nodes.length, v.nodes[0].html.slice(0, 160)]),
    passed: r.passes.length,
    unsure: r.incomplete.map(v => v.id)}) + "END";
});
"""
COMMANDES = (
    (
        "compliance",
        "--year",
        "2025",
        "--as-of",
        "2026-01-05",
        "-o",
        "bilan.html",
        "--qualite",
        "qualite.html",
    ),
    ("compliance", "--year", "2025", "--as-of", "2025-06-30", "-o", "ouvert.html"),
    ("compare", "--year", "2025", "--year", "2026", "--as-of", "2026-01-05", "-o", "comparaison.html"),
    ("bilan", "--year", "2025", "--as-of", "2026-01-05", "-o", "envois"),
)


def look(page: Path, axe: str, browser: str, folder: Path) -> dict[str, list[object]]:
    """What axe says of one page."""
    text = POLITIQUE.sub("", page.read_text("utf-8"))
    inert = axe.replace("</script", r"<\/script")
    scripts = f"<script>{inert}</script><script>{LIRE % REGLES}</script>"
    copy = folder / "copie.html"
    copy.write_text(text.replace("</body>", f"{scripts}</body>"), "utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", f"--user-data-dir={folder / 'profil'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", copy.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    found = re.search("AXE(.*)END", shown, re.S)
    if found is None:
        raise SystemExit(f"{page.name}: axe said nothing")
    said: dict[str, list[object]] = json.loads(html.unescape(found.group(1)))
    return said


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("no Chromium here")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    broken = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in COMMANDES:
            run = [sys.executable, "-m", "convrules", *command, "--depot", str(DEPOT)]
            subprocess.run(run, cwd=folder, check=True, capture_output=True)
        for page in sorted(folder.rglob("*.html")):
            said = look(page, axe, browser, folder)
            broken += len(said["broken"])
            where = page.relative_to(folder).as_posix()
            print(f"{where}: {said['passed']} rules passed, broken {said['broken']}, unsure {said['unsure']}")
            (folder / "copie.html").unlink()
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
