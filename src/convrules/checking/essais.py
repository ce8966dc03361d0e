"""Cases kept beside a convention: rows of facts, and what is expected of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from convrules import ir
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.checking.attentes import ATTENTES, check_parts
from convrules.checking.chantiers import site_of
from convrules.checking.env import Environnement
from convrules.checking.lignes import Faits, check_common, read_cells, read_rows
from convrules.checking.readers import day, entries, fraction, head, items, table_of, tables, text
from convrules.checking.scope import Chantier
from convrules.checking.words import closest, fold, listing
from convrules.diagnostics.model import Checked, in_order
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import noms
from convrules.diagnostics.problems import recoupements as donnees
from convrules.diagnostics.problems import types as type_problems
from convrules.syntax import nodes as n


def check_essais(file: n.File, env: Environnement) -> Checked[ir.Essais]:
    """Type the cases of a file. Without their convention (absent, or refused) there is no case to type."""
    root = file.racine
    ident = text(root, "essais") or ""
    convention = env.conventions.get(ident)
    if convention is None:
        value = ir.Essais(convention=ident, cas=(), span=head(file))
        # A name that its own file spells in a way that is refused there is told there.
        if any(fold(ident) == fold(refused) for refused in env.refuses):
            return Checked(value=value)
        key = root.get("essais")
        span = key.span if key is not None else head(file)
        proche = closest(ident, env.conventions)
        found = noms.convention_inconnue(span=span, nom=ident, proche=proche)
        return Checked(value=value, diagnostics=(found,))
    c = site_of(env, (convention,))
    c.fil = (t("essais « {ident} »", ident=ident),)
    common = Faits(tables=(table_of(root.get("faits")),), au=day(root.get("au")), convention=ident)
    check_common(c, common.tables[-1])
    _check_names(c, root)
    cases = tuple(x for t in tables(root.get("cas")) for x in _case(c, t, common))
    return Checked(
        value=ir.Essais(convention=ident, cas=cases, span=head(file)),
        diagnostics=in_order(c.diagnostics),
    )


def _check_names(c: Chantier, root: n.Table) -> None:
    """A case is known by its name: two of one file must differ."""
    seen: dict[str, Span] = {}
    for table in tables(root.get("cas")):
        nom = text(table, "cas")
        if nom is not None and nom in seen:
            c.report(noms.cas_du_meme_nom(span=_name_span(table), nom=nom, premier=seen[nom]))
        elif nom is not None:
            seen[nom] = _name_span(table)


def _case(c: Chantier, table: n.Table, common: Faits) -> Iterator[ir.CasEssai]:
    nom = text(table, "cas") or ""
    c.fil = (*c.fil[:1], t("cas « {nom} »", nom=nom))
    au = day(table.get("au")) or common.au
    if au is None:
        c.report(problems.essai_sans_date(span=_name_span(table), cas=nom))
        return
    faits = Faits(tables=(*common.tables, table_of(table.get("faits"))), au=au, convention=common.convention)
    lignes = read_rows(c, table, faits)
    annees = tuple(_years(c, table))
    annee = annees[0] if annees else _year(table)
    _check_subject(c, table, nom, annee, lignes)
    _check_other_convention(c, table)
    _check_exchanges(c, lignes)
    yield ir.CasEssai(
        nom=nom,
        au=au,
        annee=annee,
        prevus=_withdrawals(c, table),
        soldes=tuple(_balances(c, table, au)),
        attente=table.get("vacances_attendues") is not None,
        lignes=lignes,
        attendu=tuple(
            _by_year(c, table, annees, lignes)
            if annees
            else _expectations(c, table.get("attendu"), annee=annee is not None, lignes=lignes)
        ),
        annees=annees,
        span=_name_span(table),
        attendu_spans=_spans(table),
    )


def _name_span(table: n.Table) -> Span:
    key = table.get("cas")
    return key.span if key is not None else head(table)


def _year(table: n.Table) -> int | None:
    written = text(table, "année")
    return int(written) if written is not None and written.isdecimal() else None


def _years(c: Chantier, table: n.Table) -> Iterator[int]:
    """Years judged one after the other: two at least, that follow one another."""
    node = table.get("années")
    if not isinstance(node, n.Liste):
        return
    written = [x.texte for x in items(node) if isinstance(x, n.Scalaire) and x.texte.isdecimal()]
    years = [int(x) for x in written]
    follow = all(b == a + 1 for a, b in pairwise(years))
    if len(years) < 2 or not follow or table.get("année") is not None:
        c.report(problems.annees_mal_donnees(span=head(node), annees=", ".join(written)))
    if table.get("prévu") is not None:
        c.report(problems.prevu_sans_annee(span=head(table)))
    yield from years


def _by_year(
    c: Chantier, table: n.Table, annees: tuple[int, ...], lignes: tuple[ir.LigneEssai, ...]
) -> Iterator[tuple[str, ir.Attente]]:
    """What is expected of each year; a key that is none of them expects nothing."""
    for cle, valeur in entries(table.get("attendu")):
        if cle.texte not in {str(annee) for annee in annees} or not isinstance(valeur, n.Table):
            c.report(
                problems.attendu_sans_annee(
                    span=cle.span, cle=cle.texte, annees=listing([str(a) for a in annees])
                )
            )
            continue
        yield cle.texte, dict(_expectations(c, valeur, annee=True, lignes=lignes))


def _check_subject(
    c: Chantier, table: n.Table, nom: str, annee: int | None, lignes: tuple[ir.LigneEssai, ...]
) -> None:
    """A case is about a year, or about one vacancy: its `vacance`, beside which `vacances` are the others."""
    alone = table.get("vacance") is not None
    count = sum(x.nombre for x in [r for r in lignes if r.table == "vacances"][: 1 if alone else None])
    if annee is None and count != 1:
        c.report(problems.essai_sans_sujet(span=_name_span(table), cas=nom, vacances=str(count)))


def _check_exchanges(c: Chantier, lignes: tuple[ir.LigneEssai, ...]) -> None:
    """An exchange names two accounts, both known."""
    known = {*c.codes("contingent")}
    for rang, ligne in enumerate((x for x in lignes if x.table == "journal"), 1):
        accounts = [ligne.cellules.get(cle, INCONNU) for cle in ("compte", "cedant")]
        if ligne.cellules.get("acte") == Connu("echange") and INCONNU in accounts:
            c.report(donnees.echange_incomplet(span=ligne.span, acte=f"journal-{rang}"))
        for cell in accounts:
            if isinstance(cell, Connu) and str(cell.valeur) not in known and "-" not in str(cell.valeur):
                connus = listing(sorted(known))
                c.report(donnees.compte_inconnu(span=ligne.span, compte=str(cell.valeur), connus=connus))


def _check_other_convention(c: Chantier, table: n.Table) -> None:
    """A case about another convention than the file's is not read by this version."""
    key = table.key("convention")
    if key is not None:
        c.report(problems.cle_sans_effet(span=key.span, cle="convention"))


# --- numbers of the year --------------------------------------------------------------------
def _withdrawals(c: Chantier, table: n.Table) -> tuple[tuple[str, int], ...] | None:
    node = table.get("prévu")
    if not isinstance(node, n.Table):
        return None
    known = [x.categorie for x in c.arbres.values() if isinstance(x, ir.Soustraction)]
    found = []
    for cle, valeur in node.entrees:
        if cle.texte not in known:
            c.report(
                noms.categorie_inconnue(
                    span=cle.span,
                    nom=cle.texte,
                    proche=closest(cle.texte, known),
                    categories=listing(dict.fromkeys(known)) or "aucune",
                )
            )
        number = _fraction(c, valeur, cle.texte)
        if number is not None:
            found.append((cle.texte, int(number)))
    return tuple(found)


def _balances(c: Chantier, table: n.Table, au: date) -> Iterator[ir.SoldeEssai]:
    """By clause, or row by row where there is one for each cell."""
    node = table.get("soldes")
    found: list[tuple[n.Yaml | None, n.Yaml | None, Mapping[str, Cellule]]] = []
    if isinstance(node, n.Liste):
        for row in tables(node):
            cells = read_cells(c, row, "soldes", au, sauf=("clause", "solde"))
            found.append((row.get("clause"), row.get("solde"), cells))
    else:
        found = [(cle, valeur, {}) for cle, valeur in entries(node)]
    for cle, valeur, cellules in found:
        if not isinstance(cle, n.Scalaire) or valeur is None:
            continue
        clause = c.clauses.get(cle.texte)
        shared = [nom for x in c.arbres.values() if isinstance(x, ir.Repartition) for nom in x.comptes]
        if (clause is None or clause.genre not in ("part", "quota")) and cle.texte not in shared:
            accounts = [*shared, *(k for k, x in c.clauses.items() if x.genre in ("part", "quota"))]
            proche = closest(cle.texte, accounts)
            c.report(noms.clause_inconnue(span=cle.span, nom=cle.texte, proche=proche))
        number = _fraction(c, valeur, cle.texte)
        if number is not None:
            yield ir.SoldeEssai(clause=cle.texte, solde=number, cellules=cellules)


def _fraction(c: Chantier, node: n.Yaml, nom: str) -> Fraction | None:
    written = node.texte if isinstance(node, n.Scalaire) else ""
    number = fraction(written)
    if number is None:
        c.report(
            type_problems.valeur_illisible(
                span=head(node), valeur=written, champ=nom, attendu="un nombre (3, 18/5)"
            )
        )
    return number


# --- what is expected -----------------------------------------------------------------------
def _expectations(
    c: Chantier, node: n.Yaml | None, *, annee: bool, lignes: tuple[ir.LigneEssai, ...]
) -> Iterator[tuple[str, ir.Attente]]:
    words = {fold(word) for word in ATTENTES}
    short = {ident.rpartition(".")[2] for ident in c.clauses}
    for cle, valeur in entries(node):
        if cle.texte not in c.clauses and cle.texte not in short and fold(cle.texte) not in words:
            proche = closest(cle.texte, (*ATTENTES, *c.clauses))
            found = noms.attente_inconnue(
                span=cle.span, nom=cle.texte, proche=proche, resultats=listing(ATTENTES, len(ATTENTES))
            )
            c.report(found)
        check_parts(c, cle, valeur, annee=annee, elements=_elements(c, cle.texte, lignes))
        yield cle.texte, _attente(valeur)


def _elements(c: Chantier, nom: str, lignes: tuple[ir.LigneEssai, ...]) -> frozenset[str]:
    """Names of what a clause that hangs on no vacancy judges in this case."""
    named = (x for ident, x in c.arbres.items() if nom in (ident, x.entete.nom))
    own = next((x for x in named if isinstance(x, ir.Delai | ir.Obligation)), None)
    if own is None or own.porte_sur is ir.Niveau.VACANCE:
        return frozenset()
    if own.porte_sur is ir.Niveau.CONVENTION:
        return frozenset(c.env.conventions)
    if own.porte_sur in (ir.Niveau.CANDIDATURE, ir.Niveau.REFUS):
        return frozenset(_below(own.porte_sur, [x for x in lignes if x.table == "vacances"]))
    table = f"{own.porte_sur.value}s"
    rows = [x for x in lignes if x.table == table for _ in range(x.nombre)]
    cells = ((x.cellules.get("id"), rang) for rang, x in enumerate(rows, 1))
    return frozenset(str(x.valeur) if isinstance(x, Connu) else f"{table}-{rang}" for x, rang in cells)


def _below(niveau: ir.Niveau, vacances: Sequence[ir.LigneEssai]) -> Iterator[str]:
    """Names of the candidatures or refusals of vacancies, given or not."""
    rows = [x for x in vacances for _ in range(x.nombre)]
    for rang, vacance in enumerate(rows, 1):
        name = vacance.cellules.get("id")
        prefix = str(name.valeur) if isinstance(name, Connu) else f"V{rang}"
        below = vacance.candidatures if niveau is ir.Niveau.CANDIDATURE else vacance.refus
        for rank, row in enumerate((x for x in below for _ in range(x.nombre)), 1):
            own = row.cellules.get("id")
            yield str(own.valeur) if isinstance(own, Connu) else f"{prefix}/{rank}"


def _attente(node: n.Yaml) -> ir.Attente:
    match node:
        case n.Scalaire(texte=written):
            return written
        case n.Liste():
            return tuple(_attente(x) for x in items(node))
        case n.Table(entrees=pairs):
            return {cle.texte: _attente(valeur) for cle, valeur in pairs}
        case n.Phrase() | n.Invalide():
            return node.span.text


def _spans(table: n.Table) -> Mapping[str, Span]:
    return {cle.texte: head(valeur) for cle, valeur in entries(table.get("attendu"))}
