"""Where the conventions of one landlord answer a same question otherwise: an information, never a finding.

Each convention judges with its own clauses and choices, and two may well differ; but who reads a report of
several needs to know where.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from convrules import ir
from convrules.analyses.convention.lecture import apart
from convrules.analyses.releves import Divergence, Reponse
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.ir.textes import with_nested

AUCUN = "aucun"
"""What the answer of a convention that says nothing reads like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dit:
    """An answer: what it is (compared), and how it is written (shown)."""

    sens: Hashable
    mots: str


_Question = tuple[str, str]


def divergences(conventions: Sequence[ir.Convention]) -> tuple[Divergence, ...]:
    """By landlord, what conventions in force on a same day answer otherwise. conventions: each text of an
    amended one stands for itself, on its own days."""
    found: list[Divergence] = []
    for own in _by_landlord(conventions).values():
        questions: dict[_Question, list[tuple[ir.Convention, _Dit]]] = {}
        inherited = sorted({nom for convention in own for nom, _ in convention.herite})
        for convention in own:
            for question, said in _answers(convention, inherited).items():
                questions.setdefault(question, []).append((convention, said))
        for (objet, cle), answers in questions.items():
            if _differ(answers):
                bailleur = own[0].bailleur
                assert bailleur is not None, "grouped by landlord"
                found.append(
                    Divergence(
                        bailleur=bailleur.siren,
                        nom=bailleur.nom,
                        objet=objet,
                        cle=cle,
                        reponses=tuple(_grouped(answers)),
                    )
                )
    return tuple(found)


def _by_landlord(conventions: Sequence[ir.Convention]) -> Mapping[str, list[ir.Convention]]:
    found: dict[str, list[ir.Convention]] = {}
    for convention in conventions:
        if convention.bailleur is not None:
            found.setdefault(convention.bailleur.siren, []).append(convention)
    return {siren: own for siren, own in sorted(found.items()) if len({c.ident for c in own}) > 1}


def _differ(answers: Sequence[tuple[ir.Convention, _Dit]]) -> bool:
    """Do two conventions, on some day, answer otherwise?"""
    meanings: dict[Hashable, int] = {}
    # Why two: among two conventions of one answer and one period, one is not the one that it is held against.
    held: dict[tuple[int, ir.Validite], list[str]] = {}
    for convention, said in answers:
        meaning = meanings.setdefault(said.sens, len(meanings))
        idents = held.setdefault((meaning, convention.en_vigueur), [])
        if len(idents) < 2 and convention.ident not in idents:
            idents.append(convention.ident)
    return len(meanings) > 1 and any(
        one != other and not apart(a, b) and len({*first, *second}) > 1
        for ((one, a), first), ((other, b), second) in combinations(held.items(), 2)
    )


def _grouped(answers: Sequence[tuple[ir.Convention, _Dit]]) -> Iterator[Reponse]:
    """The answers, the most shared first. Same words for two meanings (a name defined otherwise): told."""
    groups: dict[Hashable, tuple[str, list[str]]] = {}
    for convention, said in answers:
        mots, idents = groups.setdefault(said.sens, (said.mots, []))
        if convention.ident not in idents:
            idents.append(convention.ident)
    shown: set[str] = set()
    for mots, idents in sorted(groups.values(), key=lambda g: (-len(g[1]), g[1])):
        yield Reponse(
            valeur=t("{mots} (autrement défini)", mots=mots) if mots in shown else mots,
            conventions=tuple(idents),
        )
        shown.add(mots)


# --- what is asked --------------------------------------------------------------------------
def _answers(convention: ir.Convention, socles: Sequence[str]) -> Mapping[_Question, _Dit]:
    said: dict[_Question, _Dit] = {}
    for cle, mots in _choices(convention.choix):
        said["choix", cle] = _Dit(sens=mots, mots=mots)
    versions = dict(convention.herite)
    for nom in socles:
        version = versions.get(nom, AUCUN)
        said["hérite", nom] = _Dit(sens=version, mots=version)
    clauses = convention.clauses
    said["champ", ""] = _together([c for c in clauses if isinstance(c, ir.ClauseChamp)])
    said["droit identifié", ""] = _together([c for c in clauses if isinstance(c, ir.DroitIdentifie)])
    said["soustraction", ""] = _together([c for c in clauses if isinstance(c, ir.Soustraction)])
    for cle, of_each in _of_parts([c for c in clauses if isinstance(c, ir.Part)]):
        said["part", cle] = of_each
    for clause in with_nested(clauses):
        if isinstance(clause, ir.Quota):
            for cle, one in _of_quota(clause):
                said[f"quota {clause.entete.nom}", cle] = one
    return said


def _choices(choix: ir.Choix | None) -> Iterator[tuple[str, str]]:
    if choix is None:
        return
    yield "période", choix.periode.value
    yield "rattachement", choix.rattachement
    yield "événements", choix.evenements.value
    yield "gestion", "déléguée au bailleur" if choix.gestion_deleguee else "directe"
    yield "premières mises en location", "par programme" if choix.neufs_par_programme else "dans le flux"
    yield "soustractions", choix.soustractions.value
    yield (
        "échéance non ouvrée",
        "reportée au jour ouvré suivant" if choix.report_jour_ouvre else "inchangée",
    )


def _together(clauses: Sequence[ir.ClauseChamp | ir.DroitIdentifie | ir.Soustraction]) -> _Dit:
    """What clauses of one kind say all together, whatever their order and their names."""
    said = [_of_condition(c) for c in clauses]
    return _Dit(sens=frozenset(s.sens for s in said), mots=" + ".join(s.mots for s in said) or AUCUN)


def _of_condition(clause: ir.ClauseChamp | ir.DroitIdentifie | ir.Soustraction) -> _Dit:
    si, days = clause.entete.si, clause.entete.en_vigueur
    most = clause.limite if isinstance(clause, ir.Soustraction) else None
    mots = _written(clause.regle.span)
    mots += f" (si {_written(si.span)})" if si is not None else ""
    mots += f" (limite {_written(most.span)})" if most is not None else ""
    return _Dit(sens=(clause.regle, si, days, most), mots=mots)


def _of_parts(parts: Sequence[ir.Part]) -> Iterator[tuple[str, _Dit]]:
    """A convention may have several parts; their rates are its own, and are not compared."""
    if not parts:
        return
    each: tuple[tuple[str, list[_Dit]], ...] = (
        ("base", [_phrase(p.regle.population) for p in parts]),
        ("compte", [_phrase(p.compte) for p in parts]),
        ("application", [_application(p.application) for p in parts]),
        ("arrondi", [_Dit(sens=p.arrondi, mots=p.arrondi.value) for p in parts]),
        ("report", [_phrase(p.report) for p in parts]),
        ("tolérance", [_phrase(p.tolerance) for p in parts]),
        ("base minimale", [_phrase(p.base_minimale) for p in parts]),
    )
    for cle, said in each:
        once = {s.sens: s.mots for s in said}
        yield cle, _Dit(sens=frozenset(once), mots=" + ".join(once.values()))


def _of_quota(quota: ir.Quota) -> Iterator[tuple[str, _Dit]]:
    yield "base", _phrase(quota.regle.population)
    yield "pour", _phrase(quota.regle.public)
    yield "compte", _phrase(quota.compte)
    yield "application", _application(quota.application)
    yield "arrondi", _Dit(sens=quota.arrondi, mots=quota.arrondi.value)
    yield "report", _phrase(quota.report)
    yield "tolérance", _phrase(quota.tolerance)
    yield "base minimale", _phrase(quota.base_minimale)
    yield "période", _Dit(sens=quota.periode, mots=quota.periode or t("celle de choix"))


def _phrase(node: ir.Population | ir.Report | ir.Tolerance | ir.Expr | None) -> _Dit:
    return _Dit(sens=node, mots=_written(node.span) if node is not None else AUCUN)


def _application(application: ir.Application) -> _Dit:
    noms = " et ".join(c.nom for c in application.dimensions)
    return _Dit(sens=application.dimensions, mots=f"chaque {noms}" if noms else "ensemble")


def _written(span: Span) -> str:
    return " ".join(span.text.split())
