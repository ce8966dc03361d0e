"""Several judgements side by side as one self-contained page, with the look of the annual report."""

from convrules import __version__
from convrules.base.anglais import dire
from convrules.base.texte import Langue
from convrules.render.comparison import TITRES, head, remarks, sections, title
from convrules.render.machine.parts import Recu
from convrules.render.report.local import files
from convrules.render.report.pages import template
from convrules.year.comparaison import Comparaison


def comparison_html(
    c: Comparaison, recu: Recu, depot: str, reserve: str, *, whole: bool, langue: Langue = Langue.FR
) -> str:
    """reserve: what must be said first of the data. whole: also what is the same everywhere."""
    return template("comparaison.html.j2", langue).render(
        titre=title(c),
        depot=depot,
        reserve=reserve,
        lecture=head(c),
        remarques=remarks(c, whole=whole),
        sections=sections(c, whole=whole),
        titres=[dire(titre, langue) for titre in TITRES[1:]],
        moteur=__version__,
        fichiers=files([*recu.conventions.items()], [*recu.donnees.items()]),
    )
