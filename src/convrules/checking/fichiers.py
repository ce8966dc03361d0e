"""The files of a mapping: where the rows of each table are, and how they are read."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.chemins import leaves
from convrules.base.motifs import Motif
from convrules.base.values import TEvenement
from convrules.checking.readers import day, entries, items, place, scalars, text
from convrules.checking.scope import Chantier
from convrules.checking.words import listing
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import donnees
from convrules.syntax import nodes as n

CLASSEURS: Final = (".xlsx", ".xlsm", ".ods", ".xls")
"""How the names of workbooks end."""
_SEPARE: Final = Motif(r"[^\w\s\"\0]|\t")
"""What may stand between two cells: one sign, neither of a word nor a quote."""
_SANS_IDENTIFIANT: Final = ("logements", "programmes", "droits")
"""Tables whose rows may go without a name: whoever cites none is not wrong to have none."""
PARTAGE: Final = "sert à plusieurs"
VIDE: Final = "peut être vide"
DU: Final = "complet du"
SUITE: Final = "suite de"
_D_UN_TABLEAU: Final = ("encodage", "séparateur", "feuille", "lignes à passer", "lignes annoncées", "titres")
"""Keys of what has no types and no titles of its own: useless for a query or a Parquet file."""


def files_of(c: Chantier, root: n.Table) -> Iterator[ir.FichierSource]:
    for table, node in entries(root.get("fichiers")):
        every = tuple(items(node)) if isinstance(node, n.Liste) else (node,)
        read = [(one, tuple(_file(c, table.texte, one))) for one in every if isinstance(one, n.Table)]
        for one, own in read:
            _check_following(c, one, own, [f for node, files in read if node is not one for f in files])
            yield from own


def _check_following(
    c: Chantier, node: n.Table, own: Sequence[ir.FichierSource], others: Sequence[ir.FichierSource]
) -> None:
    """A file of vacancies continues others, which stop before it: each says its day. A file that is joined
    by its key continues none."""
    du, au = day(node.get(DU)), day(node.get("complet au"))
    named = tuple(scalars(node.get(SUITE)))
    alone = not others or any(f.table != "vacances" for f in own) or any(f.cles for f in (*own, *others))
    if not named or alone:
        _useless(c, node, (SUITE, DU))
        return
    for one in named:
        found = [source for source in (*own, *others) if one.texte in (source.nom, source.motif)]
        stops = [source.complet_au for source in found if source not in own]
        if not found:
            known = listing([source.nom for source in others])
            c.report(problems.fichier_de_colonne_inconnu(span=one.span, fichier=one.texte, fichiers=known))
        elif au is None or not stops or any(stop is None or stop >= au for stop in stops):
            _useless(c, node, (SUITE,))
            break
    if du is not None and au is not None and du > au:
        _useless(c, node, (DU,))


def check_events(c: Chantier, root: n.Table, colonnes: Sequence[tuple[str, tuple[ir.Colonne, ...]]]) -> None:
    """`complet au` of a file speaks of its events: where there is none, it says nothing."""
    events = {t for t, columns in colonnes if any(isinstance(x.type, TEvenement) for x in columns)}
    for table, node in entries(root.get("fichiers")):
        for one in items(node) if isinstance(node, n.Liste) else (node,):
            if isinstance(one, n.Table) and table.texte not in events:
                _useless(c, one, ("complet au",))


def _file(c: Chantier, table: str, node: n.Table) -> Iterator[ir.FichierSource]:
    if table not in _SANS_IDENTIFIANT:
        _useless(c, node, ("sans identifiant",))
    if table != "vacances":
        _useless(c, node, (VIDE,))
    du, au = day(node.get(DU)), day(node.get("complet au"))
    suite = tuple(x.texte for x in scalars(node.get(SUITE)))
    requete = text(node, "requête")
    if requete is not None:
        _useless(c, node, _D_UN_TABLEAU)
        yield ir.FichierSource(
            nom=requete,
            table=table,
            motif=f"requête {requete}",
            requete=requete,
            cles=tuple(_key(c, node)),
            partagee=text(node, PARTAGE) == "oui",
            numerotee=text(node, "sans identifiant") == "oui",
            vide=text(node, VIDE) == "oui",
            manquant=tuple(x.texte for x in scalars(node.get("manquant"))),
            complet_au=au,
            complet_du=du,
            suite_de=suite,
            tris=tuple(_sorting(node)),
            span=place(node, "requête"),
        )
        return
    separateur, feuille = text(node, "séparateur"), text(node, "feuille")
    if separateur is not None and not (len(separateur) == 1 and _SEPARE.fullmatch(separateur)):
        c.report(problems.separateur_impossible(span=place(node, "séparateur"), ecrit=separateur))
    titres, cles = _titles(c, node), tuple(_key(c, node))
    for motif in scalars(node.get("fichier")):
        _useless(c, node, _without_effect(motif.texte.lower()))
        if leaves(motif.texte):
            c.report(donnees.fichier_hors_du_dossier(span=motif.span, motif=motif.texte))
        yield ir.FichierSource(
            nom=motif.texte if feuille is None else f"{motif.texte}#{feuille}",
            table=table,
            motif=motif.texte,
            encodage=text(node, "encodage"),
            separateur=separateur,
            feuille=feuille,
            cles=cles,
            partagee=text(node, PARTAGE) == "oui",
            passees=_count(c, node, "lignes à passer"),
            annoncees=_announced(c, node, motif.texte.lower()),
            titres=titres,
            numerotee=text(node, "sans identifiant") == "oui",
            vide=text(node, VIDE) == "oui",
            manquant=tuple(x.texte for x in scalars(node.get("manquant"))),
            complet_au=au,
            complet_du=du,
            suite_de=suite,
            tris=tuple(_sorting(node)),
            span=motif.span,
        )


def _sorting(node: n.Table) -> Iterator[ir.Tri]:
    for cle, garde in (("lignes gardées", True), ("lignes écartées", False)):
        for colonne, valeurs in entries(node.get(cle)):
            texts = tuple((x.texte, x.span) for x in scalars(valeurs))
            yield ir.Tri(colonne=colonne.texte, garde=garde, valeurs=texts, span=colonne.span)


def _key(c: Chantier, node: n.Table) -> Iterator[str]:
    """Columns that together join the files of a table. Without any, no row can serve several others."""
    cle = node.get("clé")
    if cle is None:
        _useless(c, node, (PARTAGE,))
        return
    yield from dict.fromkeys(one.texte for one in scalars(cle))


def _titles(c: Chantier, node: n.Table) -> tuple[str, ...]:
    """Names that the mapping gives to columns that have none in the file."""
    seen: set[str] = set()
    for titre in scalars(node.get("titres")):
        if titre.texte in seen:
            c.report(problems.titre_repete(span=titre.span, titre=titre.texte))
        seen.add(titre.texte)
    return tuple(t.texte for t in scalars(node.get("titres")))


def _count(c: Chantier, node: n.Table, cle: str) -> int:
    written = text(node, cle)
    if written is None:
        return 0
    if not written.isdecimal() or int(written) == 0:
        _useless(c, node, (cle,))
        return 0
    return int(written)


def _announced(c: Chantier, node: n.Table, motif: str) -> int:
    """A text file alone has an own line above its titles that speaks of its rows."""
    if text(node, "lignes à passer") is None or motif.endswith(CLASSEURS):
        _useless(c, node, ("lignes annoncées",))
        return 0
    return _count(c, node, "lignes annoncées")


def _useless(c: Chantier, node: n.Table, cles: Sequence[str]) -> None:
    for key in (node.key(cle) for cle in cles):
        if key is not None:
            c.report(problems.cle_sans_effet(span=key.span, cle=key.texte))


def _without_effect(motif: str) -> tuple[str, ...]:
    """Keys that say nothing of such a file."""
    if motif.endswith(CLASSEURS):
        return ("encodage", "séparateur")
    return _D_UN_TABLEAU if motif.endswith(".parquet") else ("feuille",)
