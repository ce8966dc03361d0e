"""Which text of a clause decides a cell: the clause as signed, or exceptions to it, and is that known?

What is found here is told with the figures of the cell, and decides of none.
Source: docs/langage, « Exceptions ».
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.compiler import Cas, ClauseCompilee, cases
from convrules.runtime.rules import Candidat
from convrules.year.model import Dite, ResultatCellule
from convrules.year.pareils import RangsLus
from convrules.year.textes import Textes
from convrules.year.textes_de_l_annee import shown_on

RIEN: Final = frozenset[Cause]()
DU_JOUR: Final = ("règle", "compte")
"""Keys that a row reads by the text of its own day; the others are those of a day of the whole cell."""
ATTRIBUTS: Final = {
    "règle": "regle",
    "compte": "compte",
    "application": "application",
    "arrondi": "arrondi",
    "report": "report",
    "tolérance": "tolerance",
    "base minimale": "base_minimale",
}


def with_texts(resultat: ResultatCellule, textes: Textes, rangs: RangsLus) -> ResultatCellule:
    """The cell with the texts that decide it. rangs: its rows."""
    dites = _decided_in(textes, rangs)
    return replace(resultat, dites=dites) if dites else resultat


def _decided_in(textes: Textes, rangs: RangsLus) -> tuple[Dite, ...]:
    """Every text that decides something in the cell, or may: those as signed first. None where the clause is
    as signed, whatever is missing."""
    keys = _excepted(textes.clause)
    if not keys:
        return ()
    found: dict[tuple[tuple[str, ...], bool], Dite] = {}
    for day, doubt in _days(textes, rangs, keys):
        for own in _on_day(textes, keys, day):
            dite = replace(own, certaine=False, causes=own.causes | doubt) if doubt else own
            known = found.get((dite.noms, dite.ecartee), dite)
            sure = known.certaine or dite.certaine
            causes = RIEN if sure else known.causes | dite.causes
            found[dite.noms, dite.ecartee] = replace(dite, certaine=sure, causes=causes)
    if len(found) == 1:
        (only,) = found.values()
        return (replace(only, certaine=True, causes=RIEN),) if only.exceptions else ()
    return tuple(sorted(found.values(), key=lambda d: (d.ecartee, bool(d.exceptions))))


def _excepted(clause: ClauseCompilee) -> tuple[str, ...]:
    """Keys that an exception gives, or sets aside with the whole clause."""
    return tuple(
        cle
        for cle in (*ATTRIBUTS, "force")
        if cle in clause.regles and any(map(_departs, _exceptions(clause, cle)))
    )


def _exceptions(clause: ClauseCompilee, cle: str) -> Iterator[Cas]:
    return (e for cas in clause.regles[cle].versions for e in cases(*cas.exceptions))


def _departs(cas: Cas) -> bool:
    return cas.valeur is not None or cas.ecarte


def _days(textes: Textes, rangs: RangsLus, keys: Sequence[str]) -> list[tuple[date, frozenset[Cause]]]:
    """Days whose texts decide something in the cell, one for each text; why it is not known whether a row is
    of one."""
    first = textes.jour_des_cles
    of_rows = [cle for cle in DU_JOUR if cle in keys]
    if not any(_changes(textes, cle) for cle in of_rows):
        return [(first, RIEN)]
    found: dict[tuple[int, ...], tuple[date, frozenset[Cause]]] = {}
    for lot in rangs.lots:
        counted, inside = (any(option[n] for option in lot.rang.options) for n in (0, 1))
        if not ((inside and "règle" in of_rows) or (counted and "compte" in of_rows)):
            continue
        # Why the first alone: rows of one mark have the text of their day in common.
        sujet = lot.sujets[0]
        doubt = sujet.suivi.causes if sujet.suivi is not None and len(sujet.mondes) > 1 else RIEN
        for monde in sujet.mondes:
            if not doubt or monde.meets(textes.cadre.periode):
                day = monde.contexte.jour
                text = tuple(id(textes.at(cle, day)) for cle in of_rows)
                last, known = found.get(text, (day, doubt))
                found[text] = max(day, last), known and doubt
    return sorted(found.values(), key=lambda one: one[0]) or [(first, RIEN)]


def _changes(textes: Textes, cle: str) -> bool:
    """Has the cell read two texts of a key? By the identity of their values, which cases keep."""
    read = (found for (nom, _), found in textes.lus.items() if nom == cle)
    return len({tuple((id(c.valeur), c.cas) for c in found.candidats) for found in read}) > 1


def _on_day(textes: Textes, keys: Sequence[str], day: date) -> Iterator[Dite]:
    """What the clause may be under the text of a day: one where that is known. Exceptions that hold for
    certain go with each of those that may."""
    sure: dict[str, tuple[str, ...]] = {}
    doubtful: dict[str, dict[tuple[str, ...], Candidat]] = {}
    causes = RIEN
    for cle in keys:
        ways, why = _ways(textes, cle, day)
        if len(ways) > 1:
            doubtful[cle] = ways
            causes |= why
        else:
            sure[cle] = next(iter(ways), ())
    certain = tuple(dict.fromkeys(nom for names in sure.values() for nom in names))
    perhaps = dict.fromkeys(names for ways in doubtful.values() for names in ways)
    held = [n for n in perhaps if all(n in ways or () in ways for ways in doubtful.values())]
    for names in held or list(perhaps) or [()]:
        by = sure | {cle: names for cle, ways in doubtful.items() if names in ways}
        given = {cle: by[cle] for cle in keys if by.get(cle)}
        acting = tuple(dict.fromkeys((*certain, *names)))
        yield _dite(textes, given, acting, day, causes if doubtful else None)


def _ways(textes: Textes, cle: str, day: date) -> tuple[dict[tuple[str, ...], Candidat], frozenset[Cause]]:
    """Ways in which a key may be given, by the exceptions that give it (none: the clause). Nothing of cases
    that contradict one another, nor of a clause that says nothing: that is told elsewhere."""
    read = _read(textes, cle, day)
    own, found = textes.clause.ident, dict[tuple[str, ...], Candidat]()
    unwritten = textes.clause.regles[cle].on(day).valeur is None
    for candidate in read.candidats:
        names = tuple(nom for nom in candidate.cas if nom != own)
        if candidate.conflit or not (candidate.cas or unwritten):
            continue
        if names and len(names) < len(candidate.cas):
            # Why: of one value, given by the clause or by its exception: which one is not known.
            found.setdefault((), candidate)
        found[names] = candidate
    return found, read.causes


def _read(textes: Textes, cle: str, day: date) -> Any:
    if cle == "application":
        return textes.cells()
    return textes.at(cle, day if cle in DU_JOUR else textes.jour_des_cles)


def _dite(
    textes: Textes,
    given: dict[str, tuple[str, ...]],
    names: tuple[str, ...],
    day: date,
    doubt: frozenset[Cause] | None,
) -> Dite:
    """The clause with the keys that exceptions give; one record for all the cells that have it alike. doubt:
    why it is not known whether they do, None where they do."""
    clause, found = textes.clause, dict[str, Candidat]()
    for cle, by in given.items():
        found[cle] = _ways(textes, cle, day)[0][by]
    aside = any(c.ecartee_par for c in found.values())
    values = {} if aside else {cle: c.valeur for cle, c in found.items()}
    said = tuple((cle, id(v)) for cle, v in values.items())
    key = ("dite", clause.ident, textes.cadre.periode.du, day, names, aside, said, doubt)
    lives = (clause, tuple(values.values()))
    made = textes.cadre.keep(key, lives, lambda: _made(textes, values, names, day, doubt))
    return replace(made, ecartee=True) if aside else made


def _made(
    textes: Textes,
    values: dict[str, Any],
    names: tuple[str, ...],
    day: date,
    doubt: frozenset[Cause] | None,
) -> Dite:
    shown = shown_on(textes.clause, textes.cadre.periode)
    assert isinstance(shown, ir.Part | ir.Quota), "checked: a part or quota"
    force = ir.Force(values["force"]) if "force" in values else shown.entete.force
    own = {ATTRIBUTS[cle]: valeur for cle, valeur in values.items() if cle != "force"}
    return Dite(
        clause=replace(shown, entete=replace(shown.entete, force=force), **own) if values else shown,
        exceptions=tuple(exception_named(textes.clause, nom, day) for nom in names),
        cles=tuple(values),
        certaine=doubt is None,
        causes=doubt or RIEN,
    )


def exception_named(clause: ClauseCompilee, nom: str, day: date) -> ir.ExceptionClause:
    """An exception, as it reads on a day; the one of another day where it gives a key of the whole cell."""
    every = [
        cas
        for cle in clause.regles
        for cas in _exceptions(clause, cle)
        if cas.ident == nom and isinstance(cas.clause, ir.ExceptionClause)
    ]
    cas = next((c for c in every if c.en_vigueur.contains(day)), every[0])
    assert isinstance(cas.clause, ir.ExceptionClause)
    return cas.clause
