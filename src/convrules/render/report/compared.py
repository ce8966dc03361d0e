"""Several judgements side by side as one self-contained page, with the look of the annual report."""

from collections.abc import Sequence

from convrules import __version__
from convrules.base.anglais import dire
from convrules.base.texte import Langue
from convrules.diagnostics.model import Diagnostic
from convrules.render.comparison import TITRES, head, remarks, sections, title
from convrules.render.machine.parts import Recu
from convrules.render.report.constats import empty_years, findings_content
from convrules.render.report.local import files
from convrules.render.report.pages import template
from convrules.year.comparaison import Comparaison


def comparison_html(
    c: Comparaison,
    recu: Recu,
    depot: str,
    reserve: str,
    constats: Sequence[Diagnostic] = (),
    *,
    whole: bool,
    langue: Langue = Langue.FR,
) -> str:
    """reserve: what must be said first of the data. constats: what was found in the files, and what the years
    leave to be told. whole: also what is the same everywhere."""
    return template("comparaison.html.j2", langue).render(
        titre=title(c),
        depot=depot,
        reserve=reserve,
        dits_de_l_annee=empty_years(constats, langue),
        lecture=head(c),
        remarques=remarks(c, whole=whole),
        sections=sections(c, whole=whole),
        titres=[dire(titre, langue) for titre in TITRES[1:]],
        **findings_content(constats, langue, refused=bool(reserve)),
        moteur=__version__,
        fichiers=files([*recu.conventions.items()], [*recu.donnees.items()]),
    )
