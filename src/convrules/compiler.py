"""From typed conventions to rule objects: every key of every clause is a base case with exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from convrules import ir

Cles: TypeAlias = dict[str, ir.CleValeur | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cas:
    """A case of a rule. `ident`: the clause it stands in, as cited. `condition` None: always vrai.
    `valeur` None: the key is not given. `ecarte`: the case sets its target aside (value `non
    applicable`). `exceptions`: the cases that except this one, each under its own condition only."""

    ident: str
    clause: ir.Clause
    condition: ir.Expr | None
    valeur: ir.CleValeur | None
    ecarte: bool
    en_vigueur: ir.Validite
    exceptions: tuple["Cas", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """One key of one clause (`règle`, `arrondi`, `report`, `à défaut`, `si`…, spelled as in files)."""

    cle: str
    base: Cas


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompilee:
    """A clause (never an `exception`, which lives in the cases it makes) with a rule for every key that
    an exception may replace, whether or not the clause gives it."""

    clause: ir.Clause
    regles: Mapping[str, Regle]

    @property
    def ident(self) -> str:
        return self.clause.entete.ident


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A convention ready to evaluate: own clauses first, then those of its socles (`cch.nom`), in the
    order of the paper; parameters of both, by name as cited. `chaine`: clauses that bring events about
    (`délai`, `suite`), each after those whose events it reads. `boucles`: events that clauses bring about
    and read in a circle. Exists only for files without errors."""

    convention: ir.Convention
    socles: tuple[ir.Convention, ...]
    clauses: tuple[ClauseCompilee, ...]
    parametres: Mapping[str, ir.ParametreDeclare]
    chaine: tuple[ClauseCompilee, ...]
    boucles: frozenset[str]


def compile_convention(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Programme:
    """Turn a convention and the socles it inherits into rules with their exceptions attached.

    The trees hold no `Invalide` and their exceptions are acyclic: `checking` refuses both. Validity
    stays on each case, and is judged at the reference date of what is evaluated.
    """
    files = (convention, *socles)
    written = tuple(
        _within(clause, file.en_vigueur) if file.version is not None else clause
        for file in files
        for clause in _with_nested(file.clauses)
    )
    exceptions = tuple(c for c in written if isinstance(c, ir.ExceptionClause))
    compiled = tuple(
        compile_clause(clause, exceptions)
        for clause in written
        if not isinstance(clause, ir.ExceptionClause | ir.Controle)
    )
    chaine, boucles = _chain([c for c in compiled if isinstance(c.clause, ir.Delai | ir.Suite)])
    return Programme(
        convention=convention,
        socles=tuple(socles),
        clauses=compiled,
        parametres=MappingProxyType(_parameters(convention, socles)),
        chaine=chaine,
        boucles=boucles,
    )


def compile_clause(clause: ir.Clause, exceptions: Sequence[ir.ExceptionClause]) -> ClauseCompilee:
    """One clause with, for each key that may be replaced, its base case and what excepts it."""
    keys = _keys(clause)
    regles = {cle: Regle(cle=cle, base=_base(clause, cle, keys, exceptions)) for cle in keys}
    return ClauseCompilee(clause=clause, regles=MappingProxyType(regles))


def _within(clause: ir.Clause, validite: ir.Validite) -> ir.Clause:
    """The clause of a socle, in force no longer than the socle itself."""
    own = clause.entete.en_vigueur
    du = max((d for d in (own.du, validite.du) if d is not None), default=None)
    au = min((d for d in (own.au, validite.au) if d is not None), default=None)
    return replace(clause, entete=replace(clause.entete, en_vigueur=ir.Validite(du=du, au=au)))


def _with_nested(clauses: Sequence[ir.Clause]) -> Iterator[ir.Clause]:
    """Every clause, the quotas that a part lists under `dont` right after it."""
    for clause in clauses:
        yield clause
        if isinstance(clause, ir.Part):
            for quota in clause.dont:
                yield replace(quota, parent=clause.entete.ident)


def _parameters(convention: ir.Convention, socles: Sequence[ir.Convention]) -> dict[str, ir.ParametreDeclare]:
    """By name as cited: alone in the convention, `socle.nom` for a socle's."""
    found = {p.nom: p for p in convention.parametres}
    for socle in socles:
        prefix = f"{socle.ident}."
        for p in socle.parametres:
            found[p.nom if p.nom.startswith(prefix) else prefix + p.nom] = p
    return found


# --- cases ----------------------------------------------------------------------------------
def _base(clause: ir.Clause, cle: str, keys: Cles, exceptions: Sequence[ir.ExceptionClause]) -> Cas:
    """The base case of a key. The clause's own `si` conditions every key but `si` itself."""
    entete = clause.entete
    return Cas(
        ident=entete.ident,
        clause=clause,
        condition=None if cle == "si" else entete.si,
        valeur=keys[cle],
        ecarte=False,
        en_vigueur=entete.en_vigueur,
        exceptions=_exceptions_to(clause, cle, exceptions, ()),
    )


def _exceptions_to(
    target: ir.Clause, cle: str, exceptions: Sequence[ir.ExceptionClause], trail: tuple[str, ...]
) -> tuple[Cas, ...]:
    """Cases that except `target` on this key. An exception silent on the key is kept where it may matter:
    when it is itself excepted there, or beside one that sets the target aside, which conflicts with a
    replacement of any key."""
    found = []
    for exception in exceptions:
        if not _excepts(exception, target):
            continue
        entete = exception.entete
        assert entete.ident not in trail, "checking refuses exceptions that except one another in a circle"
        found.append(
            Cas(
                ident=entete.ident,
                clause=exception,
                condition=entete.si,
                valeur=dict(exception.remplace).get(cle),
                ecarte=exception.ecarte,
                en_vigueur=entete.en_vigueur,
                exceptions=_exceptions_to(exception, cle, exceptions, (*trail, entete.ident)),
            )
        )
    if any(cas.ecarte for cas in found):
        return tuple(found)
    return tuple(cas for cas in found if cas.valeur is not None or cas.exceptions)


def _excepts(exception: ir.ExceptionClause, target: ir.Clause) -> bool:
    """Does `à` name this clause, or a group it bears? A socle's exception may use short names."""
    if exception is target:
        return False
    names = {exception.a, _prefix(exception.entete) + exception.a}
    entete = target.entete
    group = _prefix(entete) + entete.groupe if entete.groupe else None
    return entete.ident in names or group in names


def _prefix(entete: ir.Entete) -> str:
    """`cch.` for a clause cited as `cch.nom`."""
    return entete.ident.removesuffix(entete.nom) if entete.ident.endswith(f".{entete.nom}") else ""


def cases(cas: Cas) -> Iterator[Cas]:
    """A case and every case that excepts it, at any depth."""
    yield cas
    for exception in cas.exceptions:
        yield from cases(exception)


# --- events that clauses bring about ----------------------------------------------------------
EVENEMENT_DE_L_ACTE: Final[Mapping[ir.Acte, str]] = MappingProxyType(
    {
        ir.Acte.REMISE_AU_BAILLEUR: "remise",
        ir.Acte.REMISE_A: "remise",
        ir.Acte.REPRISE: "reprise",
        ir.Acte.REPUTE_ACCEPTE: "reponse",
        ir.Acte.REPUTE_REFUSE: "reponse",
    }
)


REPONSES: Final = frozenset({ir.Acte.REPUTE_ACCEPTE, ir.Acte.REPUTE_REFUSE})


def _chain(clauses: Sequence[ClauseCompilee]) -> tuple[tuple[ClauseCompilee, ...], frozenset[str]]:
    """Order of evaluation: a clause comes after those that bring about an event it reads, itself apart
    (« reponse au plus tard …, à défaut réputé refusé » judges the answer that was given). Clauses in a
    circle come last, with the events of the circle, which evaluation then takes as errors."""
    waiting = list(clauses)
    ordered: list[ClauseCompilee] = []
    while waiting:
        ready = [c for c in waiting if not (_reads(c) & _written_by(waiting, c))]
        if not ready:
            return (*ordered, *waiting), _written_by(waiting, None)
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return tuple(ordered), frozenset()


def _written_by(clauses: Sequence[ClauseCompilee], apart: ClauseCompilee | None) -> frozenset[str]:
    return frozenset(event for c in clauses if c is not apart for event in _writes(c))


def _writes(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause, or an exception to it, may bring about."""
    effects = [v for v in _values(clause) if isinstance(v, ir.Effet) and not v.faculte]
    events = (EVENEMENT_DE_L_ACTE.get(effet.acte) for effet in effects)
    deemed = {"sens_reponse"} if any(effet.acte in REPONSES for effet in effects) else set()
    return frozenset(event for event in events if event is not None) | deemed


def _reads(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause depends on, in its sentences and in every condition of its cases."""
    found: set[str] = set()
    for regle in clause.regles.values():
        for cas in cases(regle.base):
            found |= _events_of(cas.condition) | _events_of(cas.valeur)
    if isinstance(clause.clause, ir.Suite):
        found.add(clause.clause.apres)
    return frozenset(found)


def _events_of(valeur: ir.CleValeur | None) -> set[str]:
    """Names of the events that a sentence or a condition depends on (of all its fields, for a condition:
    a field that no clause brings about does not matter)."""
    if isinstance(valeur, ir.RegleDelai):
        return {valeur.evenement} | _events_of(valeur.echeance)
    if isinstance(valeur, ir.EcheanceRelative):
        fallback = {valeur.instant.a_defaut} if valeur.instant.a_defaut else set()
        return {*valeur.instant.evenements, *fallback}
    if isinstance(valeur, ir.Suspension):
        return {valeur.debut, valeur.fin}
    if isinstance(valeur, ir.Expr):
        return {e.nom for e in ir.walk(valeur) if isinstance(e, ir.Champ)}
    return set()


def _values(clause: ClauseCompilee) -> Iterator[ir.CleValeur]:
    for regle in clause.regles.values():
        for cas in cases(regle.base):
            if cas.valeur is not None:
                yield cas.valeur


# --- keys -----------------------------------------------------------------------------------
def _keys(clause: ir.Clause) -> Cles:
    """Keys that an exception may replace, spelled as in files, with what the clause gives."""
    entete = clause.entete
    common: Cles = {
        "si": entete.si,
        "débiteur": entete.debiteur,
        "force": entete.force.value if entete.force else None,
    }
    return _own_keys(clause) | common


def _own_keys(clause: ir.Clause) -> Cles:
    match clause:
        case ir.ClauseChamp() | ir.DroitIdentifie() | ir.Soustraction() | ir.Eligibilite():
            return {"règle": clause.regle}
        case ir.Priorite() | ir.Imputation() | ir.Transmission():
            return {"règle": clause.regle}
        case ir.Part():
            return {
                "règle": clause.regle,
                "compte": clause.compte,
                "application": clause.application,
                "arrondi": clause.arrondi,
                "report": clause.report,
            }
        case ir.Quota():
            return {
                "règle": clause.regle,
                "compte": clause.compte,
                "application": clause.application,
                "arrondi": clause.arrondi,
                "report": clause.report,
                "tolérance": clause.tolerance,
            }
        case ir.Delai():
            return {"règle": clause.regle, "suspension": clause.suspension, "à défaut": clause.a_defaut}
        case ir.Obligation():
            return {"règle": clause.regle, "à défaut": clause.a_defaut}
        case ir.Suite():
            return {"effet": clause.effet}
        case ir.ModeCorrectif():
            return {"impose": clause.impose, "fin": clause.fin}
        case ir.Repartition() | ir.Delegation() | ir.DecisionHumaine():
            return {}
        case ir.NonCodable() | ir.Controle() | ir.ExceptionClause():
            return {}
        case _:
            assert_never(clause)
