"""Several judgements side by side on a screen: one block a rule, one line a column."""

from collections.abc import Iterator, Sequence

from convrules.render import numbers, words
from convrules.render.cells import cell_name
from convrules.render.french import cite, listing
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.year_text import cell_numbers, cell_verdict, short, verdict
from convrules.year.comparaison import Comparaison, EcheanceComparee, RegleComparee, Vu
from convrules.year.model import ResultatEcheance

FIN = numbers.FINE
TITRES = ("", "Base", "Dû", "Cible", "Fait", "Solde", "Verdict")
COLONNES = tuple(Colonne(titre=t, droite=0 < n < 6, souple=True) for n, t in enumerate(TITRES))
SANS = "–"


def comparison_text(c: Comparaison, *, whole: bool) -> str:
    """The screen. whole: also what is the same everywhere."""
    lines = wrap(head(c), LARGEUR)
    for colonne in c.colonnes:
        if colonne.note:
            lines += wrap(f"{cite(colonne.nom)} {colonne.note}.", LARGEUR)
    rules = [r for r in c.regles if whole or r.differe]
    kept = [e for e in c.echeances if whole or e.differe]
    names = [colonne.nom for colonne in c.colonnes]
    for convention in dict.fromkeys((*(r.convention for r in rules), *(e.convention for e in kept))):
        lines += _convention(
            names,
            c.entre,
            [r for r in rules if r.convention == convention],
            [e for e in kept if e.convention == convention],
        )
    lines += [line for said in _same(c, rules, kept) for line in wrap(said, LARGEUR)]
    return "\n".join((*lines, ""))


def head(c: Comparaison) -> str:
    """What is compared. One year under several texts is a year replayed."""
    first = c.colonnes[0].bilan
    seen = numbers.jour(first.au)
    if len({(x.bilan.annee, x.bilan.bailleur) for x in c.colonnes}) == 1:
        return (
            f"Année {first.annee} rejouée, vue au {seen}{FIN}: les vacances, les attributions et les comptes "
            "restent ceux qui ont eu lieu, seuls les textes changent."
        )
    return f"Comparaison, vue au {seen}."


def _convention(
    names: Sequence[str], between: bool, rules: Sequence[RegleComparee], kept: Sequence[EcheanceComparee]
) -> Iterator[str]:
    pairs = [(r.reservataire, r.convention) for r in rules]
    holder, convention = (pairs or [(e.reservataire, e.convention) for e in kept])[0]
    title = holder if between else f"{holder} — convention {cite(convention)}"
    yield from ("", title, "═" * min(LARGEUR, len(title)))
    if rules:
        yield from table(COLONNES, [row for rule in rules for row in _rule(rule, names)])
    for echeance in kept:
        yield ""
        yield echeance.clause
        for nom, vu in zip(names, echeance.vus, strict=True):
            yield from wrap(f"  · {nom}{FIN}: {_kept(vu)}", LARGEUR)


def _rule(rule: RegleComparee, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield (title_of(rule), *([""] * 6))
    for nom, vu, written in zip(names, rule.vus, rule.ecrites, strict=True):
        yield (f"· {nom.removeprefix(f'{rule.clause} : ')}", *_numbers(vu, written))


def title_of(rule: RegleComparee) -> str:
    """« part_due », and where when it is judged by cell."""
    cell = next((vu.cellule for vu in rule.vus if vu is not None and vu.cellule is not None), None)
    return f"{rule.clause}, {cell_name(cell)}" if cell is not None and rule.cellule else rule.clause


def _numbers(vu: Vu | None, written: bool) -> tuple[str, ...]:
    if vu is None:
        return (*([SANS] * 5), "aucune ligne" if written else "pas de telle règle")
    if vu.cellule is None:
        said = "écartée" if vu.regle.ecartee_par is not None else verdict(vu.regle.verdict)
        return (*([SANS] * 5), said)
    base, due, _, target, done, balance = cell_numbers(vu.cellule)
    return (*map(short, (base, due, target, done, balance)), cell_verdict(vu.cellule).split(" (")[0])


def _kept(vu: ResultatEcheance | None) -> str:
    if vu is None:
        return "pas de telle clause"
    found = [f"{words.MOT[word]}{FIN}: {numbers.group(n)}" for word, n in vu.decomptes if n]
    return ", ".join(found) if found else "aucune ligne concernée"


def _same(c: Comparaison, rules: Sequence[RegleComparee], kept: Sequence[EcheanceComparee]) -> Iterator[str]:
    """What is not shown, and the columns that change nothing."""
    yield ""
    hidden = len(c.regles) - len(rules), len(c.echeances) - len(kept)
    named = (("part ou quota", "parts ou quotas"), ("délai ou obligation", "délais ou obligations"))
    told = [numbers.count(n, one, many) for n, (one, many) in zip(hidden, named, strict=True) if n]
    if told:
        yield f"Inchangé{FIN}: {listing(told)} (tout avec --tout)."
    unmoved = [
        colonne.nom
        for n, colonne in enumerate(c.colonnes)
        if n and not (any(r.moved(n) for r in c.regles) or any(e.moved(n) for e in c.echeances))
    ]
    if unmoved:
        yield f"Aucun chiffre ne change avec {listing([cite(nom) for nom in unmoved])}."
