"""Rights on identified dwellings: which live rights lock this very dwelling, and whose they are.

Source: docs/langage, « Les droits identifiés ».
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN, Evenement, at_most, connu
from convrules.base.outcomes import (
    Cause,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    et,
    indetermine,
    non,
    ou,
    une,
)
from convrules.base.plus_tard import later
from convrules.base.records import replace
from convrules.base.trous import UN_JOUR, lacking_between
from convrules.base.values import Connu, Inconnu
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.coherence import PRECEDE
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.counting import fold_rows
from convrules.runtime.decision import ResultatDroit
from convrules.runtime.holders import designates, finer_accounts
from convrules.runtime.operators import compare, normal_text
from convrules.runtime.reading import event_of_cell, read_event
from convrules.runtime.recorded import COMPTE, DE_COMPTE, ORIENTE, with_acts
from convrules.runtime.rights import (
    bears_on,
    live_on,
    not_recorded,
    rights_of,
    same_cell,
    served_from,
    why_not_read,
    with_life,
)

if TYPE_CHECKING:
    from convrules.runtime.rules import judge
else:
    judge = later("convrules.runtime.rules", "judge")

Verrous: TypeAlias = tuple[ResultatDroit, ...]
BAILLEUR: Final = "bailleur"


def locks(contexte: Contexte) -> tuple[Issue, Verrous]:
    """Is the dwelling locked, and by which rights: those whose answer is not faux, by clause and row."""
    clauses = identified_clauses(contexte.programme)
    vacance = contexte.vacance
    if not clauses:
        return False, ()
    assert vacance is not None, "a status is that of a vacancy"
    if vacance.droits is None:
        return _unread(clauses, why_not_read(vacance, contexte.faits), contexte), ()
    found = [r for droit in vacance.droits for r in _locks_of(droit, clauses, contexte)]
    issue = une(r.issue for r in found)
    return False if isinstance(issue, NonApplicable) else issue, tuple(found)


def identified_clauses(programme: Programme) -> tuple[ClauseCompilee, ...]:
    return programme.of(ir.DroitIdentifie)


def _unread(clauses: tuple[ClauseCompilee, ...], cause: Cause, contexte: Contexte) -> Issue:
    """No right at hand: any may exist, unless every clause is silent here whatever the right."""
    silent = all(not clause.clause.entete.en_vigueur.contains(contexte.jour) for clause in clauses)
    return False if silent else Indetermine(frozenset({cause}))


def _locks_of(
    droit: Ligne, clauses: tuple[ClauseCompilee, ...], contexte: Contexte
) -> Iterator[ResultatDroit]:
    assert contexte.vacance is not None
    live = live_on(droit, contexte.jour)
    there = et(bears_on(droit, contexte.vacance), live)
    if there is False:
        return
    seen = replace(contexte, ligne=with_life(droit, live))
    kept = [(c, judge(c, seen).issue) for c in clauses]
    if all(issue is False or isinstance(issue, NonApplicable) for _, issue in kept):
        return
    standing = et(there, _not_consumed(droit, contexte))
    for clause, issue in kept:
        held = et(standing, False if isinstance(issue, NonApplicable) else issue)
        if held is not False:
            yield ResultatDroit(
                droit=droit.id,
                clause=clause.on(contexte.jour),
                issue=held,
                titulaire=belongs_to(droit, contexte.programme),
                designation=_designation(droit),
            )


# --- whose ------------------------------------------------------------------------------------
def belongs_to(droit: Ligne, programme: Programme) -> Issue:
    """Is it a right of this convention's holder? Every column that the table has must agree: the
    convention it comes from, for its holder, and the type of its holder. A row that says neither is not
    known."""
    named = [nom for nom in ("convention", "reservataire") if nom in droit.cellules]
    if not named:
        return indetermine("reservataire", Genre.MANQUANT, f"droits {droit.id}")
    issue: Issue = True
    for nom in named:
        issue = et(issue, _agrees(droit, nom, programme))
    return issue


def _agrees(droit: Ligne, nom: str, programme: Programme) -> Issue:
    cell = droit.cellule(nom)
    if not isinstance(cell, Connu):
        return not_recorded(cell, nom, f"droits {droit.id}")
    said = normal_text(str(cell.valeur))
    if nom == "convention":
        return programme.is_of_one_holder(said, programme.convention.ident)
    return designates(said, programme)


def _designation(droit: Ligne) -> str | None:
    cells = (droit.cellule(nom) for nom in ("reservataire", "convention"))
    return next((str(c.valeur) for c in cells if isinstance(c, Connu)), None)


# --- rights that serve once -------------------------------------------------------------------
def _not_consumed(droit: Ligne, contexte: Contexte) -> Issue:
    """A unique right serves `nombre` times, then no more. A table without `forme` holds lasting rights."""
    if "forme" not in droit.cellules:
        return True
    forme = droit.cellule("forme")
    if isinstance(forme, Connu):
        unique: Issue = forme.valeur == "unique"
    else:
        unique = not_recorded(forme, "forme", f"droits {droit.id}")
    if unique is False:
        return True
    if contexte.faits is None:
        return indetermine("vacances")
    uses = [(_is_use(v, droit, contexte), Fraction(1)) for v in contexte.faits.vacances]
    left = compare(ir.Comparateur.INFERIEUR, fold_rows(uses, frozenset()), rights_of(droit))
    lacking = _lacking_uses(droit, contexte, contexte.faits)
    return ou(et(left, Indetermine(lacking)) if lacking else left, non(unique))


def _lacking_uses(droit: Ligne, contexte: Contexte, faits: Faits) -> frozenset[Cause]:
    """Why any number of vacancies of no row may have used it: days that no file says, of which one would be
    an earlier vacancy, let since the right began and before the reference date."""
    nom = _rattachement(contexte)
    debut = event_of_cell(droit.cellule("debut"), "debut")
    last = max(contexte.jour, JOUR_MIN + UN_JOUR) - UN_JOUR
    if nom not in faits.trous or debut.low > last.toordinal():
        return frozenset()
    last = contexte.jour if "attribution" in PRECEDE.get(nom, ()) else last
    today = contexte.retrospectif or contexte.au
    return lacking_between(faits.trous[nom], served_from(droit, nom), min(last, today))


def _is_use(other: Vacance, droit: Ligne, contexte: Contexte) -> Issue:
    """Was this other vacancy of the dwelling, an earlier one, attributed under the right: since it began,
    before the reference date, on its holder's account?"""
    own = contexte.vacance
    assert own is not None
    if other.id == own.id:
        return False
    row = f"vacances {other.id}"
    same = same_cell(own.cellule("logement"), other.cellule("logement"), "logement", row)
    if same is False or at_most(_reference(other, contexte), connu(contexte.jour)) is False:
        return False
    at = replace(contexte, vacance=other, ligne=None, evenements={})
    event = replace(read_event("attribution", at), ligne=row)
    since = at_most(event_of_cell(droit.cellule("debut"), "debut", f"droits {droit.id}"), event)
    before = at_most(event, connu(max(contexte.jour, JOUR_MIN + UN_JOUR) - UN_JOUR))
    when = et(same, et(since, before))
    if when is False:
        return False
    return et(when, _on_its_account(with_acts(other, contexte.faits, contexte.au), droit, contexte))


def _reference(other: Vacance, contexte: Contexte) -> Evenement:
    nom = _rattachement(contexte)
    return event_of_cell(other.cellule(nom), nom, f"vacances {other.id}")


def _rattachement(contexte: Contexte) -> str:
    choix = contexte.programme.convention.choix
    return choix.rattachement if choix is not None else "rattachement"


def _on_its_account(other: Vacance, droit: Ligne, contexte: Contexte) -> Issue:
    """Was the letting on the account of the right's holder, as the data or the journal record it?"""
    said = _recorded_account(other, contexte)
    if not isinstance(said, str):
        return said
    programme = contexte.programme
    convention = droit.cellule("convention")
    named = normal_text(str(convention.valeur)) if isinstance(convention, Connu) else None
    if named is not None and (said == named or said in programme.titulaires):
        return programme.is_of_one_holder(said, named)
    right = _holder_of(droit, named, programme)
    if right is None:
        return not_recorded(droit.cellule("reservataire"), "reservataire", f"droits {droit.id}")
    finer = finer_accounts(programme)
    own = _type_of(said, programme) or finer.get(said, said)
    return said == right or own == finer.get(right, right)


def _holder_of(droit: Ligne, named: str | None, programme: Programme) -> str | None:
    """The right's holder: its own column, else that of the convention it comes from."""
    holder = droit.cellule("reservataire")
    if isinstance(holder, Connu):
        return normal_text(str(holder.valeur))
    return _type_of(named, programme) if isinstance(holder, Inconnu) and named is not None else None


def _type_of(ident: str, programme: Programme) -> str | None:
    holder = programme.titulaires.get(ident)
    return holder.type if holder is not None else None


def _recorded_account(other: Vacance, contexte: Contexte) -> str | Issue:
    """An act that ends the turn gives the letting to the landlord, unless it names another account."""
    account = other.cellule(COMPTE)
    if isinstance(account, Connu):
        return normal_text(str(account.valeur))
    ended = any(_happened(other, nom, contexte) for nom in DE_COMPTE)
    apart = isinstance(other.cellule(ORIENTE), Connu)
    handed = any(p.remet for p in (contexte.programme, *contexte.programme.voisins))
    if isinstance(account, Inconnu) and ended and not apart and not handed:
        return BAILLEUR
    return not_recorded(account, COMPTE, f"vacances {other.id}")


def _happened(other: Vacance, nom: str, contexte: Contexte) -> bool:
    cell = other.cellule(nom)
    day = cell.valeur.connu if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else None
    return day is not None and day <= contexte.au
