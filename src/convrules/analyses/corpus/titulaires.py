"""Who holds the rights when there is no convention (contrôle « titulaire_par_defaut »).

It speaks of what is not there: only a repository read whole can tell."""

from collections.abc import Iterator, Sequence

from convrules import ir, vocabulary
from convrules.analyses.convention.lecture import with_nested
from convrules.analyses.corpus.demandes import Demande, Socles, common, demandes
from convrules.analyses.corpus.territoires import departements_of
from convrules.analyses.corpus.unicite import same_landlord
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def titulaires_par_defaut(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for demande in demandes(conventions, socles, ir.TitulaireParDefaut):
        bailleur = demande.convention.bailleur
        if bailleur is None:
            continue
        key = (bailleur.siren, demande.reglage.designe)
        if key not in told:
            found = _without_designated(demande, conventions, bailleur)
            if found is not None:
                told.add(key)
                yield found
        yield from _named_without(demande, conventions, bailleur)


def _without_designated(
    demande: Demande[ir.TitulaireParDefaut], conventions: Sequence[ir.Convention], bailleur: ir.Bailleur
) -> Diagnostic | None:
    """A département where the landlord has conventions but none with the holder designated."""
    wanted = demande.reglage.designe
    for departement in sorted(departements_of(demande.convention.territoire)):
        there = (
            c for c in conventions if _is_held_by(c, wanted) and departement in departements_of(c.territoire)
        )
        if not any(_together(demande, c) for c in there):
            return problems.sans_titulaire_designe(
                span=demande.convention.span,
                bailleur=bailleur.nom,
                departement=departement,
                designe=wanted,
                fondement=demande.fondement,
            )
    return None


def _named_without(
    demande: Demande[ir.TitulaireParDefaut], conventions: Sequence[ir.Convention], bailleur: ir.Bailleur
) -> Iterator[Diagnostic]:
    """Holders that the clauses name and that have no convention with the landlord there."""
    here = departements_of(demande.convention.territoire)
    for clause in with_nested(demande.convention.clauses):
        absent = [
            nom
            for nom in dict.fromkeys(_named(clause))
            if not any(
                _is_held_by(c, nom) and _together(demande, c) and here & departements_of(c.territoire)
                for c in conventions
            )
        ]
        if absent:
            yield problems.reservataire_sans_convention(
                span=clause.entete.span,
                nomme=suite(map(cite, absent)),
                designe=demande.reglage.designe,
                bailleur=bailleur.nom,
                fondement=demande.fondement,
            )


def _named(clause: ir.Clause) -> Iterator[str]:
    """Types of holder named as those to whom something goes."""
    names: Sequence[str | None] = ()
    match clause:
        case ir.Delai(a_defaut=effet) | ir.Obligation(a_defaut=effet):
            names = (effet.destinataire,) if effet is not None else ()
        case ir.Suite(effet=effet):
            names = (effet.destinataire,)
        case ir.Imputation(regle=ordre):
            names = tuple(e.compte for e in ordre.etapes)
        case ir.Repartition(entre=entre):
            names = tuple(nom for nom, _ in entre)
        case _:
            names = ()
    yield from (n for n in names if n in vocabulary.TYPES_RESERVATAIRE)


def _is_held_by(convention: ir.Convention, nom: str) -> bool:
    holder = convention.reservataire
    return convention.ident == nom or (holder is not None and holder.type == nom)


def _together(demande: Demande[ir.TitulaireParDefaut], other: ir.Convention) -> bool:
    shared = common(demande.jours, other.en_vigueur)
    return shared is not None and (other is demande.convention or same_landlord(demande.convention, other))
