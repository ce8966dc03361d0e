"""The header of a file against its mapping: what is missing, what is not accounted for, what is personal."""

from collections.abc import Iterator, Sequence
from itertools import islice

from convrules import ir
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.conversion import nearest
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.csv_reader import SEPARATEURS, clean, unusual
from convrules.facts.readers.lieux import Tableau, places
from convrules.facts.titres import about_somebody, looks_personal

IDENTIFIEES = frozenset({"vacances", "logements", "programmes", "conventions", "droits", "demandes"})
ENFANTS = frozenset({"candidatures", "refus", "previsions"})
_APERCU = 20
"""Lines among which the titles are looked for."""


def known_columns(tableau: Tableau, colonnes: Sequence[ir.Colonne]) -> tuple[tuple[ir.Colonne, int], ...]:
    """The columns of the mapping that this file has and that may be read, with their index."""
    rank = {name: i for i, name in enumerate(tableau.entete.valeurs)}
    wanted = ((c, clean(c.colonne)) for c in colonnes if c.colonne is not None)
    return tuple((c, rank[name]) for c, name in wanted if name in rank and _may_be_read(c, name))


def _may_be_read(colonne: ir.Colonne, nom: str) -> bool:
    return colonne.pseudonymise or not looks_personal(nom)


def check_header(
    tableau: Tableau, colonnes: Sequence[ir.Colonne], fichier: ir.FichierSource, ignore: Sequence[str]
) -> Iterator[Diagnostic]:
    """Every column of the file is mapped or ignored; every mapped column is in the file."""
    names = tableau.entete.valeurs
    mapped = [c for c in colonnes if c.colonne is not None]
    wanted = {clean(c.colonne or "") for c in mapped} | set(map(clean, fichier.outils))
    # Why not of a query: its titles are what its text names, never a row.
    written = not tableau.titres_declares and fichier.requete is None
    if wanted and not wanted.intersection(names) and written:
        attendues = ", ".join(sorted(wanted)[:8])
        # The line may be data, not names: nothing of it is shown.
        lower = _titles_below(tableau, wanted)
        passer = "" if lower is None else str(fichier.passees + lower)
        text = len(names) == 1 and tableau.separateur == SEPARATEURS[0] and fichier.separateur is None
        yield problems.entete_meconnaissable(
            span=_masked_line(tableau),
            attendues=attendues,
            passer=passer,
            separateur=unusual(names[0], frozenset(wanted)) if text else "",
        )
        return
    yield from _absent(tableau, mapped)
    left = [(i, n) for i, n in enumerate(names) if n not in wanted and n not in frozenset(map(clean, ignore))]
    yield from _unaccounted(tableau, fichier.span, left)


def _titles_below(tableau: Tableau, wanted: set[str]) -> int | None:
    """How many filled lines to pass for one that has some of the titles."""
    first = enumerate(islice(tableau.rangees(), _APERCU), 1)
    return next((n for n, rangee in first if wanted.intersection(rangee.valeurs)), None)


def _masked_line(tableau: Tableau) -> Span:
    spans = places(tableau, [(tableau.entete, 0)], frozenset(), titres=False)
    return spans[tableau.entete.ligne, 0]


def _absent(tableau: Tableau, mapped: Sequence[ir.Colonne]) -> Iterator[Diagnostic]:
    names = tableau.entete.valeurs
    for colonne in mapped:
        nom = clean(colonne.colonne or "")
        if not _may_be_read(colonne, nom):
            yield problems.colonne_personnelle_reliee(span=colonne.span, colonne=nom, champ=colonne.champ)
        elif nom not in names:
            yield problems.colonne_absente(
                span=colonne.span,
                colonne=nom,
                champ=colonne.champ,
                fichier=tableau.nom,
                proche=nearest(nom, names),
            )


def _unaccounted(tableau: Tableau, declared: Span, left: Sequence[tuple[int, str]]) -> Iterator[Diagnostic]:
    """declared: where the mapping names the file, hence its titles when the file has none. left: index and
    title of each column."""
    line = tableau.entete.ligne
    spans = (
        {}
        if tableau.titres_declares
        else places(tableau, [(tableau.entete, i) for i, _ in left], frozenset())
    )
    for index, name in left:
        problem = problems.colonne_personnelle if about_somebody(name) else problems.colonne_non_declaree
        yield problem(span=spans.get((line, index), declared), colonne=name)


def lacking_key(fichier: Fichier, plan: Plan) -> str | None:
    """Rows need their identifier, or what they hang on; without it the file is not loaded. Nor is a file
    whose `clé` is not among its titles. None: it lacks none; empty: the check of the header said which."""
    if fichier.source.cles and not fichier.key_ranks():
        return ", ".join(c for c in fichier.source.cles if clean(c) not in fichier.tableau.entete.valeurs)
    if not plan.principale(fichier.source):
        return None
    needed = "id" if plan.table in IDENTIFIEES else "vacance" if plan.table in ENFANTS else None
    if needed is None or fichier.source.numerotee or fichier.rank(needed) is not None:
        return None
    return needed if all(c.champ != needed for c in plan.colonnes) else ""
