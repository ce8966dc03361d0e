"""The HTML page of a year: whole, escaped, labelled, with the figures of the table."""

import re
from html.parser import HTMLParser

import pytest

from convrules import ir
from convrules.base.texte import Langue
from convrules.render.lexicon import VIDE
from convrules.render.machine.parts import Recu
from convrules.render.report.html import render_html
from convrules.render.report.svg import Barre, bars
from convrules.render.year_text import compliance_text
from render import samples as s
from render.samples import RECU, plain


class Reader(HTMLParser):
    """Collects tags in order, and checks that each is closed."""

    VOID = frozenset({"meta", "rect", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


HTML = render_html(s.BILAN, RECU, VIDE, "Dépôt <b>d'essai</b>")


def test_page_stands_alone() -> None:
    reader = read(HTML)
    names = [tag for tag, _ in reader.tags]
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not re.search(r"https?://|url\(|@import|javascript:|\son\w+=", HTML)
    metas = [a for tag, a in reader.tags if tag == "meta"]
    assert {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    } in metas
    assert ("html", {"lang": "fr"}) in reader.tags and names.count("h1") == 1
    assert "@media print" in HTML


def test_on_paper_a_heading_its_note_and_a_caption_stay_with_what_they_head() -> None:
    paper = HTML[HTML.rindex("@media print {\n  body") :].partition("</style>")[0]
    kept = re.findall(r"([^{}]*){ break-after: avoid; }", paper)
    heads = "h2, h3, :is(h2, h3) + p, :is(h2, h3) + p.sous + p.sous, caption"
    assert kept[0].strip() == heads
    assert "thead { display: table-header-group; break-after: avoid; }" in paper


def test_page_escapes_what_it_is_given() -> None:
    reader = read(HTML)
    assert "b" not in [tag for tag, _ in reader.tags] and "7" not in [tag for tag, _ in reader.tags]
    assert "Dépôt <b>d’essai</b>" in reader.text and "V-<7>" in reader.text


def test_page_headings_and_tables_are_labelled() -> None:
    reader = read(HTML)
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in reader.tags:
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids
    assert all(a.get("scope") in ("row", "col") for tag, a in reader.tags if tag == "th")


@pytest.mark.parametrize("langue", Langue)
def test_a_narrow_screen_has_each_figure_with_the_head_of_its_column(langue: Langue) -> None:
    """There the table of rules is laid out line by line: its cells keep their roles and say their names."""
    page = render_html(s.BILAN, RECU, VIDE, "d", langue=langue)
    table = page[page.index('<table class="regles"') :].partition("</table>")[0]
    heads = re.findall(r'<th role="columnheader"[^>]*>([^<]*)</th>', table)
    row = next(r for r in re.findall(r"<tr[^>]*>.*?</tr>", table, re.S) if "rowheader" in r)
    assert re.findall(r'<td role="cell"[^>]*data-titre="([^"]*)"', row) == heads[1:-1]
    assert table.count("<td") == table.count('<td role="cell"') and heads
    assert ".regles td[data-titre]::before" in page


def test_page_gives_the_same_figures_as_the_table() -> None:
    reader = read(HTML)
    text = plain(reader.text)
    for figure in ("31,2", "30", "104", "1 020 à 1 031", "b" * 64, "conventions/etat.yaml"):
        assert figure in text
    assert "Non tenue : « contingent_etat » (article 3) : 30 attributions, pour une cible de 31." in text
    assert "besoins_du_plan" in text


def test_bars_are_drawn_from_the_numbers() -> None:
    drawn = bars([Barre(nom="p", du=s.b(30, 40), fait=s.b(10, 20))], "t")
    widths = {m[2]: m[1] for m in re.finditer(r'width="([\d.]+)" height="14" class="([\w -]+)"', drawn)}
    assert widths == {
        "du peut-etre": "1000.0",
        "du": "750.0",
        "fait peut-etre": "500.0",
        "fait": "250.0",
    }
    assert [read(drawn).text] == ["pcible 30 à 40fait 10 à 20"]
    assert bars([], "t") == ""


def test_empty_year_renders() -> None:
    from convrules.year.model import Bilan, BilanConvention, Perimetre

    empty = BilanConvention(
        convention=ir.Convention(ident="cch", version="2026-02"),
        statuts=(),
        retraits=(),
        regles=(),
        echeances=(),
        non_evalues=(),
        lignes=0,
        periode=None,
        hors_periode=0,
    )
    nothing = Perimetre(sous_convention=0, hors_periode=(), hors_territoire=(), departements=())
    bilan = Bilan(bailleur="0", annee=2025, au=s.AU, conventions=(empty,), perimetre=nothing)
    read(render_html(bilan, Recu(), VIDE, "d"))
    assert "convention «\u00a0cch\u00a0»" in compliance_text(bilan, VIDE)
