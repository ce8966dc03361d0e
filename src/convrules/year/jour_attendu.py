"""What the text of one day makes of a row of the forecast: of the base, counted, at which rate.

Source: docs/langage, « Ce qui peut encore venir ».
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, NonApplicable, causes_of, et
from convrules.base.records import dataclass, replace
from convrules.base.values import TCondition
from convrules.compiler import Programme, is_holder
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.holders import COMPTE
from convrules.year.assiette import EVENEMENTS, FLUX, STOCK, Cadre, of_kind
from convrules.year.bornes import ZERO
from convrules.year.cellules import as_text
from convrules.year.communs import apart as told_apart
from convrules.year.communs import household_facts, reads_household
from convrules.year.datees import later_event
from convrules.year.dossier import Jour
from convrules.year.ecrite import written_rule
from convrules.year.effets import has_effect
from convrules.year.eligibles import eligible
from convrules.year.hors_flux import Vu, seen_out
from convrules.year.rangs import DEHORS, Option, barred, only_harmful
from convrules.year.suivi import holds, rate
from convrules.year.textes import Textes

OUI_OU_NON: Final = frozenset({True, False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """What the text of one day makes of a row of the forecast. `avec_la_vacance`: is a vacancy of the base by
    the mere fact of coming? `hors_flux`, `manque_compte`: see `Attendu`."""

    jour: Jour
    base: Issue = False
    hors_flux: frozenset[Vu] = frozenset()
    avec_la_vacance: bool = True
    manque_compte: frozenset[str] = frozenset()


def readings(ligne: Ligne, textes: Textes, jour: date, *, holder: bool) -> Iterable[Lecture]:
    """On a day on which the clause says nothing, it is of no base."""
    cle = textes.at("règle", jour)
    written = (written_rule(textes.clause, jour),) if cle.conflit else ()
    if None in cle.valeurs or not (cle.given or written):
        yield Lecture(jour=Jour(dates=frozenset({jour}), options=DEHORS))
    for regle in cle.given or written:
        assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
        yield _reading(ligne, regle, textes, jour, holder=holder)


def _reading(
    ligne: Ligne, regle: ir.RegleQuota | ir.ReglePart, textes: Textes, jour: date, *, holder: bool
) -> Lecture:
    contexte = _as_vacancy(ligne, textes, jour)
    base = of_base(regle.population, contexte, textes.cadre)
    allowed = _allowed(contexte, textes) if holder else True
    sens = _sens(regle)
    counted = _may_be_counted(regle, contexte, textes, allowed, sens)
    # Why twice: more may harm « exactement », as it does a ceiling, and what is barred never serves it.
    served = _may_be_counted(regle, contexte, textes, allowed, ir.Sens.AU_MOINS)
    exact = sens is ir.Sens.EXACTEMENT and allowed is not True and (served is not True or _reserved(regle))
    doubt = allowed if exact else counted
    options = _options(regle, base, contexte, textes, may_count=counted is not False)
    if allowed is False and _reserved(regle):
        options = only_harmful(options, sens, compte=False, base=True)
    apart = counted_populations(textes, contexte.jour)
    if _counted_anyway(regle, contexte, textes):
        # Why not whenever it is counted apart: the event of both may not take place, nor what both ask be so,
        # and it is then of neither.
        there = (_on_account(p, contexte, textes.cadre) and _is_dated(p, textes.cadre) for p in apart)
        always = bool(apart) and all(there) and all(of_base(p, contexte, textes.cadre) is True for p in apart)
        sure = frozenset(o for o in options if o[0] or not (always or o[1]))
        options = sure or options
    out = frozenset[Vu]()
    if isinstance(regle, ir.RegleQuota) and not _nested(textes):
        out = seen_out(regle.population, apart, contexte)
    told = Jour(
        dates=frozenset({jour}),
        options=options,
        taux=rate(regle.taux, contexte)[0] if any(b for _, b in options) else ZERO,
        barrees=barred(options, compte=served is not True, base=_reserved(regle)) if exact else None,
        doute=frozenset(c if c.ligne else replace(c, ligne=_named(ligne)) for c in causes_of(doubt)),
        reserve=_reserved(regle),
    )
    comes = comes_with_vacancy(regle.population, textes.cadre)
    lacking = _lacking_to_count(regle, apart, contexte) if counted is not False else frozenset[str]()
    return Lecture(jour=told, base=base, hors_flux=out, avec_la_vacance=comes, manque_compte=lacking)


def _lacking_to_count(
    regle: ir.RegleQuota | ir.ReglePart, counted: Iterable[ir.Population], contexte: Contexte
) -> frozenset[str]:
    """Columns that what it counts reads of the dwelling and that a row does not say, other than yes-or-no
    ones, of which a future may try both."""
    public = regle.public if isinstance(regle, ir.RegleQuota) else None
    asked = [c for c in (public, *(p.condition for p in counted)) if c is not None]
    missing = {c.fait for one in asked for c in causes_of(holds(one, contexte))}
    parts = (part for one in asked for part in ir.walk(one) if isinstance(part, ir.Champ))
    return frozenset(p.nom for p in parts if p.nom in missing and p.type != TCondition())


def _reserved(regle: ir.RegleQuota | ir.ReglePart) -> bool:
    """Does its base hold what goes to the holder alone?"""
    return regle.population.rattachement is ir.Rattachement.RESERVATAIRE


def _sens(regle: ir.RegleQuota | ir.ReglePart) -> ir.Sens:
    return regle.sens if isinstance(regle, ir.RegleQuota) else ir.Sens.AU_MOINS


def _allowed(contexte: Contexte, textes: Textes) -> bool | Indetermine:
    """Do the columns alone let it go to the holder? One of them may say to whom it goes."""
    named = _is_holders(contexte, textes.cadre)
    if named is not None or textes.cadre.malgre:
        return named is not False
    issue = eligible(contexte, textes.cadre.programme)
    return True if isinstance(issue, NonApplicable) else issue


def _named(ligne: Ligne) -> str:
    return f"{ligne.table} {ligne.id}"


def _as_vacancy(ligne: Ligne, textes: Textes, jour: date) -> Contexte:
    """The row seen as a vacancy of that day, of which only the columns are known."""
    row = Ligne(table="vacances", id=ligne.id, cellules=ligne.cellules)
    contexte = textes.contexte(jour)
    return replace(contexte, vacance=Vacance(ligne=row))


# --- of the base ------------------------------------------------------------------------------
def of_base(population: ir.Population, contexte: Contexte, cadre: Cadre) -> Issue:
    """Do the columns of an expected vacancy make it, or what may follow it, of a population? None that goes
    to the holder, if they name another's account."""
    if frozenset(population.classes) & STOCK or _is_of_another(population, contexte, cadre):
        return False
    return et(of_kind(population, contexte, cadre), holds(population.condition, contexte))


def comes_with_vacancy(population: ir.Population, cadre: Cadre) -> bool:
    """Is a vacancy of the population by the mere fact of coming? Otherwise something must follow: an event
    (other than the one that dates it), or that it goes to the holder."""
    return _is_dated(population, cadre) and population.rattachement is not ir.Rattachement.RESERVATAIRE


def _is_dated(population: ir.Population, cadre: Cadre) -> bool:
    """Is it of vacancies, or of the event that dates them?"""
    dating = {classe for classe, event in EVENEMENTS.items() if event == cadre.choix.rattachement}
    return frozenset(population.classes) <= FLUX | dating


def _on_account(population: ir.Population, contexte: Contexte, cadre: Cadre) -> bool:
    """Is a population of any account, or do the columns name the holder's?"""
    return population.rattachement is not ir.Rattachement.RESERVATAIRE or _is_holders(contexte, cadre) is True


def _is_of_another(population: ir.Population, contexte: Contexte, cadre: Cadre) -> bool:
    """Is a population of the holder's account, and do the columns name another?"""
    own = population.rattachement is ir.Rattachement.RESERVATAIRE
    return own and _is_holders(contexte, cadre) is False


def _is_holders(contexte: Contexte, cadre: Cadre) -> bool | None:
    """Is the account that the columns name the holder's? None where they name none."""
    named = as_text(contexte.vacance.cellule(COMPTE)) if contexte.vacance is not None else None
    return None if named is None else is_holder(cadre.programme, named, cadre.finer)


def _options(
    regle: ir.RegleQuota | ir.ReglePart, base: Issue, contexte: Contexte, textes: Textes, *, may_count: bool
) -> frozenset[Option]:
    """Possible (counted, in the base) of a vacancy that has come, whoever is to decide of it."""
    bases = frozenset({base}) if isinstance(base, bool) else OUI_OU_NON
    comes = _is_dated(regle.population, textes.cadre) and _on_account(
        regle.population, contexte, textes.cadre
    )
    if True in bases and not comes:
        bases = OUI_OU_NON
    counts = OUI_OU_NON if may_count else frozenset({False})
    alone = _counted_alone(regle, contexte, textes)
    return frozenset((a, b) for a in counts for b in bases if b or not a or alone)


def _counted_alone(regle: ir.RegleQuota | ir.ReglePart, contexte: Contexte, textes: Textes) -> bool:
    """May a row be counted and not be of the base? When `compte` names what the base does not hold."""
    if not isinstance(regle, ir.RegleQuota):
        return False
    cadre = textes.cadre
    # Why: what comes before may otherwise have come before the period.
    begun = cadre.avec_leur_vacance or cadre.periode.du <= cadre.au
    for population in counted_populations(textes, contexte.jour):
        _, base, counted = told_apart(regle.population, population)
        # Why of what dates it: a vacancy that comes is of such a base, whatever follows it and when.
        within = _is_dated(base, cadre) or frozenset(counted.classes) <= frozenset(base.classes)
        within = within or (begun and later_event(base.classes, counted.classes))
        held = base.rattachement is counted.rattachement or _on_account(base, contexte, cadre)
        if not (within and held and of_base(base, contexte, cadre) is True):
            return True
    return False


# --- counted ----------------------------------------------------------------------------------
def counted_populations(textes: Textes, jour: date) -> tuple[ir.Population, ...]:
    """What `compte` names on a day, in every version of it; nothing when rows are counted in the base."""
    given = textes.at("compte", jour).given if "compte" in textes.clause.regles else ()
    return tuple(p for p in given if isinstance(p, ir.Population))


def _counted_anyway(regle: ir.RegleQuota | ir.ReglePart, contexte: Contexte, textes: Textes) -> bool:
    """Is every such row counted (of the base, where the rule counts in it), whoever will live there? When
    columns alone say that it is of the public named, and the rule counts in its base (a quota within a part
    counts what the part does), or what comes with it."""
    if not isinstance(regle, ir.RegleQuota) or _nested(textes):
        return False
    programme = textes.cadre.programme
    counted = [told_apart(regle.population, p)[2] for p in counted_populations(textes, contexte.jour)]
    asked = (regle.public, *(p.condition for p in counted))
    seen = _whoever(contexte, programme) if any(reads_household(x, programme) for x in asked) else contexte
    if holds(regle.public, seen) is not True:
        return False
    return all(
        _comes_with(p, regle.population, contexte, textes) and of_base(p, seen, textes.cadre) is True
        for p in counted
    )


def _comes_with(counted: ir.Population, base: ir.Population, contexte: Contexte, textes: Textes) -> bool:
    """Does what is counted take place with what makes a row of the base: the vacancy itself, or the same
    event, on an account that is the base's too or that the columns name, or whoever has it?"""
    if base.rattachement is not counted.rattachement and not _on_account(counted, contexte, textes.cadre):
        return False
    return counted.classes == base.classes or _is_dated(counted, textes.cadre)


def _whoever(contexte: Contexte, programme: Programme) -> Contexte:
    """The same, of which nobody says who will live there."""
    assert contexte.vacance is not None, "a row of the forecast is seen as a vacancy"
    who, ligne = household_facts(programme), contexte.vacance.ligne
    cells = {nom: cell for nom, cell in ligne.cellules.items() if nom not in who}
    return replace(contexte, vacance=replace(contexte.vacance, ligne=replace(ligne, cellules=cells)))


def _nested(textes: Textes) -> bool:
    """Is it a quota of a part?"""
    clause = textes.clause.clause
    return isinstance(clause, ir.Quota) and clause.parent is not None


def _may_be_counted(
    regle: ir.RegleQuota | ir.ReglePart,
    contexte: Contexte,
    textes: Textes,
    allowed: bool | Indetermine,
    sens: ir.Sens,
) -> bool | Indetermine:
    """May such a vacancy be counted? Who will live there is the future, not a missing fact; that a ceiling
    may not count it, nobody is sure of (`allowed`: may it go to the holder), unless another's account is
    named."""
    lost = has_effect(textes.cadre, ir.Decompte.COMPTEE)
    if lost and isinstance(regle, ir.ReglePart):
        return True  # a turn that is lost is counted, whatever the part counts and whoever may live there
    populations = counted_populations(textes, contexte.jour)
    if populations and all(of_base(p, contexte, textes.cadre) is False for p in populations):
        return False
    if isinstance(regle, ir.RegleQuota) and holds(regle.public, contexte) is False:
        return False
    if _nested(textes):
        if lost:
            return True
        if _is_holders(contexte, textes.cadre) is False:
            return False
    elif any(p.rattachement is ir.Rattachement.BAILLEUR for p in populations):
        return True  # whoever receives it
    if sens is not ir.Sens.AU_MOINS and (allowed is False or not _reserved(regle)):
        return True
    return allowed
