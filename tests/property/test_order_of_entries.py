"""Entries whose day is known to lie between two: the accounts that a cascade may give are those that it gives
on some choice of days, and no day that may come is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import api
from convrules.api.dossier import Dossier
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bornes
from frames import frame_part
from months import between
from playing import tirages
from year import build as b

AU = date(2026, 6, 30)
A_LEUR_DATE = "événements: à leur date"
CASCADE = """  - imputation: c
    règle: {ordre}
    source: {{ article: "1" }}
"""
DELAI = """  - délai: d
    règle: nouvelle_proposition au plus tard 10 jours après information
    débiteur: réservataire
    à défaut: sans effet, comptée
    source: { article: "1" }
"""
ORDRES = (
    "etat jusqu'à 1 logement puis bailleur",
    "etat jusqu'à 2 logements puis als",
    "bailleur jusqu'à 1 logement puis etat jusqu'à 1 logement puis als",
    "etat jusqu'à épuisement puis als",
    "als jusqu'à 1 logement puis etat jusqu'à épuisement puis bailleur",
)


@dataclass(frozen=True)
class Texte:
    ordre: str
    evenements: str
    comptes: tuple[str, str]
    delai: bool


@dataclass(frozen=True)
class Ligne:
    """Days from the 1st of March, and by how many the letting and the information may be later."""

    libre: int
    attribuee: int
    large: int
    proposee: int
    informee: int
    informee_large: int
    compte: str | None


@cache
def programmes(texte: Texte) -> tuple[Programme, ...]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
        for nom, compte, taux in zip(("etat", "als"), texte.comptes, (40, 30), strict=True):
            more = CASCADE.format(ordre=texte.ordre) + (DELAI if texte.delai else "") if nom == "etat" else ""
            text = frame_part(nom, more, taux=taux, compte=compte)
            assert A_LEUR_DATE in text
            text = text.replace(A_LEUR_DATE, f"événements: {texte.evenements}")
            (folder / f"{nom}.yaml").write_text(text, "utf-8")
        dossier = api.open_tables(folder, {"vacances": []}, complet_au=AU)
        assert isinstance(dossier, Dossier), dossier
        return dossier.programmes


def vacancy(n: int, ligne: Ligne, later: int | None, informed: int | None) -> Vacance:
    """None: on any of its days."""
    values: dict[str, object] = {
        "commune": "93066",
        "disponibilite": between(ligne.libre, ligne.libre),
        "proposition": between(ligne.proposee, ligne.proposee),
        "attribution": between(
            ligne.attribuee + (later or 0), ligne.attribuee + (ligne.large if later is None else later)
        ),
        "information": between(
            ligne.informee + (informed or 0),
            ligne.informee + (ligne.informee_large if informed is None else informed),
        ),
        "nouvelle_proposition": "-",
    }
    if ligne.compte is not None:
        values["contingent"] = ligne.compte
    (found,) = b.rows(prefixe=f"L{n}-", **values)
    return found


def told(texte: Texte, vacances: Sequence[Vacance]) -> tuple[Mapping[str, frozenset[str]], list[Bornes]]:
    """The accounts of each, and what is done of each part."""
    bilan = comply(programmes(texte), b.faits(vacances), 2025, AU)
    done = [cell.realise for c in bilan.conventions for regle in c.regles for cell in regle.cellules]
    return {i.vacance: frozenset(i.possibles) for i in bilan.imputations}, done


TEXTES = st.builds(
    Texte,
    ordre=st.sampled_from(ORDRES),
    evenements=st.sampled_from(("à leur date", "avec leur vacance")),
    comptes=st.tuples(*[st.sampled_from(("attributions", "propositions"))] * 2),
    delai=st.booleans(),
)
LIGNES = st.builds(
    Ligne,
    libre=st.integers(0, 6),
    attribuee=st.integers(4, 12),
    large=st.integers(0, 4),
    proposee=st.integers(4, 14),
    informee=st.integers(-8, 4),
    informee_large=st.integers(0, 3),
    compte=st.sampled_from((None, None, "etat", "als", "bailleur")),
)


@settings(max_examples=tirages(60))
@given(TEXTES, st.lists(LIGNES, min_size=2, max_size=4))
def test_no_day_gives_an_account_that_was_ruled_out(texte: Texte, lignes: Sequence[Ligne]) -> None:
    mine, done = told(texte, [vacancy(n, ligne, None, None) for n, ligne in enumerate(lignes)])
    ends = [
        [
            (later, informed)
            for later in sorted({0, 1, ligne.large})
            if later <= ligne.large
            for informed in {0, ligne.informee_large}
        ]
        for ligne in lignes
    ]
    for days in list(product(*ends))[:200]:
        some, figures = told(
            texte, [vacancy(n, ligne, *day) for n, (ligne, day) in enumerate(zip(lignes, days, strict=True))]
        )
        assert all(some[name] <= mine[name] for name in mine), (days, some, mine)
        within = (
            whole.min <= one.min and one.max <= whole.max for whole, one in zip(done, figures, strict=True)
        )
        assert all(within), (days, figures, done)
