"""The state of the data as one self-contained page, with the look of the annual report."""

from convrules import __version__
from convrules.base.texte import Langue
from convrules.render import numbers
from convrules.render.lexicon import Lexique
from convrules.render.machine.parts import Recu
from convrules.render.quality.page import LECTURE, MANQUES, TITRES, Qualite, account, column, doubtful, gaps
from convrules.render.report.pages import template


def quality_html(
    qualite: Qualite, recu: Recu, lexique: Lexique, depot: str, bailleur: str, langue: Langue = Langue.FR
) -> str:
    return template("qualite.html.j2", langue).render(
        depot=depot,
        bailleur=bailleur,
        au=numbers.jour(recu.au) if recu.au is not None else "",
        titres=TITRES,
        lecture=LECTURE,
        manques=MANQUES,
        tables=[
            {
                "nom": measured.table,
                "compte": account(measured),
                "colonnes": [column(c, lexique) for c in measured.colonnes],
            }
            for measured in qualite.tables
        ],
        lacunes=None if qualite.lacunes is None else gaps(qualite.lacunes, qualite.tables, lexique),
        doute=doubtful(qualite, lexique),
        moteur=__version__,
        donnees=sorted(recu.donnees.items()),
    )
