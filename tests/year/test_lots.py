"""The account of a letting is the same beside all the others or by itself, unless a limit counts them."""

from datetime import date
from itertools import islice
from pathlib import Path

from convrules import api
from convrules.api.dossier import Dossier, decisions, imputations
from convrules.api.essais import siblings
from convrules.api.lots import lots, one_by_one
from convrules.api.verification import verify_paths
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.facts.records import Faits
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from convrules.year.comptes import accounts, counts_others
from test_conformance import ALL, FOLDER, files_of

ROOT = Path(__file__).parents[2]
PAGES = ("comptes", "cellules")
SECTIONS = [e for e in ALL if e.page.parent == FOLDER and e.page.stem in PAGES]


def test_accounts_of_the_suite_one_letting_at_a_time(tmp_path: Path) -> None:
    compared = 0
    for exemple in SECTIONS:
        folder = tmp_path / exemple.ident
        folder.mkdir()
        for name, text in files_of(exemple).items():
            (folder / name.replace("/", "--")).write_text(text, encoding="utf-8")
        for report in verify_paths([folder])[0]:
            for essais in report.essais:
                programme = report.programmes[essais.convention]
                programmes = (programme, *siblings(programme, report.programmes.values()))
                for cas in () if counts_others(programmes) else essais.cas:
                    compared += same(programmes, build_faits(cas, programme.convention), cas.au)
    assert compared > 30


def same(programmes: tuple[Programme, ...], written: Faits, au: date) -> int:
    """How many lettings were compared: those of a case that has several."""
    if len(written.vacances) < 2:
        return 0
    faits = with_accounts(programmes, written, au)
    found = {v.id: [(p, evaluate_vacance(p, v, au, faits=faits)) for p in programmes] for v in faits.vacances}
    whole = accounts(
        [(p, [(v, found[v.id][n][1]) for v in faits.vacances]) for n, p in enumerate(programmes)], faits, au
    )
    for v in faits.vacances:
        alone = accounts([(p, [(v, d)]) for p, d in found[v.id]], faits, au)
        assert alone.get(v.id) == whole.get(v.id), v.id
    return len(faits.vacances)


def test_accounts_of_the_example_by_lots() -> None:
    dossier = api.open_dossier(ROOT / "conventions" / "exemples" / "oph-plaine-nord", ())
    assert isinstance(dossier, Dossier)
    assert one_by_one(dossier)
    au = date(2025, 6, 30)
    judged = list(islice(decisions(dossier, au), 200))
    for taille in (1, 7):
        by_lots = list(lots(dossier, au, judged, taille))
        assert {len({d.vacance for d in found}) for found, _ in by_lots[:-1]} == {taille}
        assert [d for found, _ in by_lots for d in found] == [d for _, group in judged for d in group]
        assert {k: i for _, comptes in by_lots for k, i in comptes.items()} == imputations(
            dossier, au, judged
        )
