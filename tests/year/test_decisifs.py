"""Each cell of a part or quota carries the text that decides it: the clause, or its exceptions, by name."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.base.values import Arrondi
from convrules.year.model import Dite, ResultatRegle
from frames import UNE_PART_ET_UN_ACCORD, frame_entete

PAR_COMMUNE = "chaque commune"
FEVRIER, SEPTEMBRE = date(2025, 2, 3), date(2025, 9, 1)


def exception(nom: str, keys: str, remplace: dict[str, str] | None, article: str = "2") -> str:
    given = "".join(f"\n      {cle}: {valeur}" for cle, valeur in (remplace or {}).items())
    what = "écarte: oui" if remplace is None else f"remplace:{given}"
    return f'  - exception: {nom}\n    à: p\n    {keys}\n    {what}\n    source: {{ article: "{article}" }}\n'


A_SAINT_DENIS = 'si: commune = "93066"'
QUINZE = {"règle": "15 % des vacances dans l'assiette"}
DIX = {"règle": "10 % des vacances dans l'assiette"}
INFERIEUR = {"arrondi": "inférieur"}
ICI = exception("ici", A_SAINT_DENIS, QUINZE | INFERIEUR)
TAUX = exception("taux", A_SAINT_DENIS, QUINZE)
ARRONDIE = exception("arrondie", A_SAINT_DENIS, INFERIEUR, "3")
MOLLE = exception("molle", A_SAINT_DENIS, {"force": "objectif"}, "3")
ETE = exception("ete", "en vigueur: { du: 2025-07-01 }", QUINZE)
D_ACCORD = exception("d_accord", "si: accord", QUINZE | INFERIEUR)
TAUX_D_ACCORD = exception("d_accord", "si: accord", QUINZE)
ECARTEE = exception("tait", "si: accord", None)
MEME = exception("meme", "si: accord", DIX)
ROW = {"commune": "93066", "contingent": "etat", "disponibilite": FEVRIER}
SANS_JOUR = {"commune": "93066", "contingent": "etat"}
DIONYSIENS = [ROW, ROW | {"commune": "93048"}]
Lue = tuple[tuple[str, ...], tuple[str, ...], bool, bool]
"""Exceptions, keys that they give, set aside, certain."""
SIGNEE, PEUT_ETRE_SIGNEE = ((), (), False, True), ((), (), False, False)
EN_DOUTE = [PEUT_ETRE_SIGNEE, (("d_accord",), ("règle", "arrondi"), False, False)]


def rule_of(folder: Path, rows: list[dict[str, Any]], application: str, *exceptions: str) -> ResultatRegle:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    text = UNE_PART_ET_UN_ACCORD.format(application=application) + "".join(exceptions)
    (folder / "etat.yaml").write_text(frame_entete(text), "utf-8")
    named = [{"id": f"V{n}", **row} for n, row in enumerate(rows)]
    dossier = api.open_tables(folder, {"vacances": named})
    assert isinstance(dossier, Dossier), dossier
    found = api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0].regles
    return next(r for r in found if r.clause.entete.ident == "p")


def read(dite: Dite) -> Lue:
    return dite.noms, dite.cles, dite.ecartee, dite.certaine


@pytest.mark.parametrize(
    ("rows", "application", "exceptions", "expected"),
    [
        (DIONYSIENS, PAR_COMMUNE, [ICI], [[], [(("ici",), ("règle", "arrondi"), False, True)]]),
        (DIONYSIENS, PAR_COMMUNE, [ARRONDIE], [[], [(("arrondie",), ("arrondi",), False, True)]]),
        (
            DIONYSIENS,
            PAR_COMMUNE,
            [TAUX, MOLLE],
            [[], [(("taux", "molle"), ("règle", "force"), False, True)]],
        ),
        # By the text of each row's day: the first, both in turn, the second.
        ([ROW], "ensemble", [ETE], [[]]),
        (
            [ROW, ROW | {"disponibilite": SEPTEMBRE}],
            "ensemble",
            [ETE],
            [[SIGNEE, (("ete",), ("règle",), False, True)]],
        ),
        ([ROW | {"disponibilite": SEPTEMBRE}], "ensemble", [ETE], [[(("ete",), ("règle",), False, True)]]),
        ([ROW, SANS_JOUR], "ensemble", [ETE], [[SIGNEE, (("ete",), ("règle",), False, False)]]),
        ([SANS_JOUR], "ensemble", [ETE], [[PEUT_ETRE_SIGNEE, (("ete",), ("règle",), False, False)]]),
        ([ROW], PAR_COMMUNE, [D_ACCORD], [EN_DOUTE]),
        ([ROW], PAR_COMMUNE, [ECARTEE], [[PEUT_ETRE_SIGNEE, (("tait",), (), True, False)]]),
        ([ROW], PAR_COMMUNE, [MEME], [[PEUT_ETRE_SIGNEE, (("meme",), ("règle",), False, False)]]),
        # One that holds for certain goes with each that may.
        (
            [ROW],
            PAR_COMMUNE,
            [TAUX_D_ACCORD, MOLLE],
            [
                [
                    (("molle",), ("force",), False, False),
                    (("molle", "d_accord"), ("règle", "force"), False, False),
                ]
            ],
        ),
        (DIONYSIENS, PAR_COMMUNE, [], [[], []]),
    ],
)
def test_what_decides(
    tmp_path: Path,
    rows: list[dict[str, Any]],
    application: str,
    exceptions: list[str],
    expected: list[list[Lue]],
) -> None:
    found = rule_of(tmp_path, rows, application, *exceptions)
    assert [[read(d) for d in cell.dites] for cell in found.cellules] == expected


def test_the_text_of_a_cell_is_the_one_that_gave_its_figures(tmp_path: Path) -> None:
    found = rule_of(tmp_path, DIONYSIENS, PAR_COMMUNE, ICI)
    (dite,) = found.cellules[1].dites
    assert isinstance(dite.clause.regle, ir.ReglePart) and isinstance(dite.clause.regle.taux, ir.Litteral)
    assert found.cellules[1].du is not None
    assert dite.clause.regle.taux.valeur == found.cellules[1].du.valeur
    assert (dite.clause.arrondi, found.clause.arrondi) == (Arrondi.INFERIEUR, Arrondi.SUPERIEUR)
    assert [e.entete.source.article for e in dite.exceptions] == ["2"]


def test_a_doubt_says_what_is_awaited(tmp_path: Path) -> None:
    (cell,) = rule_of(tmp_path, [ROW], PAR_COMMUNE, D_ACCORD).cellules
    assert [{c.fait for c in d.causes} for d in cell.dites] == [{"accord"}, {"accord"}]
