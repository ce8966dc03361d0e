"""Who holds the rights when there is no convention (contrôle « titulaire_par_defaut »).

It speaks of what is not there: only a repository read whole can tell."""

from collections.abc import Iterator, Sequence

from convrules import ir, vocabulary
from convrules.analyses.corpus.demandes import Demande, Socles, common, demandes
from convrules.analyses.corpus.territoires import departements_of
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.ir.textes import with_nested


def titulaires_par_defaut(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    held = _Tenues(conventions)
    for demande in demandes(conventions, socles, ir.TitulaireParDefaut):
        bailleur = demande.convention.bailleur
        if bailleur is None:
            continue
        key = (bailleur.siren, demande.reglage.designe)
        if key not in told:
            found = _without_designated(demande, held, bailleur)
            if found is not None:
                told.add(key)
                yield found
        yield from _named_without(demande, held, bailleur)


class _Tenues:
    """When a landlord has a convention with a holder in a département, by its type or by the name of the
    convention: the periods, which many have in common."""

    def __init__(self, conventions: Sequence[ir.Convention]) -> None:
        self.periodes: dict[tuple[str, str, str], set[ir.Validite]] = {}
        for c in conventions:
            if c.bailleur is None:
                continue
            names = {c.ident} if c.reservataire is None else {c.ident, c.reservataire.type}
            for departement in departements_of(c.territoire):
                for nom in names:
                    key = (c.bailleur.siren, nom, departement)
                    self.periodes.setdefault(key, set()).add(c.en_vigueur)

    def during(self, siren: str, nom: str, departement: str, jours: ir.Validite) -> bool:
        found = self.periodes.get((siren, nom, departement), ())
        return any(common(jours, days) is not None for days in found)


def _without_designated(
    demande: Demande[ir.TitulaireParDefaut], held: _Tenues, bailleur: ir.Bailleur
) -> Diagnostic | None:
    """A département where the landlord has conventions but none with the holder designated."""
    wanted = demande.reglage.designe
    for departement in sorted(departements_of(demande.convention.territoire)):
        if not held.during(bailleur.siren, wanted, departement, demande.jours):
            return problems.sans_titulaire_designe(
                span=demande.convention.span,
                bailleur=bailleur.nom,
                departement=departement,
                designe=wanted,
                fondement=demande.fondement,
            )
    return None


def _named_without(
    demande: Demande[ir.TitulaireParDefaut], held: _Tenues, bailleur: ir.Bailleur
) -> Iterator[Diagnostic]:
    """Holders that the clauses name and that have no convention with the landlord there."""
    here = departements_of(demande.convention.territoire)
    for clause in with_nested(demande.convention.clauses):
        absent = [
            nom
            for nom in dict.fromkeys(_named(clause))
            if not any(held.during(bailleur.siren, nom, d, demande.jours) for d in here)
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
