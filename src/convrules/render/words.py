"""The closed words of results, in plain French."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, word
from convrules.base.texte import t, tel_quel
from convrules.render import numbers
from convrules.render.french import joined, listing
from convrules.render.lexicon import Lexique, shown
from convrules.runtime.concurrents import CONVENTIONS
from convrules.runtime.decision import EtatDelai, Statut
from convrules.year.valeurs import Verdict

STATUT: Final = {
    Statut.HORS_CHAMP: t("hors du champ de la convention"),
    Statut.RESERVE_IDENTIFIE: t("réservé au titre d'un droit identifié"),
    Statut.SOUSTRAIT: t("soustrait du flux"),
    Statut.DANS_L_ASSIETTE: t("dans l'assiette du flux"),
}
VERDICT: Final = {
    Verdict.NON_CONFORME: t("non conforme"),
    Verdict.HORS_D_ATTEINTE: t("hors d'atteinte"),
    Verdict.INDETERMINE: t("indéterminé"),
    Verdict.DECISION_HUMAINE: t("décision attendue"),
    Verdict.EN_COURS: t("en cours"),
    Verdict.CONFORME: t("conforme"),
    Verdict.NON_APPLICABLE: t("non applicable"),
}
DELAI: Final = {
    EtatDelai.TENU: t("tenu"),
    EtatDelai.EN_COURS: t("en cours"),
    EtatDelai.DEPASSE: t("dépassé"),
    EtatDelai.SANS_OBJET: t("sans objet"),
    EtatDelai.INDETERMINE: t("indéterminé"),
}
OBLIGATION: Final = {
    "vrai": "respectee",
    "faux": "manquee",
    "non_applicable": "sans_objet",
    "indetermine": "indetermine",
    "erreur": "erreur",
}
"""Outcome of an obligation's rule to the closed word of the obligation."""

OBLIGATION_DITE: Final = {
    "respectee": t("respectée"),
    "manquee": t("manquée"),
    "sans_objet": t("sans objet"),
    "indetermine": t("indéterminée"),
    "erreur": t("en erreur"),
}
MOT: Final = {
    "respectee": t("respectée"),
    "manquee": t("manquée"),
    "sans_objet": t("sans objet"),
    "indetermine": t("indéterminé"),
    "erreur": t("erreur"),
    "tenu": t("tenu"),
    "en_cours": t("en cours"),
    "depasse": t("dépassé"),
    "vrai": t("vrai"),
    "faux": t("faux"),
    "non_applicable": t("non applicable"),
}
"""Any other closed word to what is read on screen."""
LIGNES_DITES: Final = 6
"""Rows named in one sentence before « et N autres »."""


def landlord(siren: str, conventions: Iterable[ir.Convention]) -> str:
    """« OPH Exemple (000000000) »; the number alone where its conventions name it in several ways."""
    noms = {c.bailleur.nom for c in conventions if c.bailleur is not None}
    return t("{nom} ({siren})", nom=noms.pop(), siren=siren) if len(noms) == 1 else siren


def whose(depot: str, siren: str, conventions: Iterable[ir.Convention]) -> str:
    """« Mon dépôt — bailleur OPH Exemple (000000000) »; a name that is both the repository's and the
    landlord's is said once: « OPH Exemple (000000000), bailleur »."""
    signed = tuple(conventions)
    bailleur = landlord(siren, signed)
    if {depot} == {c.bailleur.nom for c in signed if c.bailleur is not None}:
        return t("{bailleur}, bailleur", bailleur=bailleur)
    return t("{depot} — bailleur {bailleur}", depot=tel_quel(depot), bailleur=bailleur)


def issue(i: Issue) -> str:
    """Oui, non, sans objet, indéterminé."""
    match i:
        case bool():
            return "oui" if i else "non"
        case NonApplicable():
            return t("sans objet")
        case Indetermine():
            return MOT[word(i)]


def causes(cs: Iterable[Cause], lexique: Lexique) -> str:
    """Causes in one clause, sorted; those of the same kind share its words."""
    by_kind: dict[Genre, dict[str, list[str]]] = {}
    several = [c.fait.removeprefix(CONVENTIONS) for c in sorted(cs) if c.fait.startswith(CONVENTIONS)]
    for c in sorted(cs):
        if c.fait.startswith(CONVENTIONS):
            continue
        label = shown(c.fait, lexique)
        lignes = by_kind.setdefault(c.genre, {}).setdefault(label, [])
        if c.ligne not in lignes:
            lignes.append(c.ligne)
    heads = {
        Genre.ERREUR: (t("donnée en erreur"), t("données en erreur")),
        Genre.MANQUANT: (t("donnée absente"), t("données absentes")),
        Genre.HUMAIN: (t("décision attendue"), t("décisions attendues")),
        Genre.FUTUR: (t("pas encore survenu"), t("pas encore survenus")),
    }
    told = []
    for kind, (one, several_of) in heads.items():
        if rows := by_kind.get(kind):
            head = several_of if sum(map(len, rows.values())) > 1 else one
            told.append(t("{a}\u202f: {b}", a=head, b=_lacking(rows)))
    return joined(
        [*(t("plusieurs conventions\u202f: {names}", names=names) for names in several), *told], "\u202f; "
    )


def _lacking(rows: Mapping[str, Sequence[str]]) -> str:
    """« typologie, lignes droits D1 et D2 et surface »: each fact once, with the rows that lack it."""
    said: list[str] = []
    for label, lignes in rows.items():
        said += [label] if "" in lignes else []
        named = [ligne for ligne in lignes if ligne]
        if len(named) > 1:
            said.append(t("{label}, lignes {lignes}", label=label, lignes=_of_tables(named)))
        elif named:
            said.append(t("{label}, ligne {ligne}", label=label, ligne=_of_tables(named)))
    return listing(said)


def _of_tables(lignes: Sequence[str]) -> str:
    """« droits D1, D2 »; « vacances_attendues 1 à 5 », of rows without identifier. The first of them, where
    they are many: the machine's result has all. lignes: « table identifier » each."""
    # Why by length: the second row comes before the tenth.
    asked = sorted(lignes, key=lambda ligne: (len(ligne), ligne))
    tables: dict[str, list[str]] = {}
    for ligne in asked:
        table, _, ident = ligne.partition(" ")
        tables.setdefault(table, []).append(ident)
    said: list[str] = []
    named = 0
    for table, idents in tables.items():
        parts: list[str] = []
        for part, n in _parts(table, idents):
            if named >= LIGNES_DITES:
                break
            parts.append(part)
            named += n
        if parts:
            said.append(t("{a} {b}", a=table, b=joined(parts, ", ")))
    left = len(asked) - named
    told = joined(said, ", ")
    return t("{rows} et {more}", rows=told, more=numbers.count(left, "autre")) if left > 0 else told


def _parts(table: str, idents: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What is said of rows of one table, and of how many: one by one, or a run of ranks."""
    run: list[int] = []
    for ident in idents:
        rank = ident.removeprefix(f"{table}-")
        if rank == ident or not rank.isdecimal():
            yield from _run(run)
            run = []
            yield ident, 1
        elif run and int(rank) != run[-1] + 1:
            yield from _run(run)
            run = [int(rank)]
        else:
            run.append(int(rank))
    yield from _run(run)


def _run(ranks: Sequence[int]) -> Iterator[tuple[str, int]]:
    if len(ranks) > 2:
        yield t("{a} à {b}", a=numbers.group(ranks[0]), b=numbers.group(ranks[-1])), len(ranks)
    else:
        yield from ((numbers.group(rank), 1) for rank in ranks)


def possibles(mots: Iterable[str]) -> str:
    return listing(list(mots), "ou")


def word_of_obligation(i: Issue) -> str:
    """The closed word of an obligation: respectee, manquee, sans_objet, indetermine, erreur."""
    return OBLIGATION[word(i)]


def holder(convention: ir.Convention) -> str:
    """Whom a convention is of, by name."""
    return tel_quel(convention.reservataire.nom if convention.reservataire else convention.ident)
