"""The accounts of a replayed year cell by cell, where a part is owed in each commune (or any value): what is
missing in one is not made up for by another.

Source: docs/langage, « Rejouer une année ».
"""

from dataclasses import replace
from fractions import Fraction

from convrules.orientation.certificat import Compte, crossing
from convrules.orientation.comptes import brought_forward
from convrules.orientation.etapes import Lecture
from convrules.orientation.replayed import Attribue, CompteRejoue, Rejeu, Sommet


def by_cell(r: Rejeu) -> Rejeu:
    """The same, each holder whose accounts stand in cells with these accounts; not where they cross."""
    if r.lues is None or not r.pas:
        return r
    lues = r.lues()
    found: dict[Compte, CompteRejoue] = {}
    for pas, lectures in zip(r.pas, lues, strict=True):
        for lecture in lectures:
            offre, ident = lecture.offre, lecture.titulaire.programme.convention.ident
            if not offre.comptes or not any(clef for _, clef in offre.comptes[0]):
                continue
            compte = ident, offre.comptes[0]
            known = found.get(compte) or CompteRejoue(
                cellule=tuple(sorted({pair for _, clef in compte[1] for pair in clef})),
                reporte=brought_forward(lecture.titulaire, compte[1]) or Fraction(0),
            )
            found[compte] = _after(known, lecture, pas)
    if crossing(found):
        return r
    own = {
        t.ident: tuple(sorted((c for (i, _), c in found.items() if i == t.ident), key=lambda c: c.cellule))
        for t in r.titulaires
    }
    return replace(r, titulaires=tuple(replace(t, comptes=own[t.ident]) for t in r.titulaires))


def _after(c: CompteRejoue, lecture: Lecture, pas: Attribue) -> CompteRejoue:
    """The account once the dwelling is given, both ways; one that no part of the holder holds does not count
    on it."""
    ident, compte = lecture.titulaire.programme.convention.ident, lecture.offre.compte
    next_ = replace(
        c,
        du=c.du + lecture.offre.total.min,
        recu=c.recu + (compte and pas.fait == ident),
        conseille=c.conseille + (compte and (pas.conseil or pas.fait) == ident),
    )
    was, advised = next_.reste, next_.reste_conseil
    if c.pire is None or was > c.pire.retard:
        next_ = replace(next_, pire=Sommet(retard=was, jour=pas.jour, vacance=pas.vacance))
    if c.pire_conseil is None or advised > c.pire_conseil.retard:
        next_ = replace(next_, pire_conseil=Sommet(retard=advised, jour=pas.jour, vacance=pas.vacance))
    return next_
