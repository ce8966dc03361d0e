"""The annual report of a landlord: statements, withdrawals, recipients, and the second path that checks."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.records import replace
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.year.annoncees import in_force
from convrules.year.annuel.controle import verify
from convrules.year.annuel.d_autres_annees import of_other_years
from convrules.year.annuel.envois import Demande, reports, sendings
from convrules.year.annuel.lecture import (
    Lecture,
    Lu,
    Titulaire,
    by_holder,
    holders,
    of_holder,
    on_accounts,
    shared_out,
)
from convrules.year.annuel.model import (
    AXES,
    INCONNUE,
    BilanAnnuel,
    Groupe,
    LigneRetrait,
    Logement,
    Periodes,
    Releve,
    Retraits,
    Sorte,
)
from convrules.year.annuel.retraits import let_of_other_year, of_convention, of_landlord, of_next_year
from convrules.year.annuel.tableaux import statement
from convrules.year.assiette import Cadre
from convrules.year.cadres import frames
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.periode import periods
from convrules.year.transmissions import sent


def report(
    programmes: Sequence[Programme],
    faits: Faits,
    annee: int,
    au: date,
    periodes: Periodes,
    hypothese: Hypothese = RYTHME,
) -> BilanAnnuel:
    """What each holder is told of the year, and of the year that follows it. hypothese: days that no file
    says."""
    read = frames(programmes, faits, annee, au, hypothese)
    after = frames([p for p, cadre in read if cadre is None], replace(faits, vacances=()), annee + 1, au)
    following = {p.convention.ident: cadre for p, cadre in after if cadre is not None}
    concerned = [(p, c) for p, c in read if c is not None or p.convention.ident in following]
    of_them = frozenset(p.convention.ident for p, _ in concerned)
    lecture = Lecture(annee=annee, periodes=periodes)
    besides = of_other_years(read, faits, lecture, au, hypothese)
    titulaires = holders(_with(concerned, besides), programmes, annee)
    situations = on_accounts(titulaires)
    own = by_holder(situations.values())
    anywhere = programmes[0] if programmes else None
    stands = list(shared_out(situations, anywhere, faits, au, lecture))
    releves = {
        t.groupe: statement(t.groupe, of_holder(own.get(t.groupe, ()), lecture), periodes) for t in titulaires
    }
    others = _others(stands, periodes)
    every = [dwelling for _, dwelling in stands]
    nowhere = Groupe(sorte=Sorte.INDETERMINE)
    everywhere = of_landlord(read, besides, faits.soustractions, annee)
    each = [of_convention(c) for _, c in read if c is not None]
    own_years = {p.convention.ident: c for p, c in besides}
    each += [of_next_year(c, own_years.get(ident)) for ident, c in following.items()]
    each += [let_of_other_year(c, annee) for ident, c in own_years.items() if ident not in following]
    bilan = BilanAnnuel(
        bailleur=faits.bailleur,
        conventions=tuple(p.convention for p, _ in read),
        annee=annee,
        au=au,
        periodes=periodes,
        releves=(*releves.values(), *others),
        partage=tuple(
            (g, statement(g, rows, periodes).total) for g, rows in _by_group(stands, titulaires).items()
        ),
        total=statement(nowhere, every, periodes).total,
        retraits=(everywhere, *each),
        envois=sendings(
            _recipients(titulaires, of_them),
            releves,
            _asked(read, following, annee),
            _ended(titulaires, of_them),
        ),
        manques=_lacking(every),
        non_prevues=tuple(_unspoken(everywhere, each, _ends_with(read))),
        sans_lieu=_unknown_of(each, lambda x: x.sans_lieu),
        sans_jours=_unknown_of(each, lambda x: x.sans_jours),
        sans_ligne=_unknown_of(each, lambda x: x.sans_ligne),
    )
    verify(bilan, every)
    return bilan


def _unknown_of(each: Sequence[Retraits], lacks: Callable[[LigneRetrait], frozenset[str]]) -> tuple[str, ...]:
    """Conventions of which the forecast of the year after is not known, for what is lacking."""
    return tuple(r.convention for r in each if any("prevu_suivant" in lacks(x) for x in r.lignes))


def _unspoken(everywhere: Retraits, each: Sequence[Retraits], ends: Collection[str]) -> Iterator[str]:
    """Categories of which no number is known for the year after: neither of the landlord nor, one by one, of
    every convention that withdraws them and goes on, if one does."""
    left = [r for r in each if not r.finie]
    going_on = [r for r in left if r.convention not in ends] or left
    # Why not those of which no row is: that is said by the name of the convention.
    lines = (x for r in going_on for x in r.lignes if "prevu_suivant" not in x.sans_ligne)
    own = {x.categorie for x in lines if x.prevu_suivant is None}
    return (x.categorie for x in everywhere.lignes if x.prevu_suivant is None and x.categorie in own)


def _ends_with(read: Sequence[Lu]) -> frozenset[str]:
    """Conventions that are not in force in the year after."""
    return frozenset(
        p.convention.ident
        for p, cadre in read
        if cadre is not None and in_force(replace(cadre, annee=cadre.annee + 1)) is None
    )


def _with(concerned: Sequence[Lu], besides: Sequence[Lu]) -> Sequence[Lu]:
    """Those of the year and of the next, and those of other years that have dwellings to tell."""
    found: dict[str, Lu] = {p.convention.ident: (p, c) for p, c in concerned}
    return [*(found | {p.convention.ident: (p, c) for p, c in besides}).values()]


def _recipients(titulaires: Sequence[Titulaire], of_them: frozenset[str]) -> Sequence[Titulaire]:
    """Holders by their conventions of the year and of the next (`of_them`): the others ask for nothing."""
    found = [
        replace(t, lus=tuple(lu for lu in t.lus if lu[0].convention.ident in of_them)) for t in titulaires
    ]
    return [titulaire for titulaire in found if titulaire.lus]


def _ended(titulaires: Sequence[Titulaire], of_them: frozenset[str]) -> Mapping[Groupe, Sequence[str]]:
    """By holder, its conventions that are of neither year."""
    each = {t.groupe: [p.convention.ident for p, _ in t.lus] for t in titulaires}
    return {groupe: [ident for ident in own if ident not in of_them] for groupe, own in each.items()}


Places = Sequence[tuple[Groupe, Logement]]


def _by_group(stands: Places, titulaires: Sequence[Titulaire]) -> Mapping[Groupe, list[Logement]]:
    """Holders first, even one to whom nothing was proposed; then the rest, in the order of `Sorte`."""
    found: dict[Groupe, list[Logement]] = {t.groupe: [] for t in titulaires}
    for groupe, dwelling in sorted(stands, key=lambda s: (list(Sorte).index(s[0].sorte), s[0].code)):
        found.setdefault(groupe, []).append(dwelling)
    return found


def _others(stands: Places, periodes: Periodes) -> list[Releve]:
    """Statements of what is on no holder's account."""
    groups = _by_group(stands, ())
    return [statement(g, rows, periodes) for g, rows in groups.items() if g.sorte is not Sorte.RESERVATAIRE]


def _lacking(every: Sequence[Logement]) -> tuple[str, ...]:
    """Dimensions that no dwelling fills: the report that the law asks for is then not whole."""
    return tuple(
        axe for rang, axe in enumerate(AXES) if every and all(v.valeurs[rang] == INCONNUE for v in every)
    )


def _asked(read: Sequence[Lu], following: Mapping[str, Cadre], annee: int) -> Mapping[str, Sequence[Demande]]:
    """By convention, the sendings of the report that its own clauses ask for the year after: those that this
    year judges, and those of the year of the report whose last day comes later."""
    found: dict[str, list[Demande]] = {}
    for programme, cadre in read:
        ident = programme.convention.ident
        own = {clause.entete.ident for clause in reports(programme)}
        clauses = [c for c in programme.clauses if c.ident in own]
        for year in (following.get(ident) or _next(cadre), cadre):
            for r in sent(clauses, year) if year is not None else ():
                # Why not without a day: a convention that has ended asks for nothing any more.
                due = r.limite is not None and r.limite.year == annee + 1
                if due and year is not None:
                    found.setdefault(ident, []).append((year.annee, r))
    return found


def _next(cadre: Cadre | None) -> Cadre | None:
    if cadre is None:
        return None
    after = periods(ir.Periode.ANNEE, cadre.annee + 1, cadre.en_vigueur)
    return replace(cadre, annee=cadre.annee + 1, periode=after[0]) if after else None
