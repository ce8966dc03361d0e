"""Clauses that a clause cites by name."""

from collections.abc import Collection

from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.checking.readers import place, text
from convrules.checking.scope import Chantier, ClauseConnue
from convrules.checking.words import closest, is_ill_written
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import noms as problems
from convrules.syntax import nodes as n


def clause_named(c: Chantier, nom: str, span: Span, known: Collection[str] = ()) -> ClauseConnue | None:
    """The clause of this name, in the file or in a socle; None when there is none (reported). known: names
    that were perhaps meant, where more than those of clauses may be cited."""
    found = c.clauses.get(nom)
    # Why: a name that is not written is told as a missing key.
    if nom and found is None and nom.split(".")[0] not in c.socles_absents:
        unknown = problems.clause_inconnue(span=span, nom=nom, proche=closest(nom, known or c.clauses))
        gone = abrogated(c, nom, span)
        if gone is not None:
            c.report(gone)
        elif not is_ill_written(nom, c.clauses):
            c.report(unknown)
    return found


def abrogated(c: Chantier, nom: str, span: Span) -> Diagnostic | None:
    """The clause is gone, by an amendment that leaves what reads it: told where the amendment says so."""
    gone = c.amende.abroges.get(nom)
    if gone is None:
        return None
    jour = gone.du.isoformat()
    return problems.clause_abrogee_encore_lue(
        span=gone.span, nom=nom, avenant=gone.avenant, jour=jour, lecture=span
    )


def _named(c: Chantier, table: n.Table, cle: str, genres: tuple[str, ...]) -> ClauseConnue | None:
    nom = text(table, cle)
    return _cited(c, nom, place(table, cle), genres) if nom is not None else None


def _cited(c: Chantier, nom: str, span: Span, genres: tuple[str, ...]) -> ClauseConnue | None:
    found = clause_named(c, nom, span)
    if found is not None and found.genre not in genres:
        attendu = suite(map(cite, genres), "ou")
        c.report(problems.clause_d_un_autre_genre(span=span, nom=nom, genre=found.genre, attendu=attendu))
        return None
    return found


def quota_named(c: Chantier, table: n.Table, own: str) -> str | None:
    """`en sus de`: another quota, or a part. own: the clause that cites it."""
    found = _named(c, table, "en sus de", ("quota", "part"))
    if found is not None and found.ident == own:
        span = place(table, "en sus de")
        c.report(clause_problems.renvoi_a_soi_meme(span=span, nom=text(table, "en sus de") or ""))
        return None
    return found.ident if found is not None else None


def reservation_named(c: Chantier, table: n.Table, cle: str) -> str | None:
    """`de` of a split: the part that is split."""
    found = _named(c, table, cle, ("part",))
    return found.ident if found is not None else None


def reservation_cited(c: Chantier, nom: str, span: Span) -> None:
    """A part or a quota inside one, which the extent of a delegation leaves out."""
    _cited(c, nom, span, ("part", "quota"))


def account_cited(c: Chantier, nom: str, span: Span, *genres: str) -> ClauseConnue | None:
    """The part, or the quota, that a condition asks to be reached or reads a number of."""
    return _cited(c, nom, span, genres)


def watched_named(c: Chantier, table: n.Table, cle: str) -> str | None:
    """`surveille` of a corrective mode: what is measured at each finding."""
    found = _named(c, table, cle, ("quota", "part"))
    return found.ident if found is not None else None
