"""The year on a screen: a table per convention, then deadlines, withdrawals and rows to complete."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.anglais import dire, dit
from convrules.base.texte import Langue, Texte, t, tel_quel
from convrules.render import acts, numbers, words
from convrules.render.accounts import account_notes, returned_notes, shares
from convrules.render.alerts import alert_lines
from convrules.render.bounds import INTERVALLE, bornes, bornes_percent
from convrules.render.brought import brought_notes
from convrules.render.cells import cell_name
from convrules.render.clauses import application, compte, enonce, report, tolerance
from convrules.render.completing import lack_lines, waiting
from convrules.render.elements import echeance_lines
from convrules.render.explain import named
from convrules.render.expressions import texte
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.ledger import TITRE, ledger_lines
from convrules.render.lexicon import Lexique, code, par_exception
from convrules.render.lost import lost_words
from convrules.render.lots import bare_verdict, judged_each, lot_numbers, lot_verdict, noted
from convrules.render.perimeter import period, rows_read
from convrules.render.places import article
from convrules.render.progress import TITRES, progress_notes, progress_rows, progress_title
from convrules.render.reach import reach_lines
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.unseen import unseen_notes
from convrules.render.width import wrap
from convrules.year.model import (
    Bilan,
    BilanConvention,
    ResultatCellule,
    ResultatRegle,
    Retrait,
    Verdict,
)

FIN = numbers.FINE
A_COMPLETER_MAX = 10
VACANCES_MAX = 5
PETITS_MAX = 8
COMMENT_COMPLETER = t(
    "Ce qui réduit le plus un intervalle en premier : de combien une seule vacance "
    "complétée resserre « fait moins dû »."
)
COLONNES = (
    Colonne(titre=t("Règle"), souple=True),
    Colonne(titre="Base", droite=True, souple=True),
    Colonne(titre=t("Dû"), droite=True, souple=True),
    Colonne(titre="Cible", droite=True, souple=True),
    Colonne(titre="Fait", droite=True, souple=True),
    Colonne(titre="Solde", droite=True, souple=True),
    Colonne(titre="Verdict", souple=True),
)


def _on_screen(row: tuple[str, ...]) -> tuple[str, ...]:
    """A row of the full table for a hundred columns: the article beside the rule, the rounded due left to
    the target, intervals and verdicts at their shortest."""
    regle, article, base, du, _, cible, fait, solde, said = row
    return (
        t("{a} ({b})", a=regle, b=article) if article else regle,
        *(short(n) for n in (base, du, cible, fait, solde)),
        bare_verdict(said),
    )


def short(interval: str) -> str:
    """« 562–576 »; the word stays where a minus sign would be mistaken for the dash."""
    if "−" in interval:
        return interval
    if isinstance(interval, Texte) and interval.modele == INTERVALLE:
        return t("{a}–{b}", **interval.trous)
    return interval if isinstance(interval, Texte) else interval.replace(" à ", "–")


def _reading(b: BilanConvention, langue: Langue) -> Iterator[str]:
    """How to read the table, when something in it is not plain."""
    choix = b.convention.choix
    if choix is not None and choix.soustractions is not ir.ModeSoustraction.REALISE:
        yield from _item(t("La base ôte les soustractions prévues, non celles qui ont été faites."), langue)
    if any(c.base.valeur is None or c.realise.valeur is None for r in b.regles for c in r.cellules):
        yield from _item(
            t(
                "Deux nombres : tout ce qui est possible, faute de données ou parce que "
                "l'année n'est pas finie."
            ),
            langue,
        )


def compliance_text(bilan: Bilan, lexique: Lexique, langue: Langue = Langue.FR) -> str:
    """The whole screen."""
    lines = [
        t(
            "Bilan {annee} du bailleur {bailleur}, vu au {au}",
            annee=str(bilan.annee),
            bailleur=bilan.bailleur,
            au=numbers.jour(bilan.au),
        ),
        *wrap(dire(rows_read(bilan), langue), LARGEUR),
        *(line for said in reach_lines(bilan) for line in wrap(dire(said, langue), LARGEUR)),
        "",
    ]
    if alerts := [line for said in alert_lines(bilan) for line in _item(said, langue)]:
        lines += [t("Alertes (seuils de convrules.toml)"), *alerts, ""]
    for convention in bilan.conventions:
        lines += [*_convention(convention, bilan, lexique, langue), ""]
    return "\n".join(dit(line, langue) for line in lines)


def holder(convention: ir.Convention) -> str:
    return tel_quel(convention.reservataire.nom if convention.reservataire else convention.ident)


def _convention(b: BilanConvention, bilan: Bilan, lexique: Lexique, langue: Langue) -> Iterator[str]:
    name = dire(
        t(
            "{titulaire} — convention «\u00a0{ident}\u00a0»",
            titulaire=holder(b.convention),
            ident=b.convention.ident,
        ),
        langue,
    )
    yield name
    yield "═" * min(LARGEUR, len(name))
    yield from wrap(dire(_counts(b), langue), LARGEUR)
    if said := period(b, bilan.annee):
        yield from wrap(dire(said, langue), LARGEUR)
    if b.regles:
        yield ""
        yield from table(
            COLONNES, [_on_screen(row) for r in judged(b) for row in rule_rows(r, b)], langue=langue
        )
        yield from _reading(b, langue)
    for note in all_notes(b, bilan, lexique):
        yield from _item(note, langue)
    yield from _progress(b, bilan, langue)
    if lines := [line for said in ledger_lines(b, bilan) for line in _item(said, langue)]:
        yield from ("", TITRE, *lines)
    if b.echeances:
        yield ""
        yield t("Délais et obligations de l'année")
        for echeance in b.echeances:
            for line in echeance_lines(echeance, lexique):
                yield from _item(line, langue)
    yield from _acts(b, lexique, langue)
    if withdrawals(b):
        yield ""
        yield t("Logements soustraits")
        for categorie, planned, done in withdrawals(b):
            yield from _item(
                t(
                    "{categorie}\u202f: prévu {planned}, réalisé {done}",
                    categorie=categorie,
                    planned=planned,
                    done=done,
                ),
                langue,
            )
    yield from _to_complete(b, lexique, langue)
    if b.non_evalues:
        yield ""
        yield t("Clauses que le moteur n'évalue pas, à apprécier par vos soins")
        for n in b.non_evalues:
            yield from _item(t("{a}\u202f: {b}", a=named(n.clause), b=enonce(n.clause, lexique)), langue)


def _progress(b: BilanConvention, bilan: Bilan, langue: Langue) -> Iterator[str]:
    """Where an open year stands, and what it would come to."""
    if not b.avancements:
        return
    yield ""
    yield progress_title(bilan)
    columns = [Colonne(titre=titre, droite=n > 0, souple=True) for n, titre in enumerate(TITRES)]
    yield from table(
        columns, [(name, *map(short, found)) for name, *found in progress_rows(b)], langue=langue
    )
    for note in progress_notes(b, bilan):
        yield from _item(note, langue)


def _acts(b: BilanConvention, lexique: Lexique, langue: Langue) -> Iterator[str]:
    for title, lines in (
        (t("Envois à faire dans l'année"), acts.sending_lines(b, lexique)),
        (t("Modes correctifs"), acts.correction_lines(b, lexique)),
        (t("Ce que le moteur laisse aux personnes"), acts.left_to_people(b, lexique)),
    ):
        items = [item for line in lines for item in _item(line, langue)]
        if items:
            yield from ("", title, *items)


def _counts(b: BilanConvention) -> str:
    found = [
        t("{a}\u202f: {b}", a=words.STATUT[statut], b=bornes(n))
        for statut, n in b.statuts
        if n.valeur is None or n.valeur != 0
    ]
    total = numbers.count(b.lignes, "vacance")
    return t("{a} ({b})", a=total, b=joined(found, ", ")) if found else total


def withdrawals(b: BilanConvention) -> list[tuple[str, str, str]]:
    """(category, forecast, made) of the categories that were forecast or met."""
    return [
        (
            code(r.categorie),
            t("non fourni") if r.prevu is None else numbers.group(r.prevu),
            _made(r),
        )
        for r in b.retraits
        if r.prevu or r.realise.max
    ]


def _made(r: Retrait) -> str:
    """« 40, dont 10 au-delà de la limite (30) restent dans l'assiette »."""
    said = bornes(r.realise)
    if r.limite is None or r.excedent is None:
        return said
    if not r.excedent.max:
        return t("{said}, dans la limite ({limite})", said=said, limite=bornes(r.limite))
    return t(
        "{said}, dont {excedent} au-delà de la limite ({limite}) dans l'assiette",
        said=said,
        excedent=bornes(r.excedent),
        limite=bornes(r.limite),
    )


# --- rules ----------------------------------------------------------------------------------
def judged(b: BilanConvention) -> list[ResultatRegle]:
    """Rules that say something to this holder: inherited ones about others are left to `unconcerned`."""
    return [r for r in b.regles if not _silent(r)]


def unconcerned(b: BilanConvention) -> list[str]:
    return [r.clause.entete.ident for r in b.regles if _silent(r)]


def _silent(r: ResultatRegle) -> bool:
    return not r.cellules and r.ecartee_par is None and r.verdict in (None, Verdict.NON_APPLICABLE)


def rule_rows(regle: ResultatRegle, b: BilanConvention) -> Iterator[tuple[str, ...]]:
    """One row for a rule of one cell; otherwise a row for the whole, then one per cell. Under a part that is
    split, one per account."""
    ident = tel_quel(regle.clause.entete.ident)
    where = short_article(regle.clause)
    if regle.ecartee_par is not None:
        yield (ident, where, *["–"] * 6, t("écartée"))
        return
    if not regle.cellules:
        yield (ident, where, *["–"] * 6, verdict(regle.verdict))
        return
    if len(regle.cellules) == 1 and not regle.cellules[0].cellule:
        yield (ident, where, *cell_numbers(regle.cellules[0]), cell_verdict(regle.cellules[0]))
        yield from _shares(regle, regle.cellules[0], b)
        return
    yield (ident, where, *["" for _ in range(6)], t("{a}{b}", a=verdict(regle.verdict), b=_spread(regle)))
    for cellule in regle.cellules:
        yield (t("· {a}", a=cell_name(cellule)), "", *cell_numbers(cellule), cell_verdict(cellule))
        yield from _shares(regle, cellule, b)


def _shares(regle: ResultatRegle, cellule: ResultatCellule, b: BilanConvention) -> Iterator[tuple[str, ...]]:
    for titulaire, lot in shares(b, regle.clause.entete.ident, cellule.cellule):
        yield (t("→ {a}", a=titulaire), "", *lot_numbers(lot), lot_verdict(lot))


def _spread(regle: ResultatRegle) -> str:
    """« 3 non conformes sur 9 »: what stands behind the worst, unless that is not shown."""
    worst = sum(c.verdict is regle.verdict for c in regle.cellules)
    if not worst and (regle.a_venir or regle.ailleurs):
        return ""
    return t(
        " ({worst} sur {cellules})", worst=numbers.group(worst), cellules=numbers.group(len(regle.cellules))
    )


def cell_numbers(c: ResultatCellule) -> tuple[str, ...]:
    """Base, dû, arrondi, cible, fait, solde."""
    return tuple(bornes(b) for b in (c.base, c.du, c.du_arrondi, c.cible, c.realise, c.solde))


def verdict(v: Verdict | None) -> str:
    """`tendre vers` has none, nor a part whose accounts are judged each."""
    return words.VERDICT[v] if v is not None else t("sans verdict")


def cell_verdict(c: ResultatCellule) -> str:
    said = verdict(c.verdict)
    if c.verdict is Verdict.INDETERMINE and len(c.verdicts_possibles) == 2:
        return noted(said, words.possibles(words.VERDICT[v] for v in c.verdicts_possibles))
    if c.sous_minimum and c.base_minimale is not None:
        return noted(said, t("base de moins de {base_minimale}", base_minimale=bornes(c.base_minimale)))
    if c.sauve_par_tolerance:
        said = noted(said, t("par tolérance"))
    if c.part is not None:
        said = noted(said, bornes_percent(c.part))
    return said


def short_article(clause: ir.Clause) -> str:
    return article(clause.entete) or clause.entete.source.fondement or "–"


# --- what is beside the table ---------------------------------------------------------------
def all_notes(b: BilanConvention, bilan: Bilan, lexique: Lexique) -> Iterator[str]:
    yield from notes(b, lexique)
    yield from brought_notes(b)
    yield from returned_notes(b)
    yield from account_notes(b, bilan.imputations)


def notes(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """What the table cannot say: exceptions, conflicts, amounts lost, splits, rules about other holders."""
    for regle in b.regles:
        ident = cite(regle.clause.entete.ident)
        other = par_exception(regle.cas, regle.clause, lexique)
        if other:
            yield t("{a}, {b}.", a=ident, b=other)
        if regle.conflit:
            names = listing([cite(c) for c in regle.conflit])
            yield t(
                "{ident} est en erreur\u202f: {names} se contredisent et aucun ne prime.",
                ident=ident,
                names=names,
            )
        yield from unseen_notes(ident, regle)
        yield from (t("{a}\u202f: {b}.", a=ident, b=lost) for lost in lost_words(regle))
    yield from _small(b)
    for split in b.repartitions:
        yield sentence(
            t(
                "{a}\u202f: {b}{c}",
                a=named(split.clause),
                b=enonce(split.clause, lexique),
                c=judged_each(split, b),
            )
        )
    others = unconcerned(b)
    if others:
        yield t("Sans objet pour ce réservataire\u202f: {x}.", x=listing([cite(c) for c in others]))


def _small(b: BilanConvention) -> Iterator[str]:
    """Rules whose base is too small for a share to mean much, or under its minimum."""
    for regle in b.regles:
        ident = cite(regle.clause.entete.ident)
        if small := [c for c in regle.cellules if c.petit_effectif]:
            yield (
                t(
                    "Petit effectif\u202f: {ident} demande moins d'un logement{within}\u202f; un "
                    "pourcentage n'y dit presque rien.",
                    ident=ident,
                    within=_within(small, regle),
                )
            )
        below = [c for c in regle.cellules if c.sous_minimum]
        if below and below[0].base_minimale is not None:
            least = bornes(below[0].base_minimale)
            yield t(
                "{ident} ne dit rien{within}\u202f: moins de {least} dans la base.",
                ident=ident,
                within=_within(below, regle),
                least=least,
            )


def _within(cells: Sequence[ResultatCellule], regle: ResultatRegle) -> str:
    """« dans 3 cellules (3 sur 8 : … »; nothing for a rule of one cell."""
    if len(regle.cellules) == 1:
        return ""
    told = [cell_name(c) for c in cells[:PETITS_MAX]]
    left = len(cells) - len(told)
    names = listing([*told, *([numbers.count(left, "autre")] if left else [])])
    of = t(
        "{cells} sur {cellules}", cells=numbers.group(len(cells)), cellules=numbers.group(len(regle.cellules))
    )
    return t(
        " dans {cells} ({of}\u202f: {names})", cells=numbers.count(len(cells), "cellule"), of=of, names=names
    )


def rule_sentence(regle: ResultatRegle, lexique: Lexique) -> str:
    clause = regle.clause
    parts: list[str] = [t("{a}\u202f: {b}", a=named(clause), b=enonce(clause, lexique))]
    counted = compte(clause, lexique)
    if counted:
        parts.append(t("compte les {counted}", counted=counted))
    parts += _where_it_holds(clause, lexique)
    parts.append(
        t("arrondi\u202f: {value}", value=clause.arrondi.value)
        if clause.arrondi.value != "sans arrondi"
        else t("sans arrondi")
    )
    if clause.report is not None:
        parts.append(t("report\u202f: {report}", report=report(clause.report)))
    if clause.tolerance is not None:
        parts.append(t("tolérance\u202f: {tolerance}", tolerance=tolerance(clause.tolerance)))
    if clause.base_minimale is not None:
        parts.append(
            t("base minimale\u202f: {base_minimale}", base_minimale=texte(clause.base_minimale, lexique))
        )
    if clause.entete.force is not None:
        parts.append(clause.entete.force.value)
    other = par_exception(regle.cas, clause, lexique)
    if other:
        parts.append(other)
    return sentence(joined(parts, "\u202f; "))


def _where_it_holds(clause: ir.Part | ir.Quota, lexique: Lexique) -> Iterator[str]:
    """Cells, period, and the rule that a quota stands in or comes after."""
    yield application(clause.application, lexique)
    if isinstance(clause, ir.Quota):
        if clause.periode is not None:
            yield t("période\u202f: {periode}", periode=clause.periode)
        if clause.parent is not None:
            yield t("à l'intérieur de {parent}", parent=cite(clause.parent))
        if clause.en_sus_de is not None:
            yield t("en sus de {en_sus_de}", en_sus_de=cite(clause.en_sus_de))


def _to_complete(b: BilanConvention, lexique: Lexique, langue: Langue) -> Iterator[str]:
    lines = list(lack_lines(b, lexique, VACANCES_MAX))
    causes = {c for r in b.regles for cell in r.cellules for c in cell.causes}
    if not lines and not causes:
        return
    yield ""
    yield (
        t("À compléter d'abord\u202f: {waiting}", waiting=numbers.count(waiting(b), "vacance"))
        if lines
        else t("À compléter d'abord")
    )
    if not lines:
        yield from _item(words.causes(causes, lexique), langue)
    if lines:
        yield from wrap(dire(COMMENT_COMPLETER, langue), LARGEUR)
    for line in lines[:A_COMPLETER_MAX]:
        yield from _item(line, langue)
    if len(lines) > A_COMPLETER_MAX:
        others = len(lines) - A_COMPLETER_MAX
        yield from _item(
            t("et {others} (toutes dans --format json)", others=numbers.count(others, "autre donnée")), langue
        )


def _item(text: str, langue: Langue) -> Sequence[str]:
    first, *rest = wrap(dire(text, langue), LARGEUR - 4)
    return [f"  • {first}", *(f"    {line}" for line in rest)]
