"""The year as one self-contained page: no script, no network, readable on paper."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from convrules import __version__, ir
from convrules.base.records import dataclass
from convrules.base.texte import Langue, t
from convrules.diagnostics.model import Diagnostic
from convrules.render import acts, numbers, words
from convrules.render.accounts import shares
from convrules.render.alerts import alert_lines
from convrules.render.already import forecast_doubts
from convrules.render.bounds import bornes
from convrules.render.cell_text import cell_numbers, cell_verdict
from convrules.render.cells import cell_name, named_cell
from convrules.render.clauses import enonce
from convrules.render.completing import beyond_rows, lack_row, lacks, waiting
from convrules.render.counted import target, unit
from convrules.render.decided import cell_places, set_aside_by, shown_clause, told_places
from convrules.render.elements import echeance_lines
from convrules.render.explain import named
from convrules.render.forces import class_of, shown, verdict_word
from convrules.render.french import listing, sentence
from convrules.render.ledger import TITRE, ledger_lines
from convrules.render.lexicon import Lexique
from convrules.render.lots import lot_numbers, lot_verdict
from convrules.render.machine.parts import Recu
from convrules.render.perimeter import missing_days, other_years, period, rows_read
from convrules.render.progress import TITRES, progress_notes, progress_rows, progress_title
from convrules.render.reach import reach_classes
from convrules.render.report.constats import findings_content
from convrules.render.report.exemplaire import whose_copy
from convrules.render.report.fil import BASES_DES_COMMUNES, FilRapport, drawn, not_drawn, towns
from convrules.render.report.lignes import LIGNES_MAX, Ouverture, behind_cell, behind_lot, behind_rule
from convrules.render.report.pages import Nom, template
from convrules.render.report.restant import open_year
from convrules.render.report.summary import summary
from convrules.render.report.svg import Barre, bars
from convrules.render.report.vacances import (
    behind_counts,
    behind_deadline,
    behind_status,
    behind_withdrawal,
)
from convrules.render.titulaires import intitules
from convrules.render.year_notes import all_notes, judged, rule_sentence
from convrules.render.year_text import (
    article_in,
    beyond_limit,
    perhaps_there,
    said_whole,
    taken_from_base,
    why_bounds,
    withdrawals,
)
from convrules.year.bornes import at_least_zero
from convrules.year.cellules import Clef
from convrules.year.model import Bilan, BilanConvention, Dite, ResultatCellule, ResultatRegle, Verdict

VACANCES_MAX = 30
BARRES_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneRapport:
    """A row of the table of rules, ready to print. `classe`: the closed word of the verdict;
    `ouvre`: the rows behind its figures."""

    nom: str
    article: str
    nombres: tuple[str, ...]
    verdict: str
    classe: str
    tete: bool
    ouvre: Ouverture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """What is said of counts of vacancies, line by line or cell by cell; `ouvre`: which they are."""

    dits: tuple[str, ...]
    ouvre: Ouverture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A convention, ready to print."""

    ident: str
    titulaire: str
    lignes: tuple[LigneRapport, ...]
    ote: str
    limitee: str
    barres: Markup
    traits: tuple[Barre, ...]
    statuts: tuple[Compte, ...]
    retraits: tuple[Compte, ...]
    echeances: tuple[Compte, ...]
    envois: tuple[str, ...]
    redressements: tuple[str, ...]
    notes: tuple[str, ...]
    lectures: tuple[str, ...]
    a_completer: tuple[tuple[str, str, str, str], ...]
    n_a_completer: str
    sans_ligne: str
    unites: str
    plein: str
    pourquoi: str
    avancement: str
    avancements: tuple[tuple[str, ...], ...]
    lecture_avancement: tuple[str, ...]
    livres: tuple[Compte, ...]
    fils: tuple[FilRapport, ...]
    sans_fil: tuple[str, ...]
    lieux: tuple[tuple[str, ...], ...]
    lieux_dits: str
    laisses: tuple[str, ...]
    non_evalues: tuple[str, ...]
    n_vacances: str
    peut_etre: str
    periode: str
    autres_annees: str


def render_html(
    bilan: Bilan,
    recu: Recu,
    lexique: Lexique,
    depot: str,
    reserve: str = "",
    constats: Sequence[Diagnostic] = (),
    langue: Langue = Langue.FR,
    pour: str = "",
) -> str:
    """The whole page. depot: name of the repository, for the title. reserve: what must be said first of
    the data (rows refused), empty when nothing must. constats: what was found in the files. pour: as of
    `content`."""
    said = content(bilan, recu, lexique, depot, reserve, constats, langue, pour)
    return template("bilan.html.j2", langue).render(**said)


def content(
    bilan: Bilan,
    recu: Recu,
    lexique: Lexique,
    depot: str,
    reserve: str = "",
    constats: Sequence[Diagnostic] = (),
    langue: Langue = Langue.FR,
    pour: str = "",
) -> dict[str, Any]:
    """What the page says, by part, whatever it is printed on. pour: the holder of whom `bilan` is the copy
    (none: the landlord's own); what is said of the files of all is not for it."""
    names = intitules(bilan)
    sections = [_section(b, names[b.convention.ident], bilan, lexique, langue) for b in bilan.conventions]
    return {
        "depot": depot,
        "a_qui": words.whose(depot, bilan.bailleur, (b.convention for b in bilan.conventions)),
        "annee": bilan.annee,
        "au": numbers.jour(bilan.au),
        "pour": pour,
        "exemplaire": whose_copy(pour),
        "reserve": reserve,
        "ouverte": open_year(bilan),
        "lues": "" if pour else rows_read(bilan, lexique),
        "manquants": [*missing_days(bilan, lexique), *forecast_doubts(bilan)],
        "resume": summary(bilan, lexique),
        **findings_content(constats, langue, refused=bool(reserve)),
        "sections": sections,
        "lignes_max": str(LIGNES_MAX),
        "titres_avancement": TITRES,
        "titre_livres": TITRE,
        "envois_dits": acts.sendings_of(bilan.annee),
        "ensemble": list(reach_classes(bilan)),
        "alertes": list(alert_lines(bilan)),
        "moteur": __version__,
        "conventions": _files(recu.conventions),
        "donnees": [] if pour else _files(recu.donnees),
    }


def _files(found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(Nom(nom), digest) for nom, digest in sorted(found.items())]


def _section(b: BilanConvention, titulaire: str, bilan: Bilan, lexique: Lexique, langue: Langue) -> Section:
    return Section(
        ident=b.convention.ident,
        titulaire=titulaire,
        lignes=tuple(row for r in judged(b) for row in _rows(r, b, lexique)),
        ote=taken_from_base(b),
        limitee=beyond_limit(b),
        barres=bars(_bars(b), t("Dû et fait, {holder}", holder=titulaire), langue),
        traits=tuple(_bars(b)),
        statuts=tuple(
            Compte(dits=(words.STATUT[s], bornes(n)), ouvre=behind_status(s, b, lexique))
            for s, n in b.statuts
        ),
        retraits=tuple(
            Compte(dits=cells, ouvre=behind_withdrawal(categorie, b, lexique))
            for categorie, cells in withdrawals(b).items()
        ),
        echeances=tuple(
            Compte(dits=tuple(echeance_lines(e, lexique, tous=b.remis)), ouvre=behind_deadline(e, lexique))
            for e in b.echeances
        ),
        envois=tuple(acts.sending_lines(b, lexique)),
        redressements=tuple(acts.correction_lines(b, lexique)),
        notes=tuple(all_notes(b, bilan, lexique)),
        lectures=tuple(rule_sentence(r, lexique) for r in judged(b) if r.ecartee_par is None),
        a_completer=tuple(lack_row(m, lexique, VACANCES_MAX) for m in lacks(b)),
        n_a_completer=waiting(b),
        sans_ligne=sentence(beyond) if (beyond := beyond_rows(b, lexique)) else "",
        unites=_units(b),
        plein=said_whole(b, bilan),
        pourquoi=why_bounds(b, bilan),
        avancement=progress_title(bilan),
        avancements=tuple(progress_rows(b)),
        lecture_avancement=tuple(progress_notes(b, bilan)),
        livres=tuple(_books(b, bilan)),
        fils=tuple(drawn(b, bilan.perimetre.lacunes, langue)),
        sans_fil=tuple(not_drawn(b)),
        lieux=tuple(towns(b)),
        lieux_dits=BASES_DES_COMMUNES if taken_from_base(b) else "",
        laisses=tuple(acts.left_to_people(b, lexique)),
        non_evalues=tuple(
            sentence(t("{a}\u202f: {b}", a=named(n.clause), b=enonce(n.clause, lexique)))
            for n in b.non_evalues
        ),
        n_vacances=numbers.count(b.lignes, "vacance"),
        peut_etre=perhaps_there(b),
        periode=period(b, bilan.annee),
        autres_annees=other_years(b, bilan.annee),
    )


def _books(b: BilanConvention, bilan: Bilan) -> Iterator[Compte]:
    """The four counts first, where there are some."""
    opens = behind_counts(b.livres) if b.livres is not None and b.periode is not None else None
    for rank, line in enumerate(ledger_lines(b, bilan)):
        yield Compte(dits=(line,), ouvre=opens if rank == 0 else None)


def _rows(regle: ResultatRegle, b: BilanConvention, lexique: Lexique) -> list[LigneRapport]:
    single = len(regle.cellules) == 1 and not regle.cellules[0].cellule
    if regle.ecartee_par is not None:
        return [
            _head(
                regle,
                ("–",) * 6,
                t("écartée par «\u00a0{ecartee_par}\u00a0»", ecartee_par=regle.ecartee_par),
            )
        ]
    if single:
        cell = regle.cellules[0]
        opens = behind_cell(regle, cell, lexique)
        head = _head(regle, cell_numbers(cell), cell_verdict(cell), opens)
        return [head, *_shares(regle, cell, b, lexique)]
    below = [
        row
        for cell in regle.cellules
        for row in (_cell(regle, cell, behind_cell(regle, cell, lexique)), *_shares(regle, cell, b, lexique))
    ]
    below += [_aside(clef, dite) for clef, dite in regle.ecartees]
    return [_head(regle, ("",) * 6, verdict_word(*shown(regle)), behind_rule(regle, lexique)), *below]


def _shares(
    regle: ResultatRegle, cell: ResultatCellule, b: BilanConvention, lexique: Lexique
) -> list[LigneRapport]:
    """One line per account of a part that is split."""
    return [
        LigneRapport(
            nom=t("→ {a}", a=compte),
            article="",
            nombres=lot_numbers(lot),
            verdict=lot_verdict(lot),
            classe=class_of(lot.force, lot.verdict),
            tete=False,
            ouvre=behind_lot(split, compte, lot, regle, cell, lexique),
        )
        for compte, lot, split in shares(b, regle.clause.entete.ident, cell.cellule)
    ]


def _head(
    regle: ResultatRegle,
    figures: tuple[str, ...],
    said: str,
    opens: Ouverture | None = None,
) -> LigneRapport:
    return LigneRapport(
        nom=regle.clause.entete.ident,
        article=article_in(regle),
        nombres=figures,
        verdict=said,
        classe=class_of(*shown(regle)),
        tete=True,
        ouvre=opens,
    )


def _cell(regle: ResultatRegle, c: ResultatCellule, opens: Ouverture | None) -> LigneRapport:
    return LigneRapport(
        nom=cell_name(c),
        article=cell_places(regle, c),
        nombres=cell_numbers(c),
        verdict=cell_verdict(c),
        classe=class_of(c.force, c.verdict),
        tete=False,
        ouvre=opens,
    )


def _aside(clef: Clef, dite: Dite) -> LigneRapport:
    """A cell in which exceptions set the rule aside."""
    return LigneRapport(
        nom=named_cell(clef),
        article=told_places([(dite,)]),
        nombres=("–",) * 6,
        verdict=set_aside_by(dite.noms),
        classe=Verdict.NON_APPLICABLE.value,
        tete=False,
    )


def _bars(b: BilanConvention) -> list[Barre]:
    """A bar per part, one per cell when it is owed cell by cell: cells do not make up for one another. Of one
    that is split, one per account: what its holder has received is not done for them all."""
    return [
        bar
        for regle in b.regles
        if isinstance(regle.clause, ir.Part) and regle.ecartee_par is None
        for cell in regle.cellules[:BARRES_MAX]
        for bar in _bars_of(regle, cell, b)
    ]


def _bars_of(regle: ResultatRegle, cell: ResultatCellule, b: BilanConvention) -> Iterator[Barre]:
    name, lots = _share_and_place(regle, cell), shares(b, regle.clause.entete.ident, cell.cellule)
    for compte, lot, _ in lots:
        if (asked := lot.demande) is not None:
            yield Barre(nom=t("{a}, {b}", a=name, b=compte), du=at_least_zero(asked), fait=lot.realise)
    if not lots and (du := target(cell)) is not None:
        yield Barre(nom=name, du=at_least_zero(du), fait=cell.realise)


def _share_and_place(regle: ResultatRegle, cell: ResultatCellule) -> str:
    ident = regle.clause.entete.ident
    return t("{a}, {b}", a=ident, b=cell_name(cell)) if cell.cellule else ident


def _units(b: BilanConvention) -> str:
    """What the bars count."""
    parts = (shown_clause(r) for r in b.regles if isinstance(r.clause, ir.Part) and r.cellules)
    return listing([several for _, several in dict.fromkeys(unit(c, b) for c in parts)])
