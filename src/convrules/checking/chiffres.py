"""`manque(x sur la période précédente)`: a number that the year makes of an account of the file, read from a
clause that judges what hangs on no vacancy, or asked by a quota."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.texte import cite, suite, t
from convrules.checking.exceptions import level_of
from convrules.checking.jours_de_compte import bears_on, found_in
from convrules.checking.populations import ELEMENTS
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import atteintes as problems

_G: Final = ir.Grandeur
_COMPTES: Final = frozenset({ir.Niveau.VACANCE, ir.Niveau.LOGEMENT})
"""Rows that are counted in dwellings."""


def check_numbers(
    c: Chantier, clauses: Sequence[ir.Clause], others: Sequence[object], choix: ir.Choix | None
) -> None:
    """Where a number of an account may be read, and of which account. others: what of the file is no
    clause."""
    split = frozenset(x.de for x in clauses if isinstance(x, ir.Repartition))
    for clause in clauses:
        demanded = [r.nombre for r in _rules(clause) if isinstance(r.nombre, ir.Chiffre)]
        for asked in found_in(c, clause, ir.Chiffre):
            trees = [c.arbres.get(known.ident) for known in bears_on(c, clause)]
            if any(asked is nombre for nombre in demanded):
                _check_demand(c, asked, trees, choix)
            elif not trees or not all(_judges_elements(tree) for tree in trees):
                c.report(problems.chiffre_hors_de_place(span=asked.span))
                continue
            _check_account(c, asked, split, choix, trees)
    for other in others:
        for asked in found_in(c, other, ir.Chiffre):
            c.report(problems.chiffre_hors_de_place(span=asked.span))


def _rules(clause: ir.Clause) -> Iterator[ir.RegleQuota]:
    """Rules of quotas that a clause writes, its own or in the place of another's."""
    written = clause.remplace if isinstance(clause, ir.ExceptionClause) else ()
    own = (clause.regle,) if isinstance(clause, ir.Quota) else ()
    yield from (r for r in (*own, *(valeur for _, valeur in written)) if isinstance(r, ir.RegleQuota))


def _check_demand(
    c: Chantier, asked: ir.Chiffre, trees: Sequence[ir.Clause | None], choix: ir.Choix | None
) -> None:
    """A quota asks for what another year made of an account: one of its own year might depend on it."""
    raison = None
    if not asked.precedente:
        raison = "un quota ne demande que ce qui est arrêté ; écrivez « sur la période précédente »"
    elif any(_apart(tree, choix) is not None for tree in trees):
        raison = "le quota qui le demande ne se juge pas par année"
    if raison is not None:
        c.report(problems.chiffre_illisible(span=asked.span, compte=asked.clause, raison=raison))


def _apart(own: ir.Clause | None, choix: ir.Choix | None) -> str | None:
    """The period of an account that is not judged by year."""
    periode = own.periode if isinstance(own, ir.Quota) else None
    periode = periode or (choix.periode.value if choix is not None else None)
    return None if periode in (None, ir.Periode.ANNEE.value) else periode


def _judges_elements(clause: ir.Clause | None) -> bool:
    return isinstance(clause, ir.Delai | ir.Obligation) and level_of(clause) in ELEMENTS


def _check_account(
    c: Chantier,
    asked: ir.Chiffre,
    split: frozenset[str],
    choix: ir.Choix | None,
    readers: Sequence[ir.Clause | None],
) -> None:
    own = c.arbres.get(asked.clause)
    if not isinstance(own, ir.Part | ir.Quota):
        return
    raison = _unreadable(c, own, choix) or _misplaced(c, own, readers)
    raison = raison or _meaningless(own, asked.grandeur, split)
    if raison is not None:
        c.report(problems.chiffre_illisible(span=asked.span, compte=asked.clause, raison=raison))


def _unreadable(c: Chantier, own: ir.Part | ir.Quota, choix: ir.Choix | None) -> str | None:
    """Why the account does not have one number a year."""
    if c.socle or c.clauses[own.entete.nom].herite:
        return "c'est un compte d'un socle, qui se juge pour plusieurs conventions"
    periode = _apart(own, choix)
    if periode is not None:
        return t("il se juge par « {periode} », et non par année", periode=periode)
    if isinstance(own, ir.Quota) and own.en_sus_de is not None:
        return t("il se compte en sus de « {quota} »", quota=own.en_sus_de)
    counted = (own.regle.population, *((own.compte,) if own.compte is not None else ()))
    if any(p.niveau not in _COMPTES for p in counted):
        return "il ne compte pas des logements"
    return None


def _misplaced(c: Chantier, own: ir.Part | ir.Quota, readers: Sequence[ir.Clause | None]) -> str | None:
    """Why a reader has neither one cell of the account, nor all of them."""
    dimensions = _cells(c, own)
    cells = " et ".join(d.nom for d in dimensions)
    for reader in readers if dimensions else ():
        if isinstance(reader, ir.Part | ir.Quota) and _cells(c, reader):
            return t(
                "il y en a un par cellule (« chaque {cellules} »), et le quota qui le demande en a aussi",
                cellules=cells,
            )
        niveau = level_of(reader) if isinstance(reader, ir.Delai | ir.Obligation) else ir.Niveau.CONVENTION
        untold = [d.nom for d in dimensions if not _tells(c, d, niveau)]
        if untold and niveau is not ir.Niveau.CONVENTION:
            names = suite(map(cite, untold), "et")
            return t(
                "il y en a un par cellule (« chaque {cellules} »), et un {niveau} ne dit pas {noms} ; "
                "faites porter la clause sur la convention, qui lit la somme",
                cellules=cells,
                niveau=niveau.value,
                noms=names,
            )
    return None


def _cells(c: Chantier, own: ir.Part | ir.Quota) -> tuple[ir.Champ, ...]:
    """What makes the cells of an account: within a part, those of the part."""
    parent = c.arbres.get(own.parent) if isinstance(own, ir.Quota) and own.parent is not None else None
    holder = parent if isinstance(parent, ir.Part) else own
    return holder.application.dimensions


def _tells(c: Chantier, dimension: ir.Champ, niveau: ir.Niveau) -> bool:
    """Does a row of this level bear the field?"""
    if dimension.niveau is ir.Niveau.PROGRAMME:
        return False
    own = dimension.nom == "programme" and niveau is ir.Niveau.PROGRAMME
    return own or c.fait(dimension.nom, niveau) is not None


def _meaningless(own: ir.Part | ir.Quota, grandeur: ir.Grandeur, split: frozenset[str]) -> str | None:
    """Why the account has not this number."""
    compared = grandeur in (_G.MANQUE, _G.DEPASSEMENT, _G.TAUX)
    if own.entete.nom in split and compared:
        return "elle se répartit entre plusieurs comptes, dont chacun a le sien ; lisez « dû » ou « réalisé »"
    if isinstance(own, ir.Quota) and own.regle.sens is ir.Sens.AU_PLUS and grandeur is _G.MANQUE:
        return "c'est un plafond : rien n'y manque ; écrivez « dépassement »"
    if isinstance(own, ir.Quota) and own.regle.nombre is not None and grandeur is _G.TAUX:
        return "il demande un nombre, et non une part ; lisez « réalisé »"
    carries = own.report is not None and own.report.mode is not ir.ModeReport.AUCUN
    if grandeur is _G.SOLDE and not carries:
        return "il ne reporte rien ; écrivez « manque »"
    return None
