"""From typed conventions to rule objects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType

from convrules import ir
from convrules.base.dates import SANS_FERIE, Calendrier
from convrules.base.records import dataclass, replace
from convrules.base.values import TEvenement
from convrules.compiler.chain import EVENEMENT_DE_L_ACTE, awaited_by, chain_of, expressions_of, values_of
from convrules.compiler.keys import Cles, keys_of
from convrules.compiler.model import (
    COMPTE,
    Cas,
    ClauseCompilee,
    Programme,
    Regle,
    Semblables,
    attached,
    cases,
    declared_accounts,
    designates,
    files_of,
)
from convrules.compiler.suspens import conditioned
from convrules.ir.parcours import everything
from convrules.ir.textes import Versions, amended, families, whole, with_nested, within


def compile_convention(
    convention: ir.Convention,
    socles: Sequence[ir.Convention],
    textes: Sequence[ir.Texte] = (),
    calendrier: Calendrier = SANS_FERIE,
    emprunts: "Emprunts | None" = None,
) -> Programme:
    """Turn a convention and the socles it inherits into rules with their exceptions attached.

    The trees hold no `Invalide` and their exceptions are acyclic: `checking` refuses both. Validity
    stays on each case, and is judged at the reference date of what is evaluated. textes: what amendments
    make of the convention, the text as signed first. calendrier: the holidays of its territory.
    emprunts: what is known of the socles, when several conventions inherit them.
    """
    emprunts = emprunts or Emprunts()
    convention = amended(textes) if textes else convention
    alone = families(textes) if textes else _alone(convention)
    shared = tuple(versions for socle in socles for versions in emprunts.versions(socle))
    own, borrowed = (conditioned(v, convention.en_vigueur.suspens) for v in (alone, shared))
    written = (*own, *borrowed)
    exceptions = tuple(c for versions in written for c in versions if isinstance(c, ir.ExceptionClause))
    compiled = (
        *(compile_clause(versions, exceptions) for versions in own if _is_rule(versions)),
        *(emprunts.compiled(versions, exceptions) for versions in borrowed if _is_rule(versions)),
    )
    elements = tuple(c for c in compiled if of_elements(c.clause))
    below = tuple(c for c in elements if _level(c.clause) in SOUS_UNE_VACANCE)
    compiled = tuple(c for c in compiled if not of_elements(c.clause))
    chaine, boucles = chain_of([c for c in compiled if isinstance(c.clause, ir.Delai | ir.Suite)])
    decisions = {c.ident for c in compiled if isinstance(c.clause, ir.DecisionHumaine)}
    return Programme(
        convention=convention,
        socles=tuple(socles),
        clauses=compiled,
        parametres=MappingProxyType(_parameters(convention, socles)),
        chaine=chaine,
        boucles=boucles,
        calendrier=calendrier,
        elements=tuple(c for c in elements if c not in below),
        par_ligne=below,
        delegations=tuple(c for c in compiled if isinstance(c.clause, ir.Delegation)),
        remet=frozenset(
            v.destinataire
            for c in compiled
            for v in values_of(c)
            if isinstance(v, ir.Effet) and v.acte is ir.Acte.REMISE_A and v.destinataire is not None
        ),
        designes=tuple(
            c
            for versions in written
            for c in versions
            if isinstance(c, ir.Controle) and isinstance(c.reglage, ir.TitulaireParDefaut)
        ),
        non_lues=frozenset(decisions - {*_decisions_in((written, convention, tuple(socles)))})
        if decisions
        else frozenset(),
        denombre=any(map(_counts_rows, chaine)),
        relues=_reread(compiled, {c.ident: c.apporte for c in chaine}),
        relues_recues=_reread(compiled, REMISE),
    )


@dataclass(slots=True)
class Emprunts:
    """Clauses of socles, compiled once for all the conventions that inherit them and leave them as they are.
    Known by identity: what is kept holds them."""

    _socles: dict[int, tuple[ir.Convention, tuple[Versions, ...]]] = field(default_factory=dict)
    _clauses: dict[int, ClauseCompilee] = field(default_factory=dict)

    def versions(self, socle: ir.Convention) -> tuple[Versions, ...]:
        if id(socle) not in self._socles:
            self._socles[id(socle)] = (socle, _alone(socle))
        return self._socles[id(socle)][1]

    def compiled(self, versions: Versions, exceptions: Sequence[ir.ExceptionClause]) -> ClauseCompilee:
        """versions: of a socle, as `versions` gave them."""
        if any(_excepts(e, clause) for e in exceptions for clause in versions):
            return compile_clause(versions, exceptions)
        if id(versions) not in self._clauses:
            self._clauses[id(versions)] = compile_clause(versions, ())
        return self._clauses[id(versions)]


def _is_rule(versions: Versions) -> bool:
    return not isinstance(versions[0], ir.ExceptionClause | ir.Controle)


def of_elements(clause: ir.Clause) -> bool:
    """Does the clause judge something else than vacancies?"""
    return _level(clause) is not ir.Niveau.VACANCE


SOUS_UNE_VACANCE = (ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)


def _level(clause: ir.Clause) -> ir.Niveau:
    return clause.porte_sur if isinstance(clause, ir.Delai | ir.Obligation) else ir.Niveau.VACANCE


def together(
    programmes: Mapping[str, Programme], instruments: Mapping[str, ir.Validite]
) -> dict[str, Programme]:
    """Programmes of a repository that know one another: those of one landlord are neighbours, and each
    may ask whether another instrument is in force. A neighbour has no neighbours of its own."""
    by_landlord: dict[str, list[str]] = {}
    for ident, p in programmes.items():
        siren = p.convention.bailleur.siren if p.convention.bailleur is not None else None
        # Why alone: a convention without a landlord has no neighbour.
        by_landlord.setdefault(ident if siren is None else f"siren {siren}", []).append(ident)
    found: dict[str, Programme] = {}
    for idents in by_landlord.values():
        own = _of_a_landlord([programmes[ident] for ident in idents])
        found |= zip(idents, (replace(p, instruments=instruments) for p in own), strict=True)
    return {ident: found[ident] for ident in programmes}


REMISE = MappingProxyType({"": frozenset({"remise"})})
"""What other conventions may bring about."""


def _reread(clauses: Iterable[ClauseCompilee], brought: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Clauses whose effects are dated by what is known each day, and hang on what others bring about. A
    `suite` follows its own event as it is known today. brought: events, by the clause."""
    return frozenset(c.ident for c in clauses if _hangs_on(c, _of_others(c, brought)))


def _of_others(clause: ClauseCompilee, brought: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(event for ident, events in brought.items() if ident != clause.ident for event in events)


def _hangs_on(clause: ClauseCompilee, brought: frozenset[str]) -> bool:
    if not brought or not isinstance(clause.clause, ir.Suite | ir.Obligation):
        return False
    # Why: rows that an obligation counts are of the turn, until what clauses bring about closes it.
    counts = isinstance(clause.clause, ir.Obligation) and _counts_rows(clause)
    return counts or bool(clause.attendus & brought)


def _counts_rows(clause: ClauseCompilee) -> bool:
    return any(isinstance(e, ir.Compte | ir.Somme) for e in _read_by(clause.regles.values()))


def _of_a_landlord(programmes: Sequence[Programme]) -> Iterator[Programme]:
    """The same conventions, each with its neighbours, and whether they bear on its vacancies."""
    given = Counter(nom for p in programmes for nom in p.remet)
    texts = [d for p in programmes for c in p.delegations for d in c.versions or (c.clause,)]
    delegations = [d for d in texts if isinstance(d, ir.Delegation)]
    delegated, exercising = {d.titulaire for d in delegations}, {d.delegataire for d in delegations}
    absent = any(p.designes for p in programmes)
    own = tuple(replace(p, recoit=True) if _receives(p, given) else p for p in programmes)
    accounts = declared_accounts(files_of(own))
    types = MappingProxyType(attached(files_of(own)))
    own = tuple(replace(p, comptes=accounts, rattaches=types) for p in own) if accounts else own
    known = ((p.convention.ident, p.convention.reservataire) for p in own)
    holders = MappingProxyType({ident: holder for ident, holder in known if holder is not None})
    own = tuple(replace(p, titulaires=holders) for p in own)
    alike = Semblables([p.convention.reservataire for p in own])
    for rank, p in enumerate(own):
        rivals = tuple(own[other] for other in alike.of(rank))
        counted_apart = not (p.recoit or p.remet or _is_one_of(delegated, p))
        yield replace(
            p,
            voisins=own[:rank] + own[rank + 1 :],
            concurrents=rivals,
            a_part=counted_apart and not (rivals or absent or _is_one_of(exercising, p)),
            comptes_a_part=counted_apart,
        )


def _is_one_of(names: Iterable[str], programme: Programme) -> bool:
    return any(designates(nom, programme) for nom in names)


def _receives(programme: Programme, given: Mapping[str, int]) -> bool:
    """given: to whom the conventions of a landlord hand dwellings, and how many of them do."""
    return any(n > (nom in programme.remet) for nom, n in given.items() if designates(nom, programme))


def _opens(cas: Cas) -> bool:
    """Does the case open a second window?"""
    effet = cas.valeur
    return (
        isinstance(effet, ir.Effet)
        and effet.acte is ir.Acte.NOUVELLE_PROPOSITION
        and effet.echeance is not None
    )


def _alone(file: ir.Convention) -> tuple[Versions, ...]:
    """The clauses of a file that nothing amends. A socle's are in force no longer than the socle."""
    clauses = with_nested(file.clauses)
    return tuple((within(c, file.en_vigueur) if file.version is not None else c,) for c in clauses)


def compile_clause(versions: Versions, exceptions: Sequence[ir.ExceptionClause]) -> ClauseCompilee:
    """One clause with, for each key that may be replaced, its base cases and what excepts them."""
    regles: dict[str, Regle] = {}
    every = [(clause, keys_of(clause)) for clause in versions]
    for cle in every[0][1]:
        base, *after = (_base(clause, cle, keys, exceptions) for clause, keys in every)
        regles[cle] = Regle(cle=cle, base=base, ensuite=tuple(after))
    clause = whole(versions) if len(versions) > 1 else versions[0]
    ouvre = frozenset(cle for cle, regle in regles.items() if any(map(_opens, cases(*regle.versions))))
    read = tuple(_read_by(regles.values()))
    found = ClauseCompilee(
        clause=clause,
        regles=MappingProxyType(regles),
        versions=versions,
        ouvre=ouvre,
        situee=any(map(_is_dated, read)),
        reversible=any(isinstance(e, _REVERSIBLES) for e in read),
        guette=any(isinstance(e, ir.AEuLieu) for e in read),
        decisions=frozenset(e.nom for e in read if isinstance(e, ir.DecisionAttendue)),
        atteintes=frozenset(e.clause for e in read if isinstance(e, ir.Atteint | ir.TourDe)),
        lit_comptes=any(isinstance(e, ir.Atteint | ir.TourDe | ir.Chiffre) for e in read),
        lit_le_sien=any(isinstance(e, ir.Champ) and e.nom == COMPTE for e in read),
        interroge=any(isinstance(e, ir.EnVigueur) for e in read),
        apporte=frozenset(_brought_by(regles.values())),
        chiffree=any(asks_number(cas.valeur) for r in regles.values() for cas in cases(*r.versions)),
    )
    return replace(found, attendus=awaited_by(found))


def asks_number(valeur: object) -> bool:
    """Is it a rule that asks a number rather than a share?"""
    return isinstance(valeur, ir.RegleQuota) and valeur.nombre is not None


_REVERSIBLES = (ir.AEuLieu, ir.Renseigne, ir.DecisionAttendue, ir.ExerciceDelegue)


def _read_by(regles: Iterable[Regle]) -> Iterator[ir.Expr]:
    """Every expression of every case of these rules."""
    for regle in regles:
        for cas in cases(*regle.versions):
            yield from expressions_of(cas.condition)
            yield from expressions_of(cas.valeur)


def _brought_by(regles: Iterable[Regle]) -> Iterator[str]:
    for regle in regles:
        for cas in cases(*regle.versions):
            if isinstance(cas.valeur, ir.Effet) and cas.valeur.acte in EVENEMENT_DE_L_ACTE:
                yield EVENEMENT_DE_L_ACTE[cas.valeur.acte]


def _decisions_in(written: object) -> Iterator[str]:
    """Names of the human decisions that something written reads, at any depth."""
    return (node.nom for node in everything(written) if isinstance(node, ir.DecisionAttendue))


def _is_dated(expr: ir.Expr) -> bool:
    """Does the expression read something that comes about on a day?"""
    if isinstance(expr, ir.Compte | ir.Somme):
        return any(c in (ir.Classe.CANDIDATURES, ir.Classe.REFUS) for c in expr.population.classes)
    if isinstance(expr, ir.Champ):
        # Why the sense of an answer: it is known from the day of the answer on.
        return isinstance(expr.type, TEvenement) or expr.nom == "sens_reponse"
    return isinstance(expr, ir.AEuLieu | ir.DecisionAttendue | ir.Atteint | ir.TourDe | ir.ExerciceDelegue)


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
