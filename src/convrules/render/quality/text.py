"""The state of the data for a screen."""

from collections.abc import Iterator

from convrules.base.anglais import dire, dit
from convrules.base.texte import Langue, t
from convrules.render.lexicon import Lexique
from convrules.render.quality.page import LECTURE, MANQUES, TITRES, Qualite, account, column, doubtful, gaps
from convrules.render.tables import Colonne, table
from convrules.render.width import wrap

LARGEUR = 100


def quality_text(qualite: Qualite, lexique: Lexique, langue: Langue = Langue.FR) -> str:
    return "\n".join(dit(line, langue) for line in _lines(qualite, lexique, langue)) + "\n"


def _lines(qualite: Qualite, lexique: Lexique, langue: Langue) -> Iterator[str]:
    yield t("Qualité des données")
    yield from wrap(dire(LECTURE, langue), LARGEUR)
    soft = {TITRES[0], TITRES[1], TITRES[-1]}
    heads = [Colonne(titre=titre, souple=titre in soft, droite=titre not in soft) for titre in TITRES]
    for measured in qualite.tables:
        yield ""
        yield t("{a} — {b}", a=measured.table, b=account(measured))
        rows = [column(c, lexique) for c in measured.colonnes]
        if rows:
            yield from table(
                heads, [(r.champ, r.colonne, *r.nombres, r.remarques) for r in rows], langue=langue
            )
    yield ""
    yield t("Ce que les manques laissent indéterminé")
    if qualite.lacunes is None:
        yield t("Rien n'a été évalué.")
        return
    doubt = doubtful(qualite, lexique)
    if doubt:
        yield from wrap(dire(doubt, langue), LARGEUR)
    if not qualite.lacunes:
        if not doubt:
            yield t("Aucune règle n'est indéterminée faute de données.")
        return
    yield from wrap(dire(MANQUES, langue), LARGEUR)
    titles = (t("Donnée"), "Pourquoi", t("Règle (article)"), "Vacances", "Lesquelles")
    heads = [Colonne(titre=titre, souple=titre != "Vacances", droite=titre == "Vacances") for titre in titles]
    found = gaps(qualite.lacunes, qualite.tables, lexique)
    yield from table(
        heads,
        [
            (
                x.donnee,
                x.pourquoi,
                t("{regle} de {convention}", regle=x.regle, convention=x.convention),
                x.vacances,
                x.lesquelles,
            )
            for x in found
        ],
        langue=langue,
    )
