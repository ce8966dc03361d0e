"""From when to when a convention is in force, what silence prolongs included."""

from datetime import timedelta
from typing import Final

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.motifs import Motif
from convrules.checking.readers import place, table_of, text, validity
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

CLE = "reconduction tacite"
FOIS = "reconductions"
AVEC = "prend fin avec"
_DUREE: Final = Motif(r"([1-9][0-9]{0,2}) (mois|ans?)")
_ENTIER: Final = Motif(r"-?[0-9]{1,9}")


def terme(c: Chantier, root: n.Table) -> tuple[ir.Validite, ir.Reconduction | None]:
    """The validity, each tacit renewal counted, and how it renews: silence prolongs, until an amendment that
    prolongs or terminates puts an end to all that."""
    written = validity(c, root.get("en vigueur"))
    table = table_of(root.get("en vigueur"))
    if table is None or (table.get(CLE) is None and table.get(FOIS) is None):
        return written, None
    lasting = text(table, CLE)
    if lasting is None or written.au is None:
        known = CLE if lasting is not None else FOIS
        manque = "au" if lasting is not None else CLE
        c.report(problems.reconduction_sans_terme(span=place(table, known), cle=known, manque=manque))
        return written, None
    fois = _count(c, table)
    duree = _duration(lasting)
    if duree is None:
        return written, None
    renewed = ir.Reconduction(depuis=written.au + timedelta(days=1), duree=duree, fois=fois)
    last = renewed.fin(fois) if fois is not None else None
    return ir.Validite(du=written.du, au=last), renewed


def fin_avec(root: n.Table) -> ir.FinAvec | None:
    """The convention with which this one ends."""
    table = table_of(root.get("en vigueur"))
    named = text(table, AVEC) if table is not None else None
    return ir.FinAvec(convention=named, span=place(table, AVEC)) if table is not None and named else None


def check_period(c: Chantier, root: n.Table, choix: ir.Choix | None, found: ir.Reconduction | None) -> None:
    """A year of the whole term means nothing when the term is renewed."""
    if found is not None and choix is not None and choix.periode is ir.Periode.CONVENTION:
        table = table_of(root.get("en vigueur"))
        assert table is not None, "a renewal stands in the table of the validity"
        c.report(problems.reconduction_et_duree(span=place(table, CLE)))


def _count(c: Chantier, table: n.Table) -> int | None:
    written = text(table, FOIS)
    if written is None or _ENTIER.fullmatch(written) is None:
        return None
    if int(written) > 0:
        return int(written)
    c.report(problems.reconduction_nulle(span=place(table, FOIS), fois=written))
    return 0


def _duration(written: str) -> Duree | None:
    """`3 ans`, `18 mois`; None when it says neither, which was told as the file was read."""
    said = _DUREE.fullmatch(written)
    if said is None:
        return None
    return Duree(nombre=int(said[1]), unite=UniteDuree.MOIS if said[2] == "mois" else UniteDuree.AN)
