"""`la part x est atteinte`: an account of the file, read on a day of a vacancy, from a clause on which
neither that account nor its base depends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from convrules import ir
from convrules.base.texte import t
from convrules.base.values import Base
from convrules.checking.exceptions import roots, targets
from convrules.checking.scope import LISENT_UN_COMPTE, Chantier, ClauseConnue
from convrules.checking.tours import check_holder_of
from convrules.diagnostics.problems import atteintes as problems
from convrules.ir.parcours import everything

Lu = TypeVar("Lu", ir.Atteint, ir.Chiffre, ir.TourDe)


def check_reached(c: Chantier, clauses: Sequence[ir.Clause], others: Sequence[object]) -> None:
    """Where it may be asked, of which account, and that no answer depends on itself. others: what of the
    file is no clause, and may not ask."""
    counted = _counted(c, clauses)
    for clause in clauses:
        for asked in found_in(c, clause, ir.Atteint):
            kinds = {known.genre for known in bears_on(c, clause)}
            if not kinds or kinds - set(LISENT_UN_COMPTE):
                c.report(problems.atteinte_hors_de_place(span=asked.span))
            elif any(counted.get(known.ident) for known in bears_on(c, clause)):
                c.report(problems.atteinte_en_boucle(span=asked.span, compte=asked.clause))
            else:
                _check_account(c, asked)
    for other in others:
        for asked in found_in(c, other, ir.Atteint):
            c.report(problems.atteinte_hors_de_place(span=asked.span))
    _check_turns(c, clauses, others)


def _check_turns(c: Chantier, clauses: Sequence[ir.Clause], others: Sequence[object]) -> None:
    """The same of a turn. A `tour` itself says that its dwellings go in turn."""
    for clause in clauses:
        kinds = {known.genre for known in bears_on(c, clause)}
        for asked in found_in(c, clause, ir.TourDe):
            if asked.titulaire is None:
                continue
            if not kinds or kinds - set(LISENT_UN_COMPTE):
                c.report(problems.atteinte_hors_de_place(span=asked.span))
            else:
                check_holder_of(c, asked)
    for other in others:
        for asked in found_in(c, other, ir.TourDe):
            c.report(problems.atteinte_hors_de_place(span=asked.span))


def found_in(c: Chantier, written: object, kind: type[Lu]) -> Iterator[Lu]:
    """What something written asks of accounts, at any depth. It is walked once, whatever is looked for."""
    if id(written) not in c.demandes:
        asked = tuple(node for node in everything(written) if isinstance(node, _DEMANDES))
        c.demandes[id(written)] = written, asked
    return (node for node in c.demandes[id(written)][1] if isinstance(node, kind))


_DEMANDES: Final = (ir.Atteint, ir.Chiffre, ir.TourDe)


def bears_on(c: Chantier, clause: ir.Clause) -> tuple[ClauseConnue, ...]:
    """The clause itself, or those that an exception finally departs from."""
    if isinstance(clause, ir.ExceptionClause):
        return tuple(roots(c, targets(c, clause.a)))
    known = c.clauses.get(clause.entete.nom)
    return (known,) if known is not None else ()


def _counted(c: Chantier, clauses: Sequence[ir.Clause]) -> Mapping[str, bool]:
    """Clauses of which an effect, their own or by exception, counts a dwelling."""
    found: dict[str, bool] = {}
    for clause in clauses:
        counts = any(effet.decompte is ir.Decompte.COMPTEE for effet in _effects(clause))
        for known in bears_on(c, clause):
            found[known.ident] = found.get(known.ident, False) or counts
    return found


def _effects(clause: ir.Clause) -> Iterator[ir.Effet]:
    match clause:
        case ir.Suite(effet=effet):
            yield effet
        case ir.Delai(a_defaut=effet) | ir.Obligation(a_defaut=effet) if effet is not None:
            yield effet
        case ir.ExceptionClause(remplace=remplace):
            yield from (v for _, v in remplace if isinstance(v, ir.Effet))
        case _:  # Why: no other kind has an effect, whatever kinds are added.
            return


def _check_account(c: Chantier, asked: ir.Atteint) -> None:
    own = c.arbres.get(asked.clause)
    raison = _unreadable(c, own, asked) if isinstance(own, ir.Part | ir.Quota) else None
    if raison is not None:
        c.report(problems.atteinte_illisible(span=asked.span, compte=asked.clause, raison=raison))


def _unreadable(c: Chantier, own: ir.Part | ir.Quota, asked: ir.Atteint) -> str | None:
    """Why the account has no state on a day of a vacancy."""
    if c.socle or c.clauses[own.entete.nom].herite:
        return "c'est un compte d'un socle, qui se juge pour plusieurs conventions"
    if isinstance(own, ir.Quota) and own.parent is not None:
        return "il est écrit sous le « dont » d'une part ; lisez la part"
    if isinstance(own, ir.Quota) and own.en_sus_de is not None:
        return t("il se compte en sus de « {quota} »", quota=own.en_sus_de)
    counted = (own.regle.population, *((own.compte,) if own.compte is not None else ()))
    if any(p.base is Base.STOCK or p.niveau is not ir.Niveau.VACANCE for p in counted):
        return "il ne compte pas des vacances"
    return _mismeasured(own, asked)


def _mismeasured(own: ir.Part | ir.Quota, asked: ir.Atteint) -> str | None:
    """A rate is compared with the flow, to date or announced; a number, with itself."""
    number = isinstance(own, ir.Quota) and own.regle.nombre is not None
    if number and asked.a_date:
        return "il demande un nombre, qui est dû sur la période entière ; écrivez « sur la période »"
    announced = {ir.Classe.VACANCES, ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION}
    if not number and not asked.a_date and not set(own.regle.population.classes) <= announced:
        return "sa base n'est pas faite de vacances, les seules qui s'annoncent ; écrivez « à date »"
    return None
