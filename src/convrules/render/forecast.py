"""A year to come: what is supposed, how often each rule holds, where its numbers lie; on a screen."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import isqrt
from typing import Final

from convrules import vocabulary
from convrules.analyses.prevision.model import (
    Etendue,
    Filtre,
    Hypotheses,
    Methode,
    Mobilite,
    Prevision,
    RegleTiree,
)
from convrules.base.anglais import dire
from convrules.base.records import dataclass
from convrules.base.texte import Langue, t, tel_quel
from convrules.base.values import Cellule, Connu
from convrules.render import numbers
from convrules.render.bounds import bornes_percent
from convrules.render.document import paragraphe, puce, titre, to_text
from convrules.render.french import cite, joined, listing
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.uncovered import said_of
from convrules.render.width import wrap
from convrules.vocabulary import rows
from convrules.year.valeurs import Verdict

FIN: Final = numbers.FINE
SANS: Final = "–"
TITRES: Final = ("", t("Tenue"), t("Manquée"), t("Base"), t("Dû"), t("Fait"))
COLONNES: Final = tuple(Colonne(titre=titre, droite=n > 0, souple=n == 0) for n, titre in enumerate(TITRES))
AVERTISSEMENT: Final = t(
    "Une prévision n'est pas un verdict : elle dit ce que donneraient ces textes "
    "si l'année ressemblait aux hypothèses ci-dessous, et rien de plus."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePrevue:
    """What one text gives for a rule. `classe`: the closed word of its colour."""

    nom: str
    cases: tuple[str, ...]
    classe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocPrevu:
    """A rule, text by text."""

    titre: str
    lignes: tuple[LignePrevue, ...]
    vues: tuple[RegleTiree | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPrevue:
    titre: str
    regles: tuple[BlocPrevu, ...]


def sections(p: Prevision) -> tuple[SectionPrevue, ...]:
    """By convention, in the order of the first text that has each."""
    found: dict[tuple[str, str], dict[tuple[object, ...], list[RegleTiree | None]]] = {}
    for n, vue in enumerate(p.vues):
        for regle in vue.regles:
            rules = found.setdefault((regle.convention, regle.reservataire), {})
            rules.setdefault((regle.clause, regle.cellule), [None] * len(p.vues))[n] = regle
    return tuple(
        SectionPrevue(
            titre=t(
                "{titulaire} — convention «\u00a0{ident}\u00a0»", titulaire=tel_quel(holder), ident=convention
            ),
            regles=tuple(_block(p, seen) for seen in rules.values()),
        )
        for (convention, holder), rules in found.items()
    )


def _block(p: Prevision, seen: Sequence[RegleTiree | None]) -> BlocPrevu:
    first = next(r for r in seen if r is not None)
    where = ", ".join(value for _, value in first.cellule)
    lines = (
        _line(vue.nom.removeprefix(f"{first.clause} : "), regle)
        for vue, regle in zip(p.vues, seen, strict=True)
    )
    return BlocPrevu(
        titre=f"{first.clause}, {where}" if where else first.clause,
        lignes=tuple(lines),
        vues=tuple(seen),
    )


def _line(nom: str, regle: RegleTiree | None) -> LignePrevue:
    if regle is None:
        return LignePrevue(nom=nom, cases=(t("pas de telle règle"), *([SANS] * 4)))
    judged = regle.annees > 0
    cases = (
        t("{tenue} sur {annees}", tenue=str(regle.tenue), annees=str(regle.annees))
        if judged
        else t("non jugée"),
        t("{manquee} sur {annees}", manquee=str(regle.manquee), annees=str(regle.annees)) if judged else SANS,
        spread(regle.base),
        spread(regle.du),
        spread(regle.fait),
    )
    return LignePrevue(nom=nom, cases=cases, classe=_class(regle))


def _class(regle: RegleTiree) -> str:
    if regle.annees == 0:
        return ""
    if regle.tenue == regle.annees:
        return Verdict.CONFORME.value
    return Verdict.NON_CONFORME.value if regle.jamais else Verdict.INDETERMINE.value


def spread(e: Etendue | None) -> str:
    """The two ends of the interval."""
    if e is None:
        return t("inconnu")
    least, most = numbers.decimal(e.min), numbers.decimal(e.max)
    return least if least == most else t("{a} à {b}", a=least, b=most)


def forecast_text(p: Prevision, langue: Langue = Langue.FR) -> str:
    lines = [to_text([titre(title(p))], langue=langue), *wrap(dire(AVERTISSEMENT, langue), LARGEUR), ""]
    lines += wrap(dire(precision(p), langue), LARGEUR)
    for section in sections(p):
        name = dire(section.titre, langue)
        lines += ["", name, "═" * min(LARGEUR, len(name))]
        rows: list[tuple[str, ...]] = []
        for rule in section.regles:
            if len(p.vues) == 1:
                rows.append((rule.titre, *rule.lignes[0].cases))
            else:
                rows += [(rule.titre, *([""] * 5)), *((f"· {x.nom}", *x.cases) for x in rule.lignes)]
        lines += table(COLONNES, rows, langue=langue)
    for said in remarks(p):
        lines += ["", *wrap(dire(said, langue), LARGEUR)]
    supposed = [paragraphe(t("Ce que l'on suppose")), *map(puce, assumptions(p))]
    lines += ["", to_text(supposed, langue=langue).rstrip()]
    return "\n".join((*lines, ""))


def title(p: Prevision) -> str:
    drawn = numbers.count(p.hypotheses.tirages, "année tirée", "années tirées")
    return t(
        "{annee} prévue\u202f: {drawn}, graine {graine}",
        annee=str(p.annee),
        drawn=drawn,
        graine=str(p.hypotheses.graine),
    )


def precision(p: Prevision) -> str:
    """How to read the two kinds of numbers."""
    held = numbers.percent(p.hypotheses.intervalle, 1)
    return t(
        "« Tenue » et « manquée »\u202f: dans combien d'années tirées. Une proportion "
        "n'y est connue qu'à {margin} points près, faute de plus de tirages. « Base », "
        "« Dû » et « Fait »\u202f: ce que l'on trouve dans {held} des années, autant "
        "étant laissées au-dessous qu'au-dessus. Vacances tirées\u202f: "
        "{spread}\u202f; {min} dans l'année du milieu.",
        margin=str(_margin(p.hypotheses.tirages)),
        held=held,
        spread=spread(p.vacances),
        min=numbers.decimal(p.vacances.milieu.min),
    )


def _margin(drawn: int) -> int:
    """Half-width, in points rounded up, of the interval at 95 % of a share of one half."""
    points = isqrt(98 * 98 // drawn)
    return points if points * points * drawn == 98 * 98 else points + 1


def remarks(p: Prevision) -> Iterator[str]:
    """What must not be missed: days that lack, rules that hold in no year, and what left some in doubt."""
    yield from p.refusees
    yield from uncovered(p)
    never = list(_named(p, lambda r: r.jamais))
    if never:
        yield t("Manquées dans toutes les années tirées\u202f: {never}.", never=listing(never))
    unsure = list(_named(p, lambda r: r.indecise > 0))
    if unsure:
        missing = sorted({fait for vue in p.vues for r in vue.regles for fait in r.faits})
        yield (
            t(
                "Ni tenues ni manquées dans certaines années\u202f: {unsure}. Il y manque\u202f: {x}.",
                unsure=listing(unsure),
                x=listing([cite(fait) for fait in missing]),
            )
        )
    for vue in p.vues:
        where = t(" ({a})", a=vue.nom) if len(p.vues) > 1 else ""
        if vue.sans_conseil:
            left = numbers.count(vue.sans_conseil, "logement tiré", "logements tirés")
            yield (
                t(
                    "{left}, toutes années réunies, pour qui le conseil ne nomme "
                    "personne{where}\u202f: laissés au bailleur.",
                    left=left,
                    where=where,
                )
            )
        if vue.note:
            yield t("{a} {b}.", a=cite(vue.nom), b=vue.note)
    for categorie, years in p.retraits_courts:
        which = numbers.count(years, "année tirée", "années tirées")
        yield t(
            "Pas assez de logements à retirer sous {categorie} dans {which}.",
            categorie=cite(categorie),
            which=which,
        )


def uncovered(p: Prevision) -> Iterator[str]:
    """Days that the data do not cover, of the years whose balances are taken up."""
    return said_of([(vue.nom, vue.lacunes) for vue in p.vues])


def _named(p: Prevision, concerned: Callable[[RegleTiree], bool]) -> Iterator[str]:
    """Each rule once, with the texts under which it is so where some are not."""
    for section in sections(p):
        for bloc in section.regles:
            seen = [bool(r is not None and concerned(r)) for r in bloc.vues]
            if all(seen):
                yield cite(bloc.titre)
            elif any(seen):
                texts = [ligne.nom for ligne, so in zip(bloc.lignes, seen, strict=True) if so]
                yield t("{a} ({b})", a=cite(bloc.titre), b=listing(texts))


# --- what is supposed ---------------------------------------------------------------------------
def assumptions(p: Prevision) -> Iterator[str]:
    """One sentence each, in the order in which they act."""
    h, parc = p.hypotheses, p.parc
    for line, number in zip(h.mobilite, parc.par_ligne, strict=True):
        stock = numbers.count(number, "logement")
        yield t(
            "se libèrent dans l'année {rate} de {stock}{where}",
            rate=_rate(line),
            stock=stock,
            where=_where(line.ou),
        )
    if parc.sans_taux:
        without = numbers.count(parc.sans_taux, "logement")
        yield t("{without} dont aucune ligne de mobilité ne parle\u202f: jamais libres", without=without)
    for fait, number in parc.a_part:
        apart = numbers.count(number, "logement")
        yield t("{apart} mis de côté, faute de {fait} pour choisir le taux", apart=apart, fait=cite(fait))
    yield from _moves(h)
    if h.faits:
        yield t("chaque logement tiré{facts}", facts=_facts(h.faits))
    for nom, share in h.chances:
        yield t(
            "{nom} vrai pour {share} des logements tirés, au hasard",
            nom=cite(nom),
            share=numbers.percent(share, 2),
        )
    late = [
        t("{nom} {days} après", nom=tel_quel(nom), days=numbers.count(days, "jour"))
        for nom, days in h.delais
        if days
    ]
    yield (
        t("tout se passe le jour de la libération, sans refus, sans remise ni abandon")
        + (t(", sauf {late}", late=listing(late)) if late else "")
    )
    yield from _given(p, h)
    yield (
        t(
            "les soldes de {soldes_de} sont ceux que dit la table « soldes » ou, à défaut, ceux que jugent "
            "les données{encore}",
            soldes_de=str(p.soldes_de),
            encore=_running(p.soldes_au),
        )
        if p.soldes_de is not None
        else t("les soldes de {x} sont ceux des données, inconnus s'ils n'y sont pas", x=str(p.annee - 1))
    )
    yield (
        t(
            "rien n'est repris de ce qui est déjà enregistré de {annee}\u202f; un logement "
            "se libère une fois au plus",
            annee=str(p.annee),
        )
    )


def _running(au: date | None) -> str:
    return (
        t(" au {jour}\u202f; l'année n'est pas finie, ils peuvent encore changer", jour=numbers.jour(au))
        if au is not None
        else ""
    )


def _moves(h: Hypotheses) -> Iterator[str]:
    """What is delivered and what is withdrawn."""
    for one in h.livraisons:
        said = numbers.count(one.nombre, "logement livré", "logements livrés")
        days = (
            t("le {du}", du=numbers.jour(one.du))
            if one.du == one.au
            else t("du {du} au {au}", du=numbers.jour(one.du), au=numbers.jour(one.au))
        )
        yield t("{a} {b}{c}", a=said, b=days, c=_facts(one.faits))
    for retrait in h.retraits:
        said = numbers.count(retrait.nombre, "logement retiré", "logements retirés")
        yield t(
            "{said} du flux sous {categorie}{where}{facts}",
            said=said,
            categorie=cite(retrait.categorie),
            where=_where(retrait.ou),
            facts=_facts(retrait.faits),
        )


def _given(p: Prevision, h: Hypotheses) -> Iterator[str]:
    if h.methode is Methode.CONSEIL:
        followed = [vue for vue in p.vues if vue.politique is not None]
        under = (
            t(", politique {politique}", politique=cite(followed[0].politique))
            if followed and followed[0].politique
            else t(", sans politique")
        )
        yield t("chaque logement va à qui le conseil le donne{under}", under=under)
        return
    told = [
        t("{share} à {ident}", share=numbers.percent(share, 2), ident=cite(ident)) for ident, share in h.parts
    ]
    yield (
        t(
            "chaque logement va au hasard, {told}, s'il peut le recevoir avec "
            "certitude\u202f; sinon au bailleur",
            told=listing(told),
        )
    )


def _rate(line: Mobilite) -> str:
    return bornes_percent(line.taux) + (
        "" if line.taux.valeur is not None else t(", un taux par année tirée,")
    )


def _where(ou: Filtre) -> str:
    told = [
        t("{a} = {b}", a=tel_quel(nom), b=joined([_said(nom, v) for v in values], " ou "))
        for nom, values in ou.valeurs
    ]
    return t(" où {told}", told=listing(told)) if told else ""


def _facts(faits: Sequence[tuple[str, Cellule]]) -> str:
    told = joined([t("{a} = {b}", a=tel_quel(nom), b=_said(nom, cell)) for nom, cell in faits], ", ")
    return t(" ({a})", a=told) if told else ""


def _said(nom: str, cell: Cellule) -> str:
    field = vocabulary.champ(nom, rows.VACANCE)
    assert isinstance(cell, Connu), "a file of assumptions gives values"
    match cell.valeur:
        case bool() as flag:
            return t("oui") if flag else t("non")
        case Fraction() as number if field is not None and field.type == rows.MONTANT:
            return numbers.euros(number)
        case Fraction() as number:
            return numbers.exact(number)
        case other:
            return str(other)
