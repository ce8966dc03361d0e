"""A year replayed as one self-contained page: who had what, and how late holders were, month by month."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import __version__
from convrules.base.texte import Langue, t
from convrules.diagnostics.model import Diagnostic
from convrules.orientation.replayed import Attribue, Manche, Rejeu
from convrules.render import numbers
from convrules.render.machine.parts import Recu
from convrules.render.politiques import heading, how_to_read, titles
from convrules.render.politiques import rows as side_by_side
from convrules.render.replay import TITRES, lines_of, name, notes, reading, rows, title
from convrules.render.report.constats import empty_years, findings_content
from convrules.render.report.local import files
from convrules.render.report.pages import template
from convrules.render.report.svg import Courbe, curves, grouped
from convrules.year.bornes import exactly

SANS = "–"


def replay_html(
    r: Rejeu,
    recu: Recu,
    depot: str,
    reserve: str,
    langue: Langue = Langue.FR,
    manches: Sequence[Manche] = (),
    constats: Sequence[Diagnostic] = (),
) -> str:
    """reserve: what must be said first of the data. manches: other policies, side by side. constats: what was
    found in the files, and what the year leaves to be told."""
    groups = [
        (
            name(un),
            [
                (t("dû"), "du", exactly(un.du)),
                ("fait", "fait", exactly(un.recu)),
                (t("avec le conseil"), "conseil", exactly(un.conseille)),
            ],
        )
        for un in r.titulaires
    ]
    return template("rejeu.html.j2", langue).render(
        titre=title(r),
        depot=depot,
        reserve=reserve,
        dits_de_l_annee=empty_years(constats, langue),
        lecture=reading(r),
        politiques=(heading(), how_to_read(), titles(manches), side_by_side(manches)) if manches else None,
        titres=TITRES,
        lignes=[line for un in r.titulaires for line in rows(un)],
        barres=grouped(groups, t("Dû, fait, et donné par le conseil"), langue),
        courbe=curves(list(_curves(r)), _caption(r), langue),
        mois=list(months(r)),
        notes=notes(r),
        limites=lines_of(r),
        logements=[
            (p.vacance, numbers.jour_court(p.jour), p.fait, p.conseil or SANS, p.autrement) for p in r.pas
        ],
        **findings_content(constats, langue, refused=bool(reserve)),
        moteur=__version__,
        fichiers=files([*recu.conventions.items()], [*recu.donnees.items()]),
    )


def months(r: Rejeu) -> Iterator[tuple[str, str, str, str]]:
    """By month with a step: how many, and the largest deficit in it, on either side."""
    for month in range(1, 13):
        steps = [p for p in r.pas if p.jour.month == month]
        if steps:
            was = [p.pire for p in steps if p.pire is not None]
            advised = [p.pire_conseil for p in steps if p.pire_conseil is not None]
            yield (
                numbers.mois(month),
                numbers.group(len(steps)),
                numbers.decimal(max(was), 1) if was else SANS,
                numbers.decimal(max(advised), 1) if advised else SANS,
            )


def _curves(r: Rejeu) -> Iterator[Courbe]:
    first, last = date(r.annee, 1, 1), date(r.annee, 12, 31)

    def day(p: Attribue) -> Fraction:
        return Fraction((p.jour - first).days, (last - first).days)

    was = tuple((day(p), p.pire) for p in r.pas if p.pire is not None)
    advised = tuple((day(p), p.pire_conseil) for p in r.pas if p.pire_conseil is not None)
    yield Courbe(nom=t("ce qui a été fait"), kind="fait", points=was)
    yield Courbe(nom=t("avec le conseil"), kind="conseil", points=advised)


def _caption(r: Rejeu) -> str:
    late = [x for p in r.pas for x in (p.pire, p.pire_conseil) if x is not None]
    top = t("\u202f; en haut\u202f: {max}", max=numbers.count(max(late), "logement")) if late else ""
    return t("Plus grand retard d'un titulaire, du 1er janvier au 31 décembre{top}", top=top)
