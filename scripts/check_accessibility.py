"""Every page that convrules writes, before axe-core in a headless Chromium: WCAG 2.1 A, AA, best practice.

None is wider than its screen either, at three widths: a wide table scrolls in its own box.

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
LARGEURS = [1280, 768, 360]
LIRE = """
const page = "<!DOCTYPE html>" + document.documentElement.outerHTML;
const wider = width => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-same-origin";
  frame.style.cssText = `border: 0; height: 900px; width: ${width}px`;
  frame.srcdoc = page;
  frame.onload = () => {
    const shown = frame.contentDocument.documentElement;
    const over = shown.scrollWidth - shown.clientWidth;
    frame.remove();
    done(over);
  };
  document.body.append(frame);
});
axe.run(document, {runOnly: %s}).then(async r => {
  const wide = [];
  for (const width of %s) {
    const over = await wider(width);
    if (over > 0) wide.push([width, over]);
  }
  document.body.textContent = "AXE" + JSON.stringify({
    wide,
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
    scripts = f"<script>{inert}</script><script>{LIRE % (REGLES, LARGEURS)}</script>"
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
            broken += len(said["broken"]) + len(said["wide"])
            where = page.relative_to(folder).as_posix()
            print(
                f"{where}: {said['passed']} rules passed, broken {said['broken']}, unsure {said['unsure']}",
                end="",
            )
            print(f", too wide (screen, pixels over) {said['wide']}")
            (folder / "copie.html").unlink()
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
