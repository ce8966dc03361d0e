"""The year of a landlord: every convention, every part and quota, deadlines and withdrawals.

Each pair (vacancy, convention) is evaluated once. Source: docs/langage, « L'année ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits
from convrules.runtime.closing import FINS_DE_TOUR
from convrules.runtime.decision import NonEvalue
from convrules.runtime.holders import COMPTE
from convrules.year.annees_lues import years_of_convention
from convrules.year.annuel.envois import seen, views
from convrules.year.assiette import Cadre
from convrules.year.atteinte import with_accounts
from convrules.year.avancement import Regle, progress
from convrules.year.bailleur import landlord_programmes, once_per_landlord
from convrules.year.cadres import (
    Lecture,
    Moment,
    frame_of,
    on_one_ledger,
    relues_of,
    reread,
    with_numbers,
    with_rows,
)
from convrules.year.contredits import contradicted
from convrules.year.decomptes import EVENEMENTS, books
from convrules.year.echeances import deadlines
from convrules.year.elements import of_elements, of_lines
from convrules.year.entiers import Solveur
from convrules.year.excedent import excess_of
from convrules.year.imputation import Livre
from convrules.year.laisses import rows_before, waits_for_balance
from convrules.year.lectures import Lues, made_rules, read_rules, readable
from convrules.year.model import Bilan, BilanConvention
from convrules.year.ouverte import RYTHME, Avancement, Hypothese
from convrules.year.parc import stock_of
from convrules.year.partage import is_shared_out
from convrules.year.partagees import with_shared_figures
from convrules.year.passes import passed_over
from convrules.year.perimetre import Abords, Pourtour, met_by
from convrules.year.portee import reach
from convrules.year.priorites import to_complete
from convrules.year.rapprochees import Relue
from convrules.year.recouvertes import counted_beside, covered, cuts
from convrules.year.redressements import corrections, measurable
from convrules.year.repartition import splits
from convrules.year.resultats import parent_of, rule_results
from convrules.year.retours import kept_in, returned_turns
from convrules.year.retraits import summary
from convrules.year.sans_convention import with_uncovered
from convrules.year.soldes import balances_said
from convrules.year.statuts import situations, statuses
from convrules.year.transmissions import sent, sent_by_vacancy
from convrules.year.travaux import Diseur, Place, Repartir, Travail, one_by_one
from convrules.year.trimestres import causes_by_quarter, with_true_causes, with_true_causes_of_split

PAS_EVALUE = "CR801"
SANS_LIGNE: Final = 500
"""What a convention takes whatever its rows, as so many of them."""


Jugee: TypeAlias = tuple[BilanConvention, tuple[Relue, ...]]
"""What a convention gives, and its rules as they were read."""
Morceau: TypeAlias = tuple[Jugee | None, Abords | None]
"""What one piece of work gives: a convention judged, where it is, and the vacancies that it meets."""


def comply(
    programmes: Sequence[Programme],
    faits: Faits,
    annee: int,
    au: date,
    *,
    precedent: Bilan | None = None,
    soldes_dits: bool = False,
    seule: str | None = None,
    hypothese: Hypothese = RYTHME,
    repartir: Repartir = one_by_one,
    diseur: Diseur[BilanConvention] | None = None,
    solveur: Callable[[], Solveur | None] = lambda: None,
    nommer: bool = False,
    ensemble: bool = True,
) -> Bilan:
    """Judge a civil year of one landlord as of a day.

    programmes: its conventions. What a socle judges once per landlord comes after them, under the socle's
    own `choix` and the holidays that its conventions share. precedent: the year before, judged in the
    same run, whose balances are brought forward. soldes_dits: but of an account whose balance the table
    `soldes` says, which is then that. seule: judge this convention only, the others being read
    for their accounts. hypothese: what projections suppose. repartir: who judges the conventions, in which
    processes; diseur: and tells them. solveur: asked for where one dwelling to come serves several rules;
    ensemble: are all rules asked about at once? nommer: with the rows behind counts, which no result needs.
    Order of rows and of conventions changes no number and no verdict.
    """
    faits = with_accounts(programmes, faits, au, hypothese)
    alone = tuple(landlord_programmes(programmes)) if seule is None else ()
    moment = Moment(
        faits=faits,
        parc=stock_of(faits, au),
        annee=annee,
        au=au,
        precedent=precedent,
        hypothese=hypothese,
        soldes_dits=soldes_dits,
        coupes=cuts((*programmes, *alone), hypothese, annee, au),
        vues=views(programmes, annee - 1),
        nommer=nommer,
    )
    _lay_out(programmes, moment)
    works, livre = _works(programmes, moment, seule)
    works += [_of_landlord(p, livre, moment) for p in alone]
    around = Pourtour(moment.parc, au)
    judged = list(_done(works, repartir, diseur, around))
    conventions = counted_beside([*with_uncovered((bilan for bilan, _ in judged), programmes, moment)])
    relire, relues = partial(reread, programmes, annee), [r for _, relues in judged for r in relues]
    portee = reach(programmes, relues, relire, solveur) if seule is None and ensemble else None
    return Bilan(
        bailleur=faits.bailleur,
        annee=annee,
        au=au,
        conventions=conventions,
        contredits=tuple(contradicted(precedent, conventions, faits)),
        perimetre=around.told(),
        imputations=tuple(i for _, i in sorted(livre.ecritures.items())),
        hypothese=hypothese,
        portee=portee,
    )


def _done(
    works: Sequence[Travail[Morceau]],
    repartir: Repartir,
    diseur: Diseur[BilanConvention] | None,
    around: Pourtour,
) -> Iterator[Jugee]:
    """Conventions judged, in order; `around` is told the vacancies that they meet."""
    for (jugee, met), told in repartir([_told(work, diseur) for work in works]):
        if met is not None:
            around.meet(met)
        if jugee is not None:
            yield jugee
        if diseur is not None and told is not None:
            diseur.note(told)


def _lay_out(programmes: Sequence[Programme], moment: Moment) -> None:
    """What every convention will ask of the stock. Why before: copies of this process then share it."""
    parc, choix = moment.parc, [programme.convention.choix for programme in programmes]
    for event in dict.fromkeys(c.rattachement for c in choix if c is not None):
        parc.classes((event,))
    for noms in (FINS_DE_TOUR, (COMPTE,)):
        parc.classes(noms)
    for event in EVENEMENTS:
        parc.days(event, moment.au)


def _works(
    programmes: Sequence[Programme], moment: Moment, seule: str | None
) -> tuple[list[Travail[Morceau]], Livre]:
    read, livre = on_one_ledger(programmes, moment)
    return [_work(lecture, moment, seule) for lecture in read], livre


def _work(lecture: Lecture, moment: Moment, seule: str | None) -> Travail[Morceau]:
    convention = lecture[0].convention
    judged = seule in (None, convention.ident)

    def weight() -> int:
        return SANS_LIGNE + moment.parc.size(convention.territoire)

    return Travail(partial(_piece, lecture, moment, judged), weight)


def _told(
    work: Travail[Morceau], diseur: Diseur[BilanConvention] | None
) -> Travail[tuple[Morceau, Place | None]]:
    """The same work, what it judges being told with it."""

    def judge() -> tuple[Morceau, Place | None]:
        found = work.faire()
        jugee, _ = found
        return found, diseur.tell(jugee[0]) if diseur is not None and jugee is not None else None

    return Travail(judge, work.poids)


def _piece(lecture: Lecture, moment: Moment, judged: bool) -> Morceau:
    programme, frame = lecture
    cadre = frame()
    found = _convention(programme, cadre, moment) if judged else None
    met = met_by(programme, cadre, moment.parc)
    if cadre is not None and cadre.memoire is not None:
        # Why here: its rows are then let go with it, and nobody need look for circles among them.
        cadre.memoire.forget()
    return found, met


def _of_landlord(programme: Programme, livre: Livre, moment: Moment) -> Travail[Morceau]:
    def judge() -> Morceau:
        cadre = frame_of(programme, moment)
        placed = replace(with_rows(cadre, moment), livre=livre) if cadre is not None else None
        return _judge(programme, programme.clauses, placed, moment), None

    return Travail(judge, lambda: len(moment.parc.vues))


def _convention(programme: Programme, cadre: Cadre | None, moment: Moment) -> Jugee:
    once = {c.ident for c in once_per_landlord(programme)}
    clauses = tuple(c for c in programme.clauses if c.ident not in once)
    bilan, relues = _judge(programme, clauses, cadre, moment)
    without = {s.ident for s in programme.socles if s.choix is None}
    unjudged = (
        NonEvalue(clause=c.clause, code=PAS_EVALUE)
        for c in programme.clauses
        if c.ident in once and c.ident.split(".")[0] in without
    )
    return replace(bilan, non_evalues=(*bilan.non_evalues, *unjudged)), relues


# --- one convention -------------------------------------------------------------------------
def _judge(
    programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre | None, moment: Moment
) -> Jugee:
    convention = programme.convention
    if cadre is None:
        return _empty(programme, moment), ()
    cadre = replace(cadre, excedent=excess_of(cadre))
    turns = returned_turns(cadre)
    read = read_rules(clauses, cadre)
    shares = tuple(splits(clauses, read, cadre))
    read = with_shared_figures(read, shares)
    before = rows_before(moment.precedent, convention.ident)
    manques = causes_by_quarter(cadre)
    rules = tuple(
        with_true_causes(replace(r, rendus=kept_in(r, turns)), manques)
        for r in rule_results(clauses, cadre, read, before, shares)
    )
    statuts, rows, perhaps = statuses(cadre)
    unread = (
        NonEvalue(clause=c.clause, code=PAS_EVALUE)
        for c in clauses
        if not readable(c, cadre) or not measurable(c, cadre)
    )
    passes, perdus = passed_over(rules, clauses, cadre)
    made = made_rules(clauses, cadre, read)
    waits = waits_for_balance(rules, shares)
    bilan = BilanConvention(
        convention=convention,
        statuts=statuts,
        retraits=summary(cadre),
        regles=rules,
        echeances=(
            *deadlines(clauses, cadre, nommer=moment.nommer),
            *of_elements(with_numbers(cadre, read, moment.precedent)),
            *of_lines(cadre),
            *sent_by_vacancy(clauses, cadre, nommer=moment.nommer),
        ),
        non_evalues=tuple(unread),
        lignes=rows,
        lignes_peut_etre=perhaps,
        annees_lues=years_of_convention(cadre) if waits else frozenset(),
        soldes_dits=balances_said(cadre) if waits else frozenset(),
        periode=(cadre.periode.du, cadre.periode.au),
        hors_periode=len(cadre.suivis) - rows,
        transmissions=tuple(seen(sent(clauses, cadre), convention, moment.vues)),
        redressements=tuple(corrections(clauses, cadre)),
        repartitions=tuple(with_true_causes_of_split(split, manques) for split in shares),
        passes=passes,
        perdus=perdus,
        a_completer=to_complete(rules),
        livres=books(cadre, read, made, nommer=moment.nommer),
        avancements=tuple(_progress(cadre, read, made, moment.hypothese)),
        recouvertes=covered(cadre, moment.coupes),
        situations=situations(cadre) if moment.nommer else (),
    )
    # Why only then: what can still be met together is asked of a forecast, and rows are heavy.
    kept = tuple(relues_of(cadre, read)) if moment.faits.vacances_attendues is not None else ()
    return bilan, kept


def _empty(programme: Programme, moment: Moment) -> BilanConvention:
    """A convention that is not in force in the year."""
    return BilanConvention(
        convention=programme.convention,
        statuts=(),
        retraits=(),
        regles=(),
        echeances=(),
        non_evalues=(),
        lignes=0,
        periode=None,
        hors_periode=sum(1 for _ in moment.parc.on(programme.convention.territoire)),
    )


def _progress(cadre: Cadre, read: Lues, made: Lues, hypothese: Hypothese) -> Iterator[Avancement]:
    """Where each rule stands, when the year is open. made: as in `books`."""
    if all(periode.au <= cadre.au for _, periode in read):
        return
    for (ident, periode), lue in read.items():
        going = periode.du <= cadre.au < periode.au and (ident, periode) in made
        # Why not of a part that others share: what its holder has received is not done for them all.
        if going and not is_shared_out(ident, replace(cadre, periode=periode)):
            regle = Regle(lue=lue, faite=made[ident, periode], parent=parent_of(lue, periode, read))
            yield from progress(regle, replace(cadre, periode=periode), hypothese)
