"""From typed conventions to rule objects: every key of every clause is a base case with exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from convrules import ir
from convrules.ir.textes import Versions, amended, families, whole, with_nested, within

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
    """One key of one clause (`règle`, `arrondi`, `report`, `à défaut`, `si`…, spelled as in files).
    `ensuite`: what amendments put in the place of the base case, by effect; their days do not meet."""

    cle: str
    base: Cas
    ensuite: tuple[Cas, ...] = ()

    @property
    def versions(self) -> tuple[Cas, ...]:
        return (self.base, *self.ensuite)

    def on(self, jour: date) -> Cas:
        """The base case of a day; one out of force when there is none."""
        return next((cas for cas in self.versions if cas.en_vigueur.contains(jour)), self.base)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompilee:
    """A clause (never an `exception`, which lives in the cases it makes) with a rule for every key that
    an exception may replace, whether or not the clause gives it. `clause`: as first written, in force from
    its first day to its last; `versions`: what amendments made of it, in date order."""

    clause: ir.Clause
    regles: Mapping[str, Regle]
    versions: Versions = ()

    @property
    def ident(self) -> str:
        return self.clause.entete.ident

    def on(self, jour: date) -> ir.Clause:
        """The clause as it reads on a day."""
        return next((c for c in self.versions if c.entete.en_vigueur.contains(jour)), self.clause)


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


def compile_convention(
    convention: ir.Convention, socles: Sequence[ir.Convention], textes: Sequence[ir.Texte] = ()
) -> Programme:
    """Turn a convention and the socles it inherits into rules with their exceptions attached.

    The trees hold no `Invalide` and their exceptions are acyclic: `checking` refuses both. Validity
    stays on each case, and is judged at the reference date of what is evaluated. textes: what amendments
    make of the convention, the text as signed first.
    """
    if textes:
        convention = amended(textes)
    own = families(textes) if textes else _alone(convention)
    written = (*own, *(versions for socle in socles for versions in _alone(socle)))
    exceptions = tuple(c for versions in written for c in versions if isinstance(c, ir.ExceptionClause))
    compiled = tuple(
        compile_clause(versions, exceptions)
        for versions in written
        if not isinstance(versions[0], ir.ExceptionClause | ir.Controle)
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


def _alone(file: ir.Convention) -> tuple[Versions, ...]:
    """The clauses of a file that nothing amends. A socle's are in force no longer than the socle."""
    clauses = with_nested(file.clauses)
    return tuple((within(c, file.en_vigueur) if file.version is not None else c,) for c in clauses)


def compile_clause(versions: Versions, exceptions: Sequence[ir.ExceptionClause]) -> ClauseCompilee:
    """One clause with, for each key that may be replaced, its base cases and what excepts them."""
    regles: dict[str, Regle] = {}
    every = [(clause, _keys(clause)) for clause in versions]
    for cle in every[0][1]:
        base, *after = (_base(clause, cle, keys, exceptions) for clause, keys in every)
        regles[cle] = Regle(cle=cle, base=base, ensuite=tuple(after))
    clause = whole(versions) if len(versions) > 1 else versions[0]
    return ClauseCompilee(clause=clause, regles=MappingProxyType(regles), versions=versions)


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


def cases(*found: Cas) -> Iterator[Cas]:
    """Cases and every case that excepts them, at any depth."""
    for cas in found:
        yield cas
        yield from cases(*cas.exceptions)


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
    return frozenset(event for event in events if event is not None)


def _reads(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause depends on, in its sentences and in every condition of its cases."""
    found: set[str] = set()
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
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
        for cas in cases(*regle.versions):
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
        case ir.Repartition() | ir.Delegation() | ir.ModeCorrectif() | ir.DecisionHumaine():
            return {}
        case ir.NonCodable() | ir.Controle() | ir.ExceptionClause():
            return {}
        case _:
            assert_never(clause)
