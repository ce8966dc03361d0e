"""Several judgements side by side: one block a rule, one line a column; and the same on a screen."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.anglais import dire, dit
from convrules.base.records import dataclass, replace
from convrules.base.texte import Langue, suite, t, tel_quel
from convrules.render import numbers, words
from convrules.render.already import forecast_doubts
from convrules.render.bounds import bornes
from convrules.render.cell_text import cell_numbers, cell_verdict
from convrules.render.cells import named_cell
from convrules.render.clauses import genre
from convrules.render.compared_texts import Mots, deadline_texts, differ, lexicons, rule_texts, told_apart
from convrules.render.comparison_balances import contradicted, rounded_balances, unknown_balances
from convrules.render.decided import first_named
from convrules.render.forces import SANS_MANQUEMENT, class_of, is_no_breach, verdict_word, word
from convrules.render.french import cite, joined
from convrules.render.lots import bare_verdict
from convrules.render.replay import PROPRE
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.uncovered import each_once, said_of
from convrules.render.width import wrap
from convrules.render.year_notes import aim, aim_in
from convrules.render.year_text import short
from convrules.year.comparaison import Comparaison, EcheanceComparee, PartPropre, RegleComparee, Vu
from convrules.year.model import ResultatEcheance, Verdict

TITRES = ("", "Base", "Dû", "Cible", "Fait", "Solde", "Verdict")
COLONNES = tuple(Colonne(titre=titre, droite=0 < n < 6, souple=True) for n, titre in enumerate(TITRES))
SANS = "–"
LECTURE_PROPRE: Final = t(
    "Part propre du bailleur\u202f: son dû est ce que les parts ne donnent à aucun titulaire, son fait les "
    "logements qui ne sont allés à aucun."
)
LARGE: Final = t(
    "Entre deux bornes, ce dû de la part propre peut être plus large que ce qui peut arriver\u202f: ce qui "
    "manque à une ligne y est lu part par part."
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
    """A rule, a deadline or an obligation, column by column. `clause`: as cited; `textes`: what each column
    asks, where it is not the same and no block before says it."""

    titre: str
    lignes: tuple[LigneComparee, ...]
    clause: str = ""
    textes: str = ""


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
    lexiques = () if c.rejouee else lexicons(c)
    # Why what joins them: of one holder, a rule may be at one of two landlords only.
    holders: dict[str, tuple[str, str]] = {}
    compared: list[RegleComparee | EcheanceComparee] = [*c.regles, *c.echeances]
    for one in compared:
        holders.setdefault(one.jointe, (one.reservataire, one.convention))
    shown = {*(r.jointe for r in rules), *(e.jointe for e in kept)}
    told = tuple(
        SectionComparee(
            titre=holder
            if c.entre
            else t("{titulaire} — convention «\u00a0{ident}\u00a0»", titulaire=holder, ident=convention),
            regles=_once(_rule(r, c, lexiques) for r in rules if r.jointe == nom),
            echeances=_once(_deadline(e, c, lexiques) for e in kept if e.jointe == nom),
        )
        for nom, (holder, convention) in holders.items()
        if nom in shown
    )
    return (*told, *_own_share(c))


def _once(blocks: Iterator[BlocCompare]) -> tuple[BlocCompare, ...]:
    """Cells of a clause have the same texts, which the first says."""
    told: set[tuple[str, str]] = set()
    found: list[BlocCompare] = []
    for block in blocks:
        key = (block.clause, block.textes)
        found.append(replace(block, textes="") if key in told else block)
        told.add(key)
    return tuple(found)


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


def wide_own(c: Comparaison) -> Iterator[str]:
    """Bounds of what the landlord owes itself are sound, and not always exact (semantics, §6, « Limits »)."""
    if any(colonne.propre is not None and colonne.propre.du.valeur is None for colonne in c.colonnes):
        yield LARGE


def _of_own_share(c: Comparaison) -> Iterator[str]:
    yield LECTURE_PROPRE
    yield from wide_own(c)
    if any(b.repartitions for colonne in c.colonnes for b in colonne.bilan.conventions):
        yield t(
            "D'une part répartie n'est ôté de la part propre que ce qui revient au réservataire de sa "
            "convention\u202f: ce qui revient aux autres comptes de la répartition y est compté, dans son dû "
            "comme dans son fait."
        )


def remarks(c: Comparaison, *, whole: bool) -> tuple[str, ...]:
    """What must be said of the columns, and what is not shown."""
    notes = [
        t("«\u00a0{nom}\u00a0» {note}.", nom=colonne.nom, note=colonne.note)
        for colonne in c.colonnes
        if colonne.note
    ]
    own = list(_of_own_share(c)) if any(colonne.propre is not None for colonne in c.colonnes) else []
    return (
        *c.refusees,
        *notes,
        *missing(c),
        *own,
        *_missed_objectives(c, whole=whole),
        *unknown_balances(c),
        *rounded_balances(c, whole=whole),
        *contradicted(c),
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
        lines += [line for rule in section.regles for line in ("", *_texts(rule, langue)) if rule.textes]
        for kept in section.echeances:
            lines += ["", kept.titre, *_texts(kept, langue)]
            for x in kept.lignes:
                said = t("  · {nom}\u202f: {dit}", nom=x.nom, dit=x.cases[0])
                lines += wrap(dire(said, langue), LARGEUR)
    told = remarks(c, whole=whole)
    lines += ["", *(line for said in told for line in wrap(dire(said, langue), LARGEUR))] if told else []
    return "\n".join((*lines, ""))


def _texts(block: BlocCompare, langue: Langue) -> Sequence[str]:
    if not block.textes:
        return ()
    said = t("{a}\u202f: {b}.", a=cite(block.clause), b=block.textes)
    return wrap(dire(said, langue), LARGEUR)


def title(c: Comparaison) -> str:
    """« Comparaison 2024, 2025 »: every year compared, once."""
    years = sorted({colonne.bilan.annee for colonne in c.colonnes})
    return t("Comparaison {annees}", annees=", ".join(map(str, years)))


def head(c: Comparaison) -> str:
    """What is compared. One year under several texts is a year replayed."""
    first = c.colonnes[0].bilan
    seen = numbers.jour(first.au)
    if c.rejouee:
        said = t(
            "Année {annee} rejouée, vue au {jour}\u202f: les vacances, les attributions et les comptes "
            "restent ceux qui ont eu lieu, seuls les textes changent.",
            annee=str(first.annee),
            jour=seen,
        )
        if not first.precedents:
            return said
        return t(
            "{rejouee} Chaque texte juge aussi les années depuis {depuis}, dont chacune laisse ses soldes à "
            "la suivante.",
            rejouee=said,
            depuis=str(first.precedents[0].annee),
        )
    return t("Comparaison, vue au {jour}.", jour=seen)


def _own(nom: str, clause: str) -> str:
    """The name of a column within what it tries, that clause."""
    return nom.removeprefix(f"{clause} : ") if nom.startswith(f"{clause} : ") else nom


def _rule(rule: RegleComparee, c: Comparaison, lexiques: Sequence[Mots]) -> BlocCompare:
    textes = () if c.rejouee else rule_texts(rule, lexiques)
    title = title_of(rule)
    return BlocCompare(
        titre=t("{a} — textes différents", a=title) if differ(textes) else title,
        clause=rule.clause,
        textes=told_apart([colonne.nom for colonne in c.colonnes], textes),
        lignes=tuple(
            LigneComparee(
                nom=_named(colonne.nom, rule, vu),
                cases=_numbers(vu, _why_empty(rule, n)),
                classe=_class(vu),
                bouge=rule.moved(n),
            )
            for n, (colonne, vu) in enumerate(zip(c.colonnes, rule.vus, strict=True))
        ),
    )


def _deadline(e: EcheanceComparee, c: Comparaison, lexiques: Sequence[Mots]) -> BlocCompare:
    names = [colonne.nom for colonne in c.colonnes]
    return BlocCompare(
        titre=e.clause,
        clause=e.clause,
        textes="" if c.rejouee else told_apart(names, deadline_texts(e, lexiques)),
        lignes=tuple(
            LigneComparee(nom=nom, cases=(_kept(vu),), bouge=e.moved(n))
            for n, (nom, vu) in enumerate(zip(names, e.vus, strict=True))
        ),
    )


def _verdict(vu: Vu) -> Verdict | None:
    return vu.cellule.verdict if vu.cellule is not None else vu.regle.verdict


def _class(vu: Vu | None) -> str:
    return class_of(vu.force, _verdict(vu)) if vu is not None and _verdict(vu) is not None else ""


def _asking(rule: RegleComparee) -> list[Vu]:
    return [vu for vu in rule.vus if vu is not None and not vu.ecartee]


def _forces(rule: RegleComparee) -> list[ir.Force | None]:
    """Each once, None of a text that does not say: a column may not be bound as another is."""
    return list(dict.fromkeys(vu.force for vu in _asking(rule)))


def title_of(rule: RegleComparee) -> str:
    """« part_due », its force when missing it is no breach, and where when it is judged by cell."""
    forces = _forces(rule)
    name = tel_quel(rule.clause)
    mild = len(forces) == 1 and forces[0] in SANS_MANQUEMENT
    said = t("{a} ({b})", a=name, b=word(forces[0])) if mild else name
    return t("{a}, {b}", a=said, b=named_cell(rule.cellule)) if rule.cellule else said


def _named(nom: str, rule: RegleComparee, vu: Vu | None) -> str:
    """With its own kind and force, where columns do not have the same."""
    own = _own(nom, rule.clause)
    if vu is None or vu.ecartee:
        return own
    kinds = {genre(other.regle.clause) for other in _asking(rule)}
    said = [genre(vu.regle.clause)] if len(kinds) > 1 else []
    if len(_forces(rule)) > 1:
        said.append(word(vu.force) if vu.force is not None else t("sans force dite"))
    return t("{a} ({b})", a=own, b=joined(said, ", ")) if said else own


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
