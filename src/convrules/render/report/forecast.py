"""A year to come as one self-contained page: for each rule, how often it holds, its numbers, its bars."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from convrules import __version__
from convrules.analyses.prevision.model import Etendue, Prevision
from convrules.base.texte import Langue, t
from convrules.diagnostics.model import Diagnostic
from convrules.render.forecast import (
    AVERTISSEMENT,
    TITRES,
    SectionPrevue,
    assumptions,
    precision,
    remarks,
    sections,
    title,
)
from convrules.render.machine.parts import Recu
from convrules.render.report.constats import findings_content
from convrules.render.report.local import files
from convrules.render.report.pages import template
from convrules.render.report.svg import Barre, bars
from convrules.year.valeurs import Bornes


def forecast_html(
    p: Prevision,
    recu: Recu,
    depot: str,
    reserve: str,
    langue: Langue = Langue.FR,
    constats: Sequence[Diagnostic] = (),
) -> str:
    """reserve: what must be said first of the data. constats: what was found in the files, and what the year
    leaves to be told."""
    return template("prevision.html.j2", langue).render(
        titre=title(p),
        depot=depot,
        reserve=reserve,
        avertissement=AVERTISSEMENT,
        lecture=precision(p),
        remarques=list(remarks(p)),
        hypotheses=list(assumptions(p)),
        sections=[(s, _chart(p, s, langue)) for s in sections(p)],
        titres=TITRES[1:],
        seule=len(p.vues) == 1,
        **findings_content(constats, langue, refused=bool(reserve)),
        moteur=__version__,
        fichiers=files([*recu.conventions.items()], [*recu.donnees.items()]),
    )


def _chart(p: Prevision, section: SectionPrevue, langue: Langue) -> Markup:
    return bars(
        list(_bars(p, section)), t("Dû et fait dans les années tirées, {titre}", titre=section.titre), langue
    )


def _bars(p: Prevision, section: SectionPrevue) -> Iterator[Barre]:
    for rule in section.regles:
        for ligne, regle in zip(rule.lignes, rule.vues, strict=True):
            if regle is not None and regle.du is not None:
                nom = rule.titre if len(p.vues) == 1 else f"{rule.titre}, {ligne.nom}"
                yield Barre(nom=nom, du=_ends(regle.du), fait=_ends(regle.fait))


def _ends(e: Etendue) -> Bornes:
    return Bornes(min=e.min, max=e.max)
