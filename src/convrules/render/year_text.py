"""The year on a screen: a table per convention, then deadlines, withdrawals and rows to complete."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.anglais import dire, dit
from convrules.base.texte import Langue, Texte, t, tel_quel
from convrules.render import acts, numbers, words
from convrules.render.accounts import shares
from convrules.render.alerts import alert_lines
from convrules.render.behind import awaits
from convrules.render.bounds import INTERVALLE, bornes
from convrules.render.cell_text import cell_numbers, cell_verdict
from convrules.render.cells import cell_name, named_cell
from convrules.render.clauses import enonce
from convrules.render.completing import beyond_rows, lack_lines, overlapping, to_complete, waiting
from convrules.render.decided import cell_places, rule_places, told_places
from convrules.render.elements import echeance_lines
from convrules.render.explain import named
from convrules.render.forces import missed, shown, verdict_word
from convrules.render.french import joined
from convrules.render.ledger import TITRE, ledger_lines
from convrules.render.lexicon import Lexique, code
from convrules.render.lots import bare_verdict, lot_numbers, lot_verdict
from convrules.render.perimeter import other_years, period, rows_read
from convrules.render.places import article
from convrules.render.progress import TITRES, progress_notes, progress_rows, progress_title
from convrules.render.reach import reach_lines
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.titulaires import titulaires
from convrules.render.width import wrap
from convrules.render.year_notes import all_notes, judged
from convrules.year.model import (
    MANQUES,
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
COMMENT_COMPLETER = t(
    "Ce qui réduit le plus un intervalle en premier : de combien une seule ligne "
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


def taken_from_base(b: BilanConvention) -> str:
    """What the base is less of than its rows, if anything."""
    choix = b.convention.choix
    if choix is None or choix.soustractions is ir.ModeSoustraction.REALISE:
        return ""
    return t("La base ôte les soustractions prévues, non celles qui ont été faites.")


def beyond_limit(b: BilanConvention) -> str:
    """What rows do not show of a base, where a withdrawal has a limit."""
    if not any(r.limite is not None for r in b.retraits):
        return ""
    return t(
        "Ce qui reste dans la base des logements soustraits au-delà de la limite n'est d'aucune vacance en "
        "particulier\u202f: les lignes ne le montrent pas."
    )


def said_whole(b: BilanConvention, bilan: Bilan) -> Texte:
    """What a figure that is one number is: that of the rows, where others may lack."""
    lacks = any(b.convention.ident in one.conventions for one in bilan.perimetre.lacunes)
    return t("ce que disent les fichiers") if lacks else t("certain")


def why_bounds(b: BilanConvention, bilan: Bilan) -> Texte:
    """Why a figure may be two numbers."""
    if not overlapping(b):
        return _why_unknown(b, bilan)
    last = b.periode[1] if b.periode else date(bilan.annee, 12, 31)
    waits = any(c.lignes_a_venir or c.en_attente for regle in b.regles for c in regle.cellules)
    if bilan.au < last or waits or to_complete(b) or b.repartitions:
        return t("{pourquoi}, ou parce que des textes se recouvrent", pourquoi=_why_unknown(b, bilan))
    return t("parce que des textes se recouvrent")


def _why_unknown(b: BilanConvention, bilan: Bilan) -> Texte:
    """For want of facts, or of days. A closed year has a future only by its open turns, or by a rule of
    the whole term."""
    choix, last = b.convention.choix, b.periode[1] if b.periode else date(bilan.annee, 12, 31)
    if bilan.au < last:
        return t("faute de données ou parce que l'année n'est pas finie")
    if choix is not None and choix.evenements is ir.ComptageEvenements.AVEC_LEUR_VACANCE:
        return t("faute de données ou parce que des tours sont encore ouverts")
    verdicts = (*(r.verdict for r in b.regles), *(split.verdict for split in b.repartitions))
    if Verdict.EN_COURS in verdicts:
        return t("faute de données ou parce que la période d'une règle n'est pas finie")
    cells = [cell for regle in b.regles for cell in regle.cellules]
    lots = (lot for split in b.repartitions for c in split.cellules for lot in c.lots)
    doubts = [causes for lot in lots for _, causes in lot.en_doute]
    if not any(c.lignes_a_venir or c.en_attente for c in cells) and not any(map(awaits, doubts)):
        return t("faute de données")
    lacking = not all(map(awaits, doubts))
    if lacking or any(cell.a_completer for cell in cells):
        return t("faute de données ou parce que des tours sont encore ouverts")
    return t("parce que des tours sont encore ouverts")


def _reading(b: BilanConvention, bilan: Bilan, langue: Langue) -> Iterator[str]:
    """How to read the table, when something in it is not plain."""
    if taken := taken_from_base(b):
        yield from _item(taken, langue)
    if any(c.base.valeur is None or c.realise.valeur is None for r in b.regles for c in r.cellules):
        yield from _item(
            t("Deux nombres\u202f: tout ce qui est possible, {pourquoi}.", pourquoi=why_bounds(b, bilan)),
            langue,
        )


def compliance_text(bilan: Bilan, lexique: Lexique, langue: Langue = Langue.FR) -> str:
    """The whole screen."""
    lines = [
        t(
            "Bilan {annee} du bailleur {bailleur}, vu au {au}",
            annee=str(bilan.annee),
            bailleur=words.landlord(bilan.bailleur, (b.convention for b in bilan.conventions)),
            au=numbers.jour(bilan.au),
        ),
        *wrap(dire(rows_read(bilan, lexique), langue), LARGEUR),
        *(line for said in reach_lines(bilan) for line in wrap(dire(said, langue), LARGEUR)),
        "",
    ]
    if alerts := [line for said in alert_lines(bilan) for line in _item(said, langue)]:
        lines += [t("Alertes (seuils de convrules.toml)"), *alerts, ""]
    names = titulaires(bilan)
    for b in bilan.conventions:
        lines += [*_convention(b, names[b.convention.ident], bilan, lexique, langue), ""]
    return "\n".join(dit(line, langue) for line in lines)


def _convention(
    b: BilanConvention, titulaire: str, bilan: Bilan, lexique: Lexique, langue: Langue
) -> Iterator[str]:
    name = dire(
        t(
            "{titulaire} — convention «\u00a0{ident}\u00a0»",
            titulaire=titulaire,
            ident=b.convention.ident,
        ),
        langue,
    )
    yield name
    yield "═" * min(LARGEUR, len(name))
    yield from wrap(dire(_counts(b), langue), LARGEUR)
    if said := period(b, bilan.annee) or other_years(b, bilan.annee):
        yield from wrap(dire(said, langue), LARGEUR)
    if b.regles:
        yield ""
        yield from table(
            COLONNES, [_on_screen(row) for r in judged(b) for row in rule_rows(r, b)], langue=langue
        )
        yield from _reading(b, bilan, langue)
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
    yield from _acts(b, bilan.annee, lexique, langue)
    if met := _foreseen_or_met(b):
        yield ""
        yield t("Logements soustraits")
        for r in met:
            planned = _planned(r) if r.tu else t("prévu {planned}", planned=_planned(r))
            line = t(
                "{categorie}\u202f: {planned}, réalisé {done}",
                categorie=code(r.categorie),
                planned=planned,
                done=_made(r),
            )
            yield from _item(line, langue)
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


def _acts(b: BilanConvention, annee: int, lexique: Lexique, langue: Langue) -> Iterator[str]:
    for title, note, lines in (
        (t("Envois de l'année"), acts.sendings_of(annee), acts.sending_lines(b, lexique)),
        (t("Modes correctifs"), "", acts.correction_lines(b, lexique)),
        (t("Ce que le moteur laisse aux personnes"), "", acts.left_to_people(b, lexique)),
    ):
        items = [item for line in lines for item in _item(line, langue)]
        if items:
            yield from ("", title, *wrap(dire(note, langue), LARGEUR), *items)


def _counts(b: BilanConvention) -> str:
    found = [
        t("{a}\u202f: {b}", a=words.STATUT[statut], b=bornes(n))
        for statut, n in b.statuts
        if n.valeur is None or n.valeur != 0
    ]
    total = t("{a}{b}", a=numbers.count(b.lignes, "vacance"), b=perhaps_there(b))
    return t("{a} ({b})", a=total, b=joined(found, ", ")) if found else total


def perhaps_there(b: BilanConvention) -> str:
    """« , dont 1 peut-être »."""
    n = b.lignes_peut_etre
    return t(", dont {n} peut-être", n=numbers.group(n)) if n else ""


def withdrawals(b: BilanConvention) -> dict[str, tuple[str, str, str]]:
    """(category, forecast, made) of the categories that were forecast or met, by code."""
    return {r.categorie: (code(r.categorie), _planned(r), _made(r)) for r in _foreseen_or_met(b)}


def _foreseen_or_met(b: BilanConvention) -> list[Retrait]:
    return [r for r in b.retraits if r.prevu or r.realise.max]


def _planned(r: Retrait) -> str:
    if r.tu:
        return t("aucune prévision déclarée")
    return t("non fourni") if r.prevu is None else numbers.group(r.prevu)


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
def rule_rows(regle: ResultatRegle, b: BilanConvention) -> Iterator[tuple[str, ...]]:
    """One row for a rule of one cell; otherwise a row for the whole, then one per cell. Under a part that is
    split, one per account."""
    ident = tel_quel(regle.clause.entete.ident)
    where = article_in(regle)
    if regle.ecartee_par is not None:
        yield (ident, where, *["–"] * 6, t("écartée"))
        return
    if not (regle.cellules or regle.ecartees):
        yield (ident, where, *["–"] * 6, verdict_word(*shown(regle)))
        return
    if len(regle.cellules) == 1 and not regle.cellules[0].cellule:
        yield (ident, where, *cell_numbers(regle.cellules[0]), cell_verdict(regle.cellules[0]))
        yield from _shares(regle, regle.cellules[0], b)
        return
    yield (ident, where, *["" for _ in range(6)], _whole(regle))
    for cellule in regle.cellules:
        name = t("· {a}", a=cell_name(cellule))
        yield (name, cell_places(regle, cellule), *cell_numbers(cellule), cell_verdict(cellule))
        yield from _shares(regle, cellule, b)
    for clef, dite in regle.ecartees:
        yield (t("· {a}", a=named_cell(clef)), told_places([(dite,)]), *["–"] * 6, t("écartée"))


def _shares(regle: ResultatRegle, cellule: ResultatCellule, b: BilanConvention) -> Iterator[tuple[str, ...]]:
    for titulaire, lot, _ in shares(b, regle.clause.entete.ident, cellule.cellule):
        yield (t("→ {a}", a=titulaire), "", *lot_numbers(lot), lot_verdict(lot))


def _whole(regle: ResultatRegle) -> str:
    """« non conforme (3 sur 9), objectif non atteint (1 sur 9) »: what stands behind the worst, unless that
    is not shown."""
    kinds = missed(regle) if regle.verdict in MANQUES else []
    if kinds:
        told = [t("{a}{b}", a=verdict_word(f, v), b=_spread(len(cells), regle)) for f, v, cells in kinds]
        return joined(told, ", ")
    worst = sum(c.verdict is regle.verdict for c in regle.cellules)
    hidden = not regle.cellules or (not worst and (regle.a_venir or regle.ailleurs))
    return t("{a}{b}", a=verdict_word(*shown(regle)), b="" if hidden else _spread(worst, regle))


def _spread(n: int, regle: ResultatRegle) -> str:
    return t(" ({worst} sur {cellules})", worst=numbers.group(n), cellules=numbers.group(len(regle.cellules)))


def article_in(regle: ResultatRegle) -> str:
    """The articles of the texts that decide its cells, else its own."""
    return rule_places(regle) or short_article(regle.clause)


def short_article(clause: ir.Clause) -> str:
    return article(clause.entete) or clause.entete.source.fondement or "–"


# --- rows to complete ------------------------------------------------------------
def _to_complete(b: BilanConvention, lexique: Lexique, langue: Langue) -> Iterator[str]:
    lines, beyond = list(lack_lines(b, lexique, VACANCES_MAX)), beyond_rows(b, lexique)
    if not lines and not beyond:
        return
    yield ""
    yield (
        t("Données à compléter d'abord\u202f: {waiting}", waiting=waiting(b))
        if lines
        else t("Données à compléter d'abord")
    )
    if beyond:
        yield from _item(beyond, langue)
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
