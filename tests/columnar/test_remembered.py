"""A year asks each question once for all the rows that say the same: of every row it hears what the
evaluator, asked of that row alone, says. On every case of the suite, and on drawn conventions and tables."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from columnar.drawing import ALWAYS, HEAD, Writer, text
from columnar.test_equality import drawn, played
from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Cellule
from convrules.compiler import Programme
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.vacance import NON_DEMANDEE, evaluate_vacance
from convrules.year import cadres
from convrules.year.atteinte import with_accounts
from convrules.year.bilan import comply
from convrules.year.parc import stock_of
from convrules.year.semblables import follow
from convrules.year.suivi import memory_of
from frames import frame_clauses
from playing import une_sur
from test_conformance import ALL, files_of, main_files

DRAWS = 16
UNE_SUR = 4
"""Whole years of one case of the suite in so many; drawn conventions have theirs."""


def followed(programmes: Sequence[Programme], faits: Faits, au: date) -> Counter[str]:
    """Every row under every convention; how many, by their status."""
    met: Counter[str] = Counter()
    faits = with_accounts(programmes, told_apart_by_identity(faits), au)
    for programme in programmes:
        parc, memoire = stock_of(faits, au), memory_of(programme, au)
        for suivi in follow(programme, parc, faits, au, (), memoire):
            alone = evaluate_vacance(programme, suivi.vacance, au, faits=faits)
            assert suivi.decision == for_accounts(alone, programme), suivi.vacance.id
            met[" ou ".join(alone.statut.possibles)] += 1
            met.update(d.etat for d in alone.delais)
    return met


def for_accounts(decision: Decision, programme: Programme) -> Decision:
    """What a year reads of a decision. Where others have nothing else to say, it does not ask for whom the
    holder acts, nor who takes its place."""
    return replace(
        decision,
        eligible=NON_DEMANDEE,
        eligibilites=(),
        menages=(),
        decisions=(),
        nouvelles_propositions=(),
        taux=(),
        **({"defaut": None, "recueillis": (), "exercees": ()} if programme.comptes_a_part else {}),
    )


def told_apart_by_identity(faits: Faits) -> Faits:
    """The same, each row twice, equal cells being one as they are in a file that is read."""
    known: dict[str, Cellule] = {}

    def row(ligne: Ligne, suffix: str = "") -> Ligne:
        cells = {nom: known.setdefault(repr(cell), cell) for nom, cell in ligne.cellules.items()}
        return replace(ligne, id=ligne.id + suffix, cellules=cells)

    def twice(vacance: Vacance) -> Sequence[Vacance]:
        home = row(vacance.logement) if vacance.logement is not None else None
        return [replace(vacance, ligne=row(vacance.ligne, s), logement=home) for s in ("", " bis")]

    return replace(faits, vacances=tuple(v for vacance in faits.vacances for v in twice(vacance)))


def years(programmes: Sequence[Programme], faits: Faits, au: date, patch: pytest.MonkeyPatch) -> None:
    """The year, over and at its middle: counts, intervals, rows to fix, verdicts, deadlines, accounts."""
    faits = told_apart_by_identity(faits)
    for day in (au, date(2025, 6, 30)):
        found = comply(programmes, faits, 2025, day)
        with patch.context() as each:
            each.setattr(cadres, "memory_of", lambda *_: None)
            assert found == comply(programmes, faits, 2025, day)


@pytest.mark.parametrize("rang", une_sur(3, len(ALL), 1), ids=lambda n: ALL[n].ident)
def test_every_case_of_the_suite(rang: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for programme, faits, au in played(files_of(ALL[rang]), tmp_path):
        if programme.convention.choix is not None:
            followed([programme], faits, au)
            if rang % UNE_SUR == 0:
                years([programme], faits, au, monkeypatch)


def test_drawn_conventions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met: Counter[str] = Counter()
    for seed in range(DRAWS):
        for programme, faits, au in drawn(seed, tmp_path):
            met += followed([programme], faits, au)
            years([programme], faits, au, monkeypatch)
    assert min(met[word] for word in ("dans_l_assiette", "hors_champ", "soustrait")) >= 25, met


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(10**6, 10**9))
def test_conventions_never_drawn_before(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    for programme, faits, au in drawn(seed, tmp_path_factory.mktemp("tirage")):
        followed([programme], faits, au)


def test_the_text_of_the_day(tmp_path: Path) -> None:
    """Rows that say the same of the facts, before and after a parameter changes and the convention begins."""
    rules = (
        ("champ: petit", "surface <= plafond"),
        ("soustraction: bas\n    catégorie: mutation", "etage <= etages ou qpv"),
    )
    clauses = "".join(
        text([f"- {head}", f"  règle: {rule}", '  source: { article: "1" }']) for head, rule in rules
    )
    convention = f"en vigueur: {{ du: 2025-03-10, au: 2026-12-31 }}\n{HEAD}clauses:\n{clauses}{ALWAYS}"
    for programme, faits, au in played(main_files(convention, Writer(7).case(80)), tmp_path):
        assert sum(followed([programme], faits, au).values()) > 40


DATED = """- champ: ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
- part: due
  règle: 20 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  force: engagement
  source: { article: "1" }
- quota: baux_signes
  règle: au moins 25 % des baux signés du champ du bailleur où non qpv, pour premier_quartile
  application: ensemble
  arrondi: sans arrondi
  force: obligation
  source: { article: "1" }
- quota: proposes
  règle: au moins 20 % des propositions du champ du réservataire, pour typologie dans [T4, T5]
  application: ensemble
  arrondi: sans arrondi
  force: objectif
  source: { article: "1" }
- quota: orientes
  règle: au plus 60 % des vacances du champ du bailleur où qpv
  compte: orientations du réservataire
  application: ensemble
  arrondi: sans arrondi
  force: objectif
  source: { article: "1" }
- délai: proposer
  si: contingent = etat
  règle: proposition au plus tard 1 mois après information
  débiteur: réservataire
  à défaut: remise au bailleur, EFFET
  source: { article: "1" }
"""
DAYS = ("2024-12-30", "2025-01-02", "2025-03-01", "2025-06-29", "2025-11-30", "2026-01-03", "inconnu")
SAID = {
    "contingent": ("etat", "als", "bailleur", "inconnu"),
    "qpv": ("oui", "non", "inconnu"),
    "premier_quartile": ("oui", "non", "inconnu"),
    "typologie": ("T2", "T4"),
} | dict.fromkeys(("disponibilite", "information", "orientation", "proposition", "attribution", "bail"), DAYS)


@pytest.mark.parametrize("evenements", ["à leur date", "avec leur vacance"])
@pytest.mark.parametrize("effet", ["comptée", "non comptée"])
def test_rows_that_differ_by_their_days(
    evenements: str, effet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many rows, some alike but for a day, an account or one fact that a rule reads."""
    cas = dated_rows(random.Random(f"{evenements} {effet}"))
    for programme, faits, au in played(dated_files(evenements, effet, "disponibilite", cas), tmp_path):
        assert sum(followed([programme], faits, au).values()) >= 320
        years([programme], faits, au, monkeypatch)


PUBLICS = """- quota: pour_qui
  règle: au moins 25 % des {classe}, pour {public}
  application: ensemble
  arrondi: sans arrondi
  force: obligation
  source: {{ article: "1" }}
- quota: ceux_la
  règle: au moins 25 % des vacances du champ du bailleur
  compte: {classe} où {public}
  application: chaque qpv
  arrondi: sans arrondi
  force: objectif
  source: {{ article: "1" }}
"""
OPEN = ("jamais", "jamais", "inconnu", "inconnu", "pas survenu", "2025-06-01", "2026-01-03")
HARDLY = SAID | {
    "dalo": ("oui", "non", "inconnu", "inconnu"),
    "disponibilite": ("2025-03-01",),
    **dict.fromkeys(("orientation", "proposition", "attribution", "bail"), OPEN),
}
"""Rows in which one hardly knows whether somebody lives, and who."""


@pytest.mark.parametrize("public", ["dalo", "premier_quartile ou typologie = T4", "non dalo et qpv"])
@pytest.mark.parametrize("classe", ["propositions", "orientations", "baux signés"])
def test_publics_of_dwellings_that_nobody_may_live_in(
    classe: str, public: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clauses = DATED + PUBLICS.format(classe=f"{classe} du bailleur", public=public)
    cas = dated_rows(random.Random(f"{classe} {public}"), HARDLY)
    every = list(played(dated_files("à leur date", "comptée", "disponibilite", cas, clauses), tmp_path))
    assert every
    for programme, faits, au in every:
        years([programme], faits, au, monkeypatch)


DEADLINES = """- délai: repondre
  si: typologie = T4
  règle: attribution au plus tard 2 semaines après proposition
  débiteur: bailleur
  à défaut: sans effet, comptée
  source: { article: "1" }
- délai: signer
  si: qpv
  règle: bail au plus tard 10 jours ouvrés après attribution
  débiteur: bailleur
  à défaut: remise au bailleur, comptée
  source: { article: "1" }
- délai: orienter
  règle: orientation au plus tard 3 mois après disponibilite
  débiteur: bailleur
  source: { article: "1" }
- délai: vite
  si: premier_quartile
  règle: proposition au plus tard 5 jours ouvrables après information
  débiteur: réservataire
  à défaut: remise au bailleur, non comptée
  source: { article: "1" }
- exception: moins_vite
  à: vite
  si: typologie = T2
  remplace:
    règle: proposition au plus tard 40 jours après information
  source: { article: "1" }
"""


@pytest.mark.parametrize("moved", ["inchangée", "reportée au jour ouvré suivant"])
def test_several_deadlines_of_one_row(moved: str, tmp_path: Path) -> None:
    """Their days known or not, in the scope or out of it, their effects meeting one another."""
    cas = dated_rows(random.Random(moved))
    for n in range(0, 160, 3):
        cas = cas.replace(f"id: V{n}, nature: logement_ordinaire", f"id: V{n}, nature: residence_sociale")
    files = dated_files("à leur date", "non comptée", "disponibilite", cas, DATED + DEADLINES)
    files = {
        nom: texte.replace("non ouvrée: inchangée", f"non ouvrée: {moved}") for nom, texte in files.items()
    }
    for programme, faits, au in played(files, tmp_path):
        met = followed([programme], faits, au)
        assert (
            min(met[word] for word in ("tenu", "depasse", "sans_objet", "indetermine", "hors_champ")) > 20
        ), met


def dated_rows(rng: random.Random, facts: Mapping[str, Sequence[str]] = SAID) -> str:
    rows = "".join(
        f"    - {{ id: V{n}, nature: logement_ordinaire, "
        + ", ".join(f"{nom}: {rng.choice(words)}" for nom, words in facts.items() if rng.random() < 0.9)
        + " }\n"
        for n in range(160)
    )
    head = "- cas: lignes\n  année: 2025\n  au: 2025-12-31\n  vacances:\n"
    return head + rows + "  attendu: { due: { realise: 0 } }\n"


def dated_files(
    evenements: str, effet: str, reference: str, cas: str, clauses: str = DATED
) -> dict[str, str]:
    convention = frame_clauses(clauses.replace("EFFET", effet)).replace("à leur date", evenements)
    convention = convention.replace("convention: exemple", "convention: suite--conformite")
    convention = convention.replace("rattachement: disponibilite", f"rattachement: {reference}")
    return main_files(convention, cas)


def test_what_hangs_on_no_convention_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conventions of one landlord on the same rows, each with its term, its day of reference, its effects."""
    cas, programmes, drawn = dated_rows(random.Random(11)), [], None
    for reference in ("bail", "disponibilite", "information"):
        for evenements, effet in (("à leur date", "comptée"), ("avec leur vacance", "non comptée")):
            folder = tmp_path / f"{reference} {effet}"
            folder.mkdir()
            for programme, faits, au in played(dated_files(evenements, effet, reference, cas), folder):
                assert programme.convention.choix is not None
                assert programme.convention.choix.rattachement == reference
                number = len(programmes)
                term = ir.Validite(du=date(2025, 1 + number % 3, 2), au=date(2026, 12, 31))
                own = replace(programme.convention, ident=f"c{number}", en_vigueur=term)
                programmes.append(replace(programme, convention=own))
                drawn = faits, au
    assert len(programmes) == 6 and drawn is not None
    years(programmes, *drawn, monkeypatch)
