"""Rules by quarter, under a forecast that is made by year."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.convention.exceptions import targets_of
from convrules.base.records import replace
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.ir.textes import with_nested


def trimestres_sous_prevision(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Parts and quotas of a quarter whose base a forecast leaves: no row of it says of which quarter it is.
    Where the gap is settled, they are not judged at all, and that is told of the year. Those that a socle
    gives are told together, where the convention is named: its choices make them such."""
    choix, files = convention.choix, (convention, *socles)
    if choix is None or choix.soustractions is not ir.ModeSoustraction.PREVISION:
        return
    if not any(isinstance(c, ir.Soustraction) for file in files for c in file.clauses):
        return
    for clause in _told(convention, files, choix):
        yield problems.trimestre_sous_prevision(span=clause.regle.span, clause=clause.entete.nom, autres=())
    own = [c.entete.ident for socle in socles for c in _told(socle, files, choix) if _of_a_holder(c)]
    if own:
        yield problems.trimestre_sous_prevision(span=convention.span, clause=own[0], autres=own[1:])


def _told(
    file: ir.Convention, files: Sequence[ir.Convention], choix: ir.Choix
) -> Iterator[ir.Part | ir.Quota]:
    for clause in with_nested(file.clauses):
        read = _as_excepted(clause, files) if isinstance(clause, ir.Part | ir.Quota) else None
        if read is not None and _of_a_quarter(read, choix) and _is_left(read):
            yield read


def _as_excepted(clause: ir.Part | ir.Quota, files: Sequence[ir.Convention]) -> ir.Part | ir.Quota | None:
    """As exceptions that hold on every row and every day have it; None of one that they set aside."""
    for one in (c for file in files for c in file.clauses if isinstance(c, ir.ExceptionClause)):
        always = one.entete.si is None and one.entete.en_vigueur == ir.TOUJOURS
        if always and clause.entete.ident in {t.entete.ident for t, _ in targets_of(one, files)}:
            if one.ecarte:
                return None
            clause = _asking(clause, dict(one.remplace).get("règle"))
    return clause


def _asking(clause: ir.Part | ir.Quota, regle: ir.CleValeur | None) -> ir.Part | ir.Quota:
    match clause, regle:
        case ir.Part(), ir.ReglePart():
            return replace(clause, regle=regle)
        case ir.Quota(), ir.RegleQuota():
            return replace(clause, regle=regle)
        case _:
            return clause


def _of_a_holder(clause: ir.Part | ir.Quota) -> bool:
    """Is it judged under the convention that inherits it? What counts nothing of the holder's own is judged
    once for the landlord, under the choices of the socle."""
    return isinstance(clause, ir.Part) or clause.du_reservataire


def _of_a_quarter(clause: ir.Part | ir.Quota, choix: ir.Choix) -> bool:
    named = clause.periode if isinstance(clause, ir.Quota) else None
    return (ir.Periode(named) if named is not None else choix.periode) is ir.Periode.TRIMESTRE


def _is_left(clause: ir.Part | ir.Quota) -> bool:
    """Does what it asks follow from a base that withdrawals leave? Within a part, the part is told."""
    inside = isinstance(clause, ir.Quota) and clause.parent is not None
    return not inside and clause.regle.taux is not None and clause.regle.population.que_quitte_un_retrait
