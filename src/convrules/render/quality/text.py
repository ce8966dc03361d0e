"""The state of the data for a screen."""

from collections.abc import Iterator

from convrules.render.lexicon import Lexique
from convrules.render.quality.page import LECTURE, MANQUES, TITRES, Qualite, account, column, gaps
from convrules.render.tables import Colonne, table
from convrules.render.width import wrap

LARGEUR = 100


def quality_text(qualite: Qualite, lexique: Lexique) -> str:
    return "\n".join(_lines(qualite, lexique)) + "\n"


def _lines(qualite: Qualite, lexique: Lexique) -> Iterator[str]:
    yield "Qualité des données"
    yield from wrap(LECTURE, LARGEUR)
    soft = {TITRES[0], TITRES[1], TITRES[-1]}
    heads = [Colonne(titre=titre, souple=titre in soft, droite=titre not in soft) for titre in TITRES]
    for measured in qualite.tables:
        yield ""
        yield f"{measured.table} — {account(measured)}"
        rows = [column(c, lexique) for c in measured.colonnes]
        if rows:
            yield from table(heads, [(r.champ, r.colonne, *r.nombres, r.remarques) for r in rows])
    yield ""
    yield "Ce que les manques laissent indéterminé"
    if qualite.lacunes is None:
        yield "Rien n'a été évalué."
        return
    if not qualite.lacunes:
        yield "Aucune règle n'est indéterminée faute de données."
        return
    yield from wrap(MANQUES, LARGEUR)
    titles = ("Donnée", "Pourquoi", "Règle (article)", "Vacances", "Lesquelles")
    heads = [Colonne(titre=titre, souple=titre != "Vacances", droite=titre == "Vacances") for titre in titles]
    found = gaps(qualite.lacunes, qualite.tables, lexique)
    yield from table(
        heads,
        [(x.donnee, x.pourquoi, f"{x.regle} de {x.convention}", x.vacances, x.lesquelles) for x in found],
    )
