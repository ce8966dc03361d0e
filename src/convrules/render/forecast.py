"""A year to come: what is supposed, how often each rule holds, where its numbers lie; on a screen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from convrules.base.values import Cellule, Connu
from convrules.render import numbers
from convrules.render.bounds import bornes_percent
from convrules.render.document import paragraphe, puce, titre, to_text
from convrules.render.french import cite, listing
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.vocabulary import rows
from convrules.year.valeurs import Verdict

FIN: Final = numbers.FINE
SANS: Final = "–"
TITRES: Final = ("", "Tenue", "Manquée", "Base", "Dû", "Fait")
COLONNES: Final = tuple(Colonne(titre=titre, droite=n > 0, souple=n == 0) for n, titre in enumerate(TITRES))
AVERTISSEMENT: Final = (
    "Une prévision n'est pas un verdict : elle dit ce que donneraient ces textes si l'année ressemblait aux "
    "hypothèses ci-dessous, et rien de plus."
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
            titre=f"{holder} — convention {cite(convention)}",
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
        titre=f"{first.clause}, {where}" if where else first.clause, lignes=tuple(lines), vues=tuple(seen)
    )


def _line(nom: str, regle: RegleTiree | None) -> LignePrevue:
    if regle is None:
        return LignePrevue(nom=nom, cases=("pas de telle règle", *([SANS] * 4)))
    judged = regle.annees > 0
    cases = (
        f"{regle.tenue} sur {regle.annees}" if judged else "non jugée",
        f"{regle.manquee} sur {regle.annees}" if judged else SANS,
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
        return "inconnu"
    least, most = numbers.decimal(e.min, 1), numbers.decimal(e.max, 1)
    return least if least == most else f"{least} à {most}"


def forecast_text(p: Prevision) -> str:
    lines = [head(p), *wrap(AVERTISSEMENT, LARGEUR), ""]
    lines += wrap(precision(p), LARGEUR)
    for section in sections(p):
        lines += ["", section.titre, "═" * min(LARGEUR, len(section.titre))]
        rows: list[tuple[str, ...]] = []
        for rule in section.regles:
            if len(p.vues) == 1:
                rows.append((rule.titre, *rule.lignes[0].cases))
            else:
                rows += [(rule.titre, *([""] * 5)), *((f"· {x.nom}", *x.cases) for x in rule.lignes)]
        lines += table(COLONNES, rows)
    for said in remarks(p):
        lines += ["", *wrap(said, LARGEUR)]
    lines += ["", to_text([paragraphe("Ce que l'on suppose"), *map(puce, assumptions(p))]).rstrip()]
    return "\n".join((*lines, ""))


def head(p: Prevision) -> str:
    return to_text([titre(title(p))])


def title(p: Prevision) -> str:
    drawn = numbers.count(p.hypotheses.tirages, "année tirée", "années tirées")
    return f"{p.annee} prévue{FIN}: {drawn}, graine {p.hypotheses.graine}"


def precision(p: Prevision) -> str:
    """How to read the two kinds of numbers."""
    held = numbers.percent(p.hypotheses.intervalle, 1)
    return (
        f"« Tenue » et « manquée »{FIN}: dans combien d'années tirées. Une proportion n'y est connue qu'à "
        f"{_margin(p.hypotheses.tirages)} points près, faute de plus de tirages. « Base », « Dû » et « Fait »"
        f"{FIN}: ce que l'on trouve dans {held} des années, autant étant laissées au-dessous qu'au-dessus. "
        f"Vacances tirées{FIN}: {spread(p.vacances)}{FIN}; {numbers.decimal(p.vacances.milieu.min)} dans "
        "l'année du milieu."
    )


def _margin(drawn: int) -> int:
    """Half-width, in points rounded up, of the interval at 95 % of a share of one half."""
    points = isqrt(98 * 98 // drawn)
    return points if points * points * drawn == 98 * 98 else points + 1


def remarks(p: Prevision) -> Iterator[str]:
    """What must not be missed: rules that hold in no year, and what left some in doubt."""
    never = list(_named(p, lambda r: r.jamais))
    if never:
        yield f"Manquées dans toutes les années tirées{FIN}: {listing(never)}."
    unsure = list(_named(p, lambda r: r.indecise > 0))
    if unsure:
        missing = sorted({fait for vue in p.vues for r in vue.regles for fait in r.faits})
        yield (
            f"Ni tenues ni manquées dans certaines années{FIN}: {listing(unsure)}. Il y manque{FIN}: "
            f"{listing([cite(fait) for fait in missing])}."
        )
    for vue in p.vues:
        where = f" ({vue.nom})" if len(p.vues) > 1 else ""
        if vue.sans_conseil:
            left = numbers.count(vue.sans_conseil, "logement tiré", "logements tirés")
            yield (
                f"{left}, toutes années réunies, pour qui le conseil ne nomme personne{where}{FIN}: laissés "
                "au bailleur."
            )
        if vue.note:
            yield f"{cite(vue.nom)} {vue.note}."
    for categorie, years in p.retraits_courts:
        which = numbers.count(years, "année tirée", "années tirées")
        yield f"Pas assez de logements à retirer sous {cite(categorie)} dans {which}."


def _named(p: Prevision, concerned: Callable[[RegleTiree], bool]) -> Iterator[str]:
    """Each rule once, with the texts under which it is so where some are not."""
    for section in sections(p):
        for bloc in section.regles:
            seen = [bool(r is not None and concerned(r)) for r in bloc.vues]
            if all(seen):
                yield cite(bloc.titre)
            elif any(seen):
                texts = [ligne.nom for ligne, so in zip(bloc.lignes, seen, strict=True) if so]
                yield f"{cite(bloc.titre)} ({listing(texts)})"


# --- what is supposed ---------------------------------------------------------------------------
def assumptions(p: Prevision) -> Iterator[str]:
    """One sentence each, in the order in which they act."""
    h, parc = p.hypotheses, p.parc
    for line, number in zip(h.mobilite, parc.par_ligne, strict=True):
        stock = numbers.count(number, "logement")
        yield f"se libèrent dans l'année {_rate(line)} de {stock}{_where(line.ou)}"
    if parc.sans_taux:
        without = numbers.count(parc.sans_taux, "logement")
        yield f"{without} dont aucune ligne de mobilité ne parle{FIN}: jamais libres"
    for fait, number in parc.a_part:
        apart = numbers.count(number, "logement")
        yield f"{apart} mis de côté, faute de {cite(fait)} pour choisir le taux"
    for one in h.livraisons:
        said = numbers.count(one.nombre, "logement livré", "logements livrés")
        days = (
            f"le {numbers.jour(one.du)}"
            if one.du == one.au
            else f"du {numbers.jour(one.du)} au {numbers.jour(one.au)}"
        )
        yield f"{said} {days}{_facts(one.faits)}"
    for retrait in h.retraits:
        said = numbers.count(retrait.nombre, "logement retiré", "logements retirés")
        yield f"{said} du flux sous {cite(retrait.categorie)}{_where(retrait.ou)}{_facts(retrait.faits)}"
    if h.faits:
        yield f"chaque logement tiré{_facts(h.faits)}"
    for nom, share in h.chances:
        yield f"{cite(nom)} vrai pour {numbers.percent(share, 2)} des logements tirés, au hasard"
    late = [f"{nom} {numbers.count(days, 'jour')} après" for nom, days in h.delais if days]
    yield (
        "tout se passe le jour de la libération, sans refus, sans remise ni abandon"
        + (f", sauf {listing(late)}" if late else "")
    )
    yield from _given(p, h)
    yield (
        f"les soldes de {p.soldes_de} sont ceux que jugent les données"
        if p.soldes_de is not None
        else f"les soldes de {p.annee - 1} sont ceux des données, inconnus s'ils n'y sont pas"
    )
    yield (
        f"rien n'est repris de ce qui est déjà enregistré de {p.annee}{FIN}; un logement se libère une fois "
        "au plus"
    )


def _given(p: Prevision, h: Hypotheses) -> Iterator[str]:
    if h.methode is Methode.CONSEIL:
        followed = [vue for vue in p.vues if vue.politique is not None]
        under = (
            f", politique {cite(followed[0].politique)}"
            if followed and followed[0].politique
            else ", sans politique"
        )
        yield f"chaque logement va à qui le conseil le donne{under}"
        return
    told = [f"{numbers.percent(share, 2)} à {cite(ident)}" for ident, share in h.parts]
    yield (
        f"chaque logement va au hasard, {listing(told)}, s'il peut le recevoir avec certitude{FIN}; sinon au "
        "bailleur"
    )


def _rate(line: Mobilite) -> str:
    return bornes_percent(line.taux) + ("" if line.taux.valeur is not None else ", un taux par année tirée,")


def _where(ou: Filtre) -> str:
    told = [f"{nom} = {' ou '.join(_said(nom, v) for v in values)}" for nom, values in ou.valeurs]
    return f" où {listing(told)}" if told else ""


def _facts(faits: Sequence[tuple[str, Cellule]]) -> str:
    told = ", ".join(f"{nom} = {_said(nom, cell)}" for nom, cell in faits)
    return f" ({told})" if told else ""


def _said(nom: str, cell: Cellule) -> str:
    field = vocabulary.champ(nom, rows.VACANCE)
    assert isinstance(cell, Connu), "a file of assumptions gives values"
    match cell.valeur:
        case bool() as flag:
            return "oui" if flag else "non"
        case Fraction() as number if field is not None and field.type == rows.MONTANT:
            return f"{numbers.euros(number)}"
        case Fraction() as number:
            return numbers.exact(number)
        case other:
            return str(other)
