"""What is said for certain of a year of which the data stop too early is so once they are whole: of days that
neither the data nor the forecast say, any vacancy may lack."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.compiler import Programme
from convrules.year.bilan import comply
from convrules.year.cellules import as_text
from convrules.year.model import Bilan
from convrules.year.ouverte import RYTHME
from playing import tirages
from property.landlords import BAILLEURS, COMMUNES, FIN, NEVER_LATE, Bailleur
from property.said import JOURS, SURS, sure
from property.signed import CASCADES, Signe
from year import build as b

OBSERVES = st.sampled_from([b.day("2025-09-30"), FIN, *JOURS[-3:]])


def stopped(
    bailleur: Bailleur, progs: tuple[Programme, ...], au: date, stop: date, reprise: date | None
) -> Bilan:
    """The year as of a day, from files that have the vacancies that came by another, or from a later one on
    (`reprise`), and say so."""
    seen = bailleur.facts(au)
    kept = (
        f"V{n}-1"
        for n, x in enumerate(bailleur.logements)
        if x.disponible <= stop or (reprise is not None and reprise <= x.disponible)
    )
    there = {*kept}
    facts = replace(
        seen,
        vacances=tuple(v for v in seen.vacances if v.id in there),
        actes=tuple(a for a in seen.actes or () if as_text(a.cellule("vacance")) in {None, *there}),
    )
    gaps = ((stop, reprise), (au, None)) if reprise is not None else ((stop, None),)
    hypothese = replace(RYTHME, trous=((bailleur.signe.rattachement, gaps),))
    before = comply(progs, facts, FIN.year - 1, au, hypothese=hypothese) if bailleur.chaine else None
    return comply(progs, facts, FIN.year, au, precedent=before, hypothese=hypothese)


def _contradicted(bailleur: Bailleur, au: date, stop: date, reprise: date | None) -> int:
    """How much is said for certain; nothing of it fails once all is known."""
    progs = tuple(bailleur.signe.programmes())
    cut = dict(sure(stopped(bailleur, progs, au, stop, reprise if reprise and reprise <= au else None)))
    whole = dict(sure(bailleur.bilan(progs, JOURS[-1])))
    held = 0
    for what, (verdict, *others) in cut.items():
        kept = SURS.get(verdict)
        if kept is not None and not others and what in whole:
            held += 1
            assert whole[what] <= kept, (what, verdict, sorted(whole[what]))
    return held


@settings(deadline=None, max_examples=tirages(120))
@given(BAILLEURS, OBSERVES, st.integers(1, 500), st.one_of(st.none(), st.integers(2, 200)))
def test_what_is_sure_without_some_rows_is_so_with_them(
    bailleur: Bailleur, au: date, days: int, again: int | None
) -> None:
    stop = min(au, FIN) - timedelta(days)
    # Why disponibilite alone: of a later event, files that begin on a day have vacancies that came before it.
    dated = bailleur.signe.rattachement == "disponibilite"
    reprise = stop + timedelta(again) if again is not None and dated else None
    held = _contradicted(bailleur, au, stop, reprise)
    event(f"said for certain: {bool(held)}, {bailleur.annonce}, gap {reprise is not None}")


# --- what the days before decide ----------------------------------------------------------------
QUI_REPORTENT = (
    ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI),
    ir.Report(mode=ir.ModeReport.SOLDE_EXACT),
    ir.Report(mode=ir.ModeReport.FRACTIONS),
)
SU = {"apprises": NEVER_LATE, "inscrit": True, "retire": None, "remise": None, "qpv": False, "attente": 5}


def _plain(signe: Signe) -> Signe:
    """One whose rules ask for something, of whoever has a dwelling."""
    first, then = (
        replace(t, taux="1/2", ailleurs="1/3", tolerance="0", exclut="rien", defaut=None, hors_qpv=False)
        for t in signe.textes
    )
    signe = replace(signe, textes=(first, then), vies=(), rattachement="disponibilite", droits=False)
    return replace(signe, excepte="rien", voisin="aucun")


def _carried(
    bailleur: Bailleur, report: ir.Report, lost: list[date], seen: list[tuple[date, str]], pris: str
) -> Bailleur:
    """Rules by town that carry a balance: of one, all the vacancies that come before some day lack."""
    model = bailleur.logements[0]
    known = {**SU, "suite": 1, "ecrit": True}
    before = [replace(model, **known, disponible=day, compte=pris, commune=COMMUNES[1]) for day in lost]
    after = [replace(model, **known, disponible=day, compte=who, commune=COMMUNES[1]) for day, who in seen]
    signe = replace(_plain(bailleur.signe), sujet="parts", report=report, cascade=None, partage_ici=True)
    # Why not at its own date: what comes before a year is then of that year too.
    signe = replace(signe, evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
    if signe.soustractions is ir.ModeSoustraction.PREVISION_REGULARISEE:
        signe = replace(signe, soustractions=ir.ModeSoustraction.REALISE)
    return replace(
        bailleur, signe=signe, logements=(*before, *after), chaine=True, echanges=(), solde=0, en_plus=0
    )


@settings(deadline=None, max_examples=tirages(120))
@given(
    st.builds(
        _carried,
        BAILLEURS,
        st.sampled_from(QUI_REPORTENT),
        st.lists(st.dates(date(2024, 7, 1), date(2024, 12, 31)), min_size=1, max_size=6),
        st.lists(
            st.tuples(st.dates(date(2025, 1, 1), date(2025, 9, 1)), st.sampled_from(["etat", "bailleur"])),
            max_size=4,
        ),
        st.sampled_from(["etat", "bailleur", "bailleur"]),
    ),
    OBSERVES,
    st.sampled_from([date(2025, 1, 1), date(2025, 1, 1), date(2025, 4, 1)]),
)
def test_what_cells_that_lack_every_row_leave_is_not_known(
    bailleur: Bailleur, au: date, reprise: date
) -> None:
    held = _contradicted(bailleur, au, date(2024, 6, 30), reprise)
    event(f"said for certain: {bool(held)}, {bailleur.signe.periode.value}")


def _limited(
    bailleur: Bailleur,
    ordre: tuple[ir.Etape, ...],
    lives: list[tuple[date, int, str, bool]],
    evenements: ir.ComptageEvenements,
) -> Bailleur:
    """Lettings that nobody records go to accounts in turn, each until a limit: those that lack come first."""
    model = bailleur.logements[0]
    known = {**SU, "suite": 1, "ecrit": False, "inscrit": False, "compte": "bailleur"}
    rows = [
        replace(model, **known | {"attente": wait, "qpv": qpv}, disponible=day, commune=town, dalo=qpv)
        for day, wait, town, qpv in lives
    ]
    signe = replace(_plain(bailleur.signe), cascade=ordre, tout=True, evenements=evenements)
    return replace(bailleur, signe=signe, logements=tuple(rows), echanges=(), solde=0, en_plus=0)


LIMITEES = [cascade for cascade in CASCADES if any(etape.limite is not None for etape in cascade)]


@settings(deadline=None, max_examples=tirages(160))
@given(
    st.builds(
        _limited,
        BAILLEURS,
        st.sampled_from(LIMITEES),
        st.lists(
            st.tuples(
                st.dates(date(2025, 1, 1), date(2025, 9, 1)),
                st.integers(3, 90),
                st.sampled_from(COMMUNES),
                st.booleans(),
            ),
            min_size=2,
            max_size=8,
        ),
        st.sampled_from(list(ir.ComptageEvenements)),
    ),
    OBSERVES,
    st.dates(date(2024, 12, 1), date(2025, 6, 1)),
    st.integers(2, 120),
)
def test_an_account_that_a_limit_decides_is_not_known_where_lettings_before_it_lack(
    bailleur: Bailleur, au: date, stop: date, again: int
) -> None:
    held = _contradicted(bailleur, au, stop, stop + timedelta(again))
    event(f"said for certain: {bool(held)}, {bailleur.signe.sujet}, {bailleur.signe.evenements.value}")
