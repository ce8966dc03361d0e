"""The head of a convention or socle: parties, territory, choices, what it inherits."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from convrules import ir, vocabulary
from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.checking.codes import place_finding
from convrules.checking.readers import day, entries, head, member, place, scalars, table_of, text
from convrules.checking.scope import Chantier, ClauseConnue
from convrules.checking.sentences import event_named
from convrules.checking.words import GENRES, closest, listing
from convrules.diagnostics.problems import clauses
from convrules.diagnostics.problems import noms as problems
from convrules.functions import EXERCICE_DELEGUE
from convrules.ir.textes import with_nested
from convrules.syntax import nodes as n
from convrules.syntax.words import RESERVES

_SIREN: Final = Motif(r"\d{9}", re.ASCII)
_VERSION: Final = Motif(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_CODE: Final = Motif(r"[0-9A-Za-z_-]+")
"""As the schema asks for them: what is written otherwise is told of there."""
_LIEUX: Final[Mapping[str, str]] = {
    "région": "region",
    "département": "departement",
    "commune": "commune",
    "epci": "epci",
    "ept": "ept",
}
"""Key of a territory to the official list of its codes."""


# --- parties --------------------------------------------------------------------------------
def bailleur(c: Chantier, root: n.Table) -> ir.Bailleur | None:
    """The landlord; a number whose key is wrong is told, but for those that are nobody's (000…)."""
    table = table_of(root.get("bailleur"))
    if table is None:
        return None
    siren = text(table, "siren") or ""
    if _SIREN.fullmatch(siren) and not siren.startswith("000") and not _agrees(siren):
        c.report(problems.cle_de_siren_fausse(span=place(table, "siren"), siren=siren))
    return ir.Bailleur(
        nom=text(table, "nom") or "",
        siren=siren,
        place_nom=place(table, "nom"),
        place_siren=place(table, "siren"),
    )


def _agrees(siren: str) -> bool:
    """Luhn's key: every second figure from the right doubled, the figures of all sum to a multiple of 10."""
    doubled = (int(figure) * (1 + rank % 2) for rank, figure in enumerate(reversed(siren)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def reservataire(c: Chantier, root: n.Table) -> ir.Reservataire | None:
    """The holder; a code that its type has an official list for is checked in it."""
    table = table_of(root.get("réservataire"))
    if table is None:
        return None
    kind, code = text(table, "type") or "", text(table, "code")
    if code is not None and kind in _LIEUX.values():
        _check_place(c, place(table, "code"), code, kind)
    return ir.Reservataire(nom=text(table, "nom") or "", type=kind, code=code)


def territoire(c: Chantier, root: n.Table) -> ir.Territoire:
    table = table_of(root.get("territoire"))
    if table is None:
        return ir.Territoire()
    codes = {genre: _codes(c, table, cle, genre) for cle, genre in _LIEUX.items()}
    return ir.Territoire(
        regions=codes["region"],
        departements=codes["departement"],
        communes=codes["commune"],
        epcis=codes["epci"],
        epts=codes["ept"],
    )


def _codes(c: Chantier, table: n.Table, cle: str, genre: str) -> frozenset[str]:
    for code in scalars(table.get(cle)):
        _check_place(c, code.span, code.texte, genre)
    check_repeated(c, cle, scalars(table.get(cle)))
    return frozenset(code.texte for code in scalars(table.get(cle)))


def check_repeated(c: Chantier, cle: str, listed: Sequence[n.Scalaire]) -> None:
    """A value that stands twice in a list: another one was meant, or one is too many."""
    seen: dict[str, Span] = {}
    for before, one in pairwise((None, *listed)):
        assert one is not None, "the values of a list"
        first = seen.setdefault(one.texte, one.span)
        if first is one.span or before is None:
            continue
        between = Span(source=one.span.source, start=before.span.end, end=one.span.end)
        c.report(
            problems.cite_deux_fois(span=one.span, valeur=one.texte, cle=cle, premiere=first, retrait=between)
        )


def _check_place(c: Chantier, span: Span, code: str, genre: str) -> None:
    found = place_finding(span, code, genre)
    if found is not None and _CODE.fullmatch(code) is not None:
        c.report(found)


# --- choices --------------------------------------------------------------------------------
def choix(c: Chantier, root: n.Table) -> ir.Choix | None:
    """The seven answers; the skeleton asks for all of them."""
    table = table_of(root.get("choix"))
    if table is None:
        return None
    said = {k.texte: v.texte for k, v in table.entrees if isinstance(v, n.Scalaire)}
    rattachement = said.get("rattachement", "")
    if rattachement:
        event_named(c, rattachement, place(table, "rattachement"))
    periode = member(ir.Periode, said.get("période"))
    evenements = member(ir.ComptageEvenements, said.get("événements"))
    soustractions = member(ir.ModeSoustraction, said.get("soustractions"))
    if len(said) < 7 or periode is None or evenements is None or soustractions is None:
        return None
    return ir.Choix(
        periode=periode,
        rattachement=rattachement,
        evenements=evenements,
        gestion_deleguee=said.get("gestion") == "déléguée au bailleur",
        neufs_par_programme=said.get("premières mises en location") == "par programme",
        soustractions=soustractions,
        report_jour_ouvre=said.get("échéance non ouvrée") == "reportée au jour ouvré suivant",
    )


_SUITE: Final = Motif(r"(?:art(?:icle)?s?\.?\s*)?(?P<de>[0-9]{1,3})\s*(?:à|a|\.\.)\s*(?P<a>[0-9]{1,3})")
"""`1 à 8`: a run of articles, which is listed."""


def articles(c: Chantier, root: n.Table) -> tuple[n.Scalaire, ...]:
    """Those of the document; none when they are not listed, which is told of once. A run is refused, and read
    as what it means."""
    document = table_of(root.get("document"))
    listed = document.get("articles") if document is not None else None
    check_repeated(c, "articles", scalars(listed))
    found: list[n.Scalaire] = []
    for one in scalars(listed) if isinstance(listed, n.Liste) else ():
        run = _SUITE.fullmatch(one.texte.strip())
        ranks = range(int(run["de"]), int(run["a"]) + 1) if run is not None else range(0)
        if len(ranks) < 2:
            found.append(one)
            continue
        meant = [str(rank) for rank in ranks]
        shown = ", ".join(f'"{rank}"' for rank in meant)
        c.report(clauses.suite_d_articles(span=one.span, ecrit=one.texte, liste=shown))
        found += [n.Scalaire(span=one.span, texte=rank, cite=True) for rank in meant]
    return tuple(found)


def signature(root: n.Table) -> date | None:
    document = table_of(root.get("document"))
    return day(document.get("signé le")) if document is not None else None


# --- what is inherited ----------------------------------------------------------------------
def inherit(c: Chantier, root: n.Table) -> tuple[tuple[str, str], ...]:
    """Bring in what the socles name; an unknown socle or version is reported with those found."""
    found: list[tuple[str, str]] = []
    for cle, valeur in entries(root.get("hérite")):
        version = valeur.texte if isinstance(valeur, n.Scalaire) else ""
        socle = c.env.socles.get((cle.texte, version))
        if socle is None:
            _absent_socle(c, cle, valeur, version)
            continue
        c.herites[cle.texte] = socle
        _bring_in(c, cle.texte, socle)
        found.append((cle.texte, version))
    return tuple(found)


def _absent_socle(c: Chantier, cle: n.Scalaire, valeur: n.Yaml, version: str) -> None:
    c.socles_absents.add(cle.texte)
    # Why twice: a base that does not say its version is told so in its own file.
    if any(nom in c.env.refuses for nom in (f"{cle.texte} {version}", f"{cle.texte} ")):
        return
    if _VERSION.fullmatch(version) is None:
        return  # what is no version is told as such
    available = {f"{nom} {v}" for nom, v in c.env.socles} | c.env.disponibles
    same = sorted(x for x in available if x.startswith(f"{cle.texte} "))
    proche = "" if same else closest(cle.texte, {x.split(" ")[0] for x in available})
    if proche:
        # What is cited of the one that was meant is not there for the same reason.
        c.socles_absents.add(proche)
    c.report(
        problems.socle_inconnu(
            span=head(valeur) if same else cle.span,
            nom=cle.texte,
            version=version,
            trouves=listing(same or sorted(available)) or "aucun",
            proche=proche,
        )
    )


def _bring_in(c: Chantier, prefixe: str, socle: ir.Convention) -> None:
    for champ in socle.vocabulaire:
        add_field(c, champ)
    for p in socle.parametres:
        c.parametres[p.nom] = p
    for nom, expr in socle.definitions:
        c.definitions_heritees[f"{prefixe}.{nom}"] = expr
    for clause in with_nested(socle.clauses):
        ident = clause.entete.ident
        c.clauses[ident] = known_clause(clause, herite=True)
        c.arbres[ident] = clause
        if isinstance(clause, ir.DecisionHumaine):
            c.decisions[ident] = ident
            c.elements[ident] = clause.porte_sur


def known_clause(clause: ir.Clause, *, herite: bool) -> ClauseConnue:
    entete = clause.entete
    prefix = entete.ident.removesuffix(entete.nom)
    return ClauseConnue(
        ident=entete.ident,
        genre=GENRES[type(clause)],
        span=entete.span,
        groupe=f"{prefix}{entete.groupe}" if entete.groupe else None,
        caractere=entete.caractere,
        herite=herite,
    )


def add_field(c: Chantier, champ: ir.ChampDeclare) -> None:
    """A declared field may be read; a flag of candidatures is also that of the household retained."""
    c.declares[(champ.niveau, champ.nom)] = champ
    if champ.niveau is ir.Niveau.CANDIDATURE:
        c.declares[(ir.Niveau.VACANCE, champ.nom)] = ir.ChampDeclare(
            nom=champ.nom,
            niveau=ir.Niveau.VACANCE,
            type=champ.type,
            codes=champ.codes,
            enonce=champ.enonce,
            span=champ.span,
        )
        c.menages.add(champ.nom)


# --- names ----------------------------------------------------------------------------------
def declare(c: Chantier, seen: dict[str, tuple[str, Span]], nom: n.Scalaire, sens: str) -> bool:
    """Take a name of the file's one namespace. sens: what it now means (« une part »)."""
    word = nom.texte
    if word in RESERVES or word == EXERCICE_DELEGUE:
        c.report(problems.mot_reserve(span=nom.span, nom=word))
        return False
    if word in seen:
        before, span = seen[word]
        c.report(problems.nom_deja_pris(span=nom.span, nom=word, sens=before, premiere=span))
        c.repetes.add(word)
        return False
    built_in = "un fait du vocabulaire" if vocabulary.niveaux_de(word) else ""
    if built_in or word in vocabulary.NIVEAUX:
        sens = built_in or "un niveau"
        c.report(problems.nom_deja_pris(span=nom.span, nom=word, sens=sens, premiere=None))
        return False
    seen[word] = (sens, nom.span)
    return True
