"""Several judgements side by side: one block a rule, one line a column; and the same on a screen."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.anglais import dire, dit
from convrules.base.records import dataclass, replace
from convrules.base.texte import Langue, suite, t, tel_quel
from convrules.render import numbers, words
from convrules.render.already import forecast_doubts
from convrules.render.balances import (
    brought_since,
    carries,
    how_to_bring,
    judged_since,
    row_of_balance,
    taken_up_note,
)
from convrules.render.bounds import bornes
from convrules.render.brought import Change, change_of, contradiction
from convrules.render.cells import named_cell
from convrules.render.decided import first_named
from convrules.render.forces import SANS_MANQUEMENT, class_of, is_no_breach, verdict_word, word
from convrules.render.french import cite
from convrules.render.lost_quarters import quarter_notes
from convrules.render.lots import bare_verdict
from convrules.render.replay import PROPRE
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.uncovered import each_once, said_of
from convrules.render.width import wrap
from convrules.render.year_notes import aim, aim_in
from convrules.render.year_text import cell_numbers, cell_verdict, short
from convrules.year.cellules import Clef
from convrules.year.comparaison import Colonne as ColonneComparee
from convrules.year.comparaison import Comparaison, EcheanceComparee, PartPropre, RegleComparee, Vu
from convrules.year.model import ResultatEcheance, ResultatRegle, Verdict
from convrules.year.trimestres import lost_in_rule

TITRES = ("", "Base", "Dû", "Cible", "Fait", "Solde", "Verdict")
COLONNES = tuple(Colonne(titre=titre, droite=0 < n < 6, souple=True) for n, titre in enumerate(TITRES))
SANS = "–"
LECTURE_PROPRE: Final = t(
    "Part propre du bailleur\u202f: son dû est ce que les parts ne donnent à aucun titulaire, son fait les "
    "logements qui ne sont allés à aucun."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneComparee:
    """What one column says. `classe`: closed word of its verdict; `bouge`: does it differ from the first?"""

    nom: str
    cases: tuple[str, ...]
    classe: str = ""
    bouge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocCompare:
    """A rule, a deadline or an obligation, column by column."""

    titre: str
    lignes: tuple[LigneComparee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionComparee:
    """A convention, or a holder that several landlords have signed with."""

    titre: str
    regles: tuple[BlocCompare, ...]
    echeances: tuple[BlocCompare, ...]


def sections(c: Comparaison, *, whole: bool) -> tuple[SectionComparee, ...]:
    """whole: also what is the same everywhere."""
    rules = [r for r in c.regles if whole or r.differe]
    kept = [e for e in c.echeances if whole or e.differe]
    names = [colonne.nom for colonne in c.colonnes]
    # Why what joins them: of one holder, a rule may be at one of two landlords only.
    holders: dict[str, tuple[str, str]] = {}
    compared: list[RegleComparee | EcheanceComparee] = [*c.regles, *c.echeances]
    for one in compared:
        holders.setdefault(one.jointe, (one.reservataire, one.convention))
    shown = {*(r.jointe for r in rules), *(e.jointe for e in kept)}
    told = (
        SectionComparee(
            titre=holder
            if c.entre
            else t("{titulaire} — convention «\u00a0{ident}\u00a0»", titulaire=holder, ident=convention),
            regles=tuple(_rule(r, names) for r in rules if r.jointe == nom),
            echeances=tuple(_deadline(e, names) for e in kept if e.jointe == nom),
        )
        for nom, (holder, convention) in holders.items()
        if nom in shown
    )
    return (*told, *_own_share(c))


def _own_share(c: Comparaison) -> Iterator[SectionComparee]:
    """The landlord's own share, column by column: the landlord is a party to every convention."""
    lines = tuple(
        LigneComparee(nom=colonne.nom, cases=_own_numbers(colonne.propre), bouge=c.own_moved(n))
        for n, colonne in enumerate(c.colonnes)
    )
    if any(colonne.propre is not None for colonne in c.colonnes):
        block = BlocCompare(titre=PROPRE, lignes=lines)
        yield SectionComparee(titre=t("Bailleur"), regles=(block,), echeances=())


def _own_numbers(own: PartPropre | None) -> tuple[str, ...]:
    if own is None:
        return (*([SANS] * 5), t("aucune part"))
    base, due, done = (short(bornes(b)) for b in (own.base, own.du, own.fait))
    return base, due, SANS, done, SANS, SANS


def remarks(c: Comparaison, *, whole: bool) -> tuple[str, ...]:
    """What must be said of the columns, and what is not shown."""
    notes = [
        t("«\u00a0{nom}\u00a0» {note}.", nom=colonne.nom, note=colonne.note)
        for colonne in c.colonnes
        if colonne.note
    ]
    own = [LECTURE_PROPRE] if any(colonne.propre is not None for colonne in c.colonnes) else []
    return (
        *notes,
        *missing(c),
        *own,
        *_missed_objectives(c, whole=whole),
        *_unknown_balances(c),
        *_contradicted(c),
        *([] if whole else _hidden(c)),
        *_unmoved(c),
    )


def missing(c: Comparaison) -> Iterator[str]:
    """Days that the data do not cover, then vacancies that a forecast is counted beside, each once for the
    columns that are judged so."""
    yield from said_of([(colonne.nom, colonne.bilan.perimetre.lacunes) for colonne in c.colonnes])
    mot = words.VERDICT[Verdict.EN_COURS]
    yield from each_once([(colonne.nom, forecast_doubts(colonne.bilan, mot)) for colonne in c.colonnes])


def _missed_objectives(c: Comparaison, *, whole: bool) -> Iterator[str]:
    # Why not where it is one in one column only: each says then how binding it is.
    shown = (r for r in c.regles if (whole or r.differe) and _forces(r) == [ir.Force.OBJECTIF])
    missed: dict[tuple[str, str], list[RegleComparee]] = {}
    for rule in shown:
        if any(vu and is_no_breach(vu.force, _verdict(vu)) for vu in rule.vus):
            missed.setdefault((rule.jointe, rule.clause), []).append(rule)
    told: list[str] = []
    for key, rules in missed.items():
        clause = key[1]
        own = [r for r in c.regles if (r.jointe, r.clause) == key]
        everywhere = all(_forces(r) in ([], [ir.Force.OBJECTIF]) for r in own)
        told.append(
            aim(cite(clause))
            if everywhere
            else aim_in(cite(clause), first_named([named_cell(r.cellule) for r in rules]))
        )
    yield from dict.fromkeys(told)


def _unknown_balances(c: Comparaison) -> Iterator[str]:
    """Columns that take up a balance which no table gives: why they are not told, and how to bring it."""
    told: dict[tuple[str, str, int], tuple[Change, list[Clef], ColonneComparee]] = {}
    left: set[tuple[str, str, int]] = set()
    lost: dict[tuple[str, str, int], tuple[ResultatRegle, list[Clef]]] = {}
    for rule in c.regles:
        for colonne, convention, vu in zip(c.colonnes, rule.conventions, rule.vus, strict=True):
            own = vu is not None and (rule.clause != vu.regle.clause.entete.ident or not vu.regle.partagee)
            if vu is None or vu.cellule is None or not own or not carries(vu.regle.clause):
                continue
            if vu.cellule.cible is None and vu.cellule.solde_initial is None:
                assert convention is not None, "of a rule that is seen"
                change = change_of(vu.regle, rule.clause, colonne.bilan)
                account = (convention, rule.clause, colonne.bilan.annee - 1)
                if vu.cellule.cellule in lost_in_rule(vu.regle):
                    lost.setdefault(account, (vu.regle, []))[1].append(vu.cellule.cellule)
                    continue
                found = told.setdefault(account, (change, [], colonne))
                found[1].append(vu.cellule.cellule)
                if _leaves_some(c, rule, colonne):
                    left.add(account)
    for (_, clause, _), (regle, cells) in lost.items():
        yield from quarter_notes(clause, cells, regle)
    for (convention, clause, annee), (change, cells, colonne) in told.items():
        if change is not None:
            yield taken_up_note(change, clause, row_of_balance(convention, clause, annee, cells))
            continue
        yield t(
            "{ident}\u202f: sous un report, la cible et le verdict sont indéterminés, faute du solde de "
            "{annee}. {how_to_bring}",
            ident=cite(clause),
            annee=str(annee),
            how_to_bring=_how(
                c, colonne, (convention, clause), cells, left=(convention, clause, annee) in left
            ),
        )


def _contradicted(c: Comparaison) -> Iterator[str]:
    """Balances that the table says of a year judged beside, which leaves otherwise."""
    for colonne in c.colonnes:
        for found in colonne.bilan.contredits:
            yield t("{a}, {b}", a=cite(found.convention), b=contradiction(found))


def _leaves_some(c: Comparaison, rule: RegleComparee, colonne: ColonneComparee) -> bool:
    """Does the year before, judged beside, know what it leaves? Then the table, which names other cells of
    the account, is held to name this one."""
    before = (colonne.bilan.bailleur, colonne.bilan.annee - 1)
    return any(
        (other.bilan.bailleur, other.bilan.annee) == before
        and vu is not None
        and vu.cellule is not None
        and vu.cellule.solde is not None
        for other, vu in zip(c.colonnes, rule.vus, strict=True)
    )


def _how(
    c: Comparaison, colonne: ColonneComparee, account: tuple[str, str], cells: Sequence[Clef], *, left: bool
) -> str:
    """What would say a balance; that of a year judged after another depends on what was before the first.
    left: does the year before say it?"""
    bilan, (convention, clause) = colonne.bilan, account
    own = [other.bilan for other in c.colonnes if other.bilan.bailleur == bilan.bailleur]
    first = min(own, key=lambda other: other.annee)
    b = next(b for b in bilan.conventions if b.convention.ident == convention)
    if first.annee < bilan.annee and not left:
        return brought_since(b, clause, judged_since([first], first.annee), cells)
    return how_to_bring(b.convention, clause, bilan.annee - 1, cells)


def comparison_text(c: Comparaison, *, whole: bool, langue: Langue = Langue.FR) -> str:
    lines = wrap(dire(head(c), langue), LARGEUR)
    columns = [replace(column, titre=dire(column.titre, langue)) for column in COLONNES]
    for section in sections(c, whole=whole):
        title = dire(section.titre, langue)
        lines += ["", title, "═" * min(LARGEUR, len(title))]
        rows: list[tuple[str, ...]] = []
        for rule in section.regles:
            rows.append((dit(rule.titre, langue), *([""] * 6)))
            rows += [
                (f"· {dit(x.nom, langue)}", *(dire(case, langue) for case in x.cases)) for x in rule.lignes
            ]
        lines += table(columns, rows) if rows else []
        for kept in section.echeances:
            lines += ["", kept.titre]
            for x in kept.lignes:
                said = t("  · {nom}\u202f: {dit}", nom=x.nom, dit=x.cases[0])
                lines += wrap(dire(said, langue), LARGEUR)
    told = remarks(c, whole=whole)
    lines += ["", *(line for said in told for line in wrap(dire(said, langue), LARGEUR))] if told else []
    return "\n".join((*lines, ""))


def head(c: Comparaison) -> str:
    """What is compared. One year under several texts is a year replayed."""
    first = c.colonnes[0].bilan
    seen = numbers.jour(first.au)
    if c.rejouee:
        return t(
            "Année {annee} rejouée, vue au {jour}\u202f: les vacances, les attributions et les comptes "
            "restent ceux qui ont eu lieu, seuls les textes changent.",
            annee=str(first.annee),
            jour=seen,
        )
    return t("Comparaison, vue au {jour}.", jour=seen)


def _own(nom: str, clause: str) -> str:
    """The name of a column within what it tries, that clause."""
    return nom.removeprefix(f"{clause} : ") if nom.startswith(f"{clause} : ") else nom


def _rule(rule: RegleComparee, names: Sequence[str]) -> BlocCompare:
    return BlocCompare(
        titre=title_of(rule),
        lignes=tuple(
            LigneComparee(
                nom=_named(nom, rule, vu),
                cases=_numbers(vu, _why_empty(rule, n)),
                classe=_class(vu),
                bouge=rule.moved(n),
            )
            for n, (nom, vu) in enumerate(zip(names, rule.vus, strict=True))
        ),
    )


def _deadline(e: EcheanceComparee, names: Sequence[str]) -> BlocCompare:
    return BlocCompare(
        titre=e.clause,
        lignes=tuple(
            LigneComparee(nom=nom, cases=(_kept(vu),), bouge=e.moved(n))
            for n, (nom, vu) in enumerate(zip(names, e.vus, strict=True))
        ),
    )


def _verdict(vu: Vu) -> Verdict | None:
    return vu.cellule.verdict if vu.cellule is not None else vu.regle.verdict


def _class(vu: Vu | None) -> str:
    return class_of(vu.force, _verdict(vu)) if vu is not None and _verdict(vu) is not None else ""


def _forces(rule: RegleComparee) -> list[ir.Force]:
    """Each once: a text may change how binding a rule is."""
    return list(dict.fromkeys(vu.force for vu in rule.vus if vu is not None and vu.force is not None))


def title_of(rule: RegleComparee) -> str:
    """« part_due », its force when missing it is no breach, and where when it is judged by cell."""
    forces = _forces(rule)
    name = tel_quel(rule.clause)
    mild = len(forces) == 1 and forces[0] in SANS_MANQUEMENT
    said = t("{a} ({b})", a=name, b=word(forces[0])) if mild else name
    return t("{a}, {b}", a=said, b=named_cell(rule.cellule)) if rule.cellule else said


def _named(nom: str, rule: RegleComparee, vu: Vu | None) -> str:
    """With its own force, where columns do not have the same."""
    own = _own(nom, rule.clause)
    several = vu is not None and vu.force is not None and len(_forces(rule)) > 1
    return t("{a} ({b})", a=own, b=word(vu.force)) if vu is not None and several else own


def _why_empty(rule: RegleComparee, n: int) -> str:
    if rule.eteintes[n]:
        return t("ne s'applique pas")
    return t("aucune ligne") if rule.ecrites[n] else t("pas de telle règle")


def _numbers(vu: Vu | None, empty: str) -> tuple[str, ...]:
    if vu is None:
        return (*([SANS] * 5), empty)
    if vu.cellule is None:
        said = t("écartée") if vu.regle.ecartee_par is not None else verdict_word(vu.force, vu.regle.verdict)
        return (*([SANS] * 5), said)
    base, due, _, target, done, balance = cell_numbers(vu.cellule)
    # Why not that one tends towards it: the title says so, or the name of the column.
    none = vu.cellule.verdict is None
    said = verdict_word(None, None) if none else bare_verdict(cell_verdict(vu.cellule))
    return (*map(short, (base, due, target, done, balance)), said)


def _kept(vu: ResultatEcheance | None) -> str:
    if vu is None:
        return t("pas de telle clause")
    found = [t("{mot}\u202f: {n}", mot=words.MOT[word], n=numbers.group(n)) for word, n in vu.decomptes if n]
    return suite(found) if found else t("aucune ligne concernée")


def _hidden(c: Comparaison) -> Iterator[str]:
    hidden = (sum(not r.differe for r in c.regles), sum(not e.differe for e in c.echeances))
    named = (("part ou quota", "parts ou quotas"), ("délai ou obligation", "délais ou obligations"))
    told = [numbers.count(n, one, many) for n, (one, many) in zip(hidden, named, strict=True) if n]
    if told:
        yield t("Inchangé\u202f: {quoi} (tout avec --tout).", quoi=suite(told, "et"))


def _unmoved(c: Comparaison) -> Iterator[str]:
    """Columns that change nothing."""
    unmoved = [
        colonne.nom
        for n, colonne in enumerate(c.colonnes)
        if n
        and not (c.own_moved(n) or any(r.moved(n) for r in c.regles) or any(e.moved(n) for e in c.echeances))
    ]
    if unmoved:
        named = suite((t("«\u00a0{nom}\u00a0»", nom=nom) for nom in unmoved), "et")
        yield t("Aucun chiffre ne change avec {noms}.", noms=named)
