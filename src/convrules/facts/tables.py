"""The files of one table, to its rows. Every row read is kept or refused, and every refusal is reported."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial

from convrules import ir
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.cellules import read_cells
from convrules.facts.chargement import (
    AU_FIL_MAX,
    LIGNES_MAX,
    Contexte,
    FichierBrut,
    FichierLu,
    Lecteur,
    TableLue,
)  # fmt: skip
from convrules.facts.colonnes import Conversions, completed
from convrules.facts.connues import Connues
from convrules.facts.constats import (
    Origines,
    defaults,
    incomplete,
    misplaced,
    placed,
    receipt,
    stopped,
    too_many_findings,
    too_many_rows,
    unread,
)  # fmt: skip
from convrules.facts.copies import whole_copies
from convrules.facts.ecritures import Renvois
from convrules.facts.entete import ENFANTS, check_header, known_columns, lacking_key
from convrules.facts.entrees import Entrees
from convrules.facts.heures import midnights
from convrules.facts.identites import Identites
from convrules.facts.jointure import Jointures, Repetees
from convrules.facts.jours import Jours, ordinary
from convrules.facts.jours_tournes import turned_days
from convrules.facts.lots import LOT, Cases, Lots, Note, Regard, left, note_days
from convrules.facts.montre import uncited
from convrules.facts.ordre import ConstatDeDates, check_dates
from convrules.facts.personnel import without_key, without_personal_titles
from convrules.facts.pertes import Pertes
from convrules.facts.plan import Fichier, Plan, make_plan
from convrules.facts.readers.lieux import Constat, Rangee, Tableau, place_at_line, readable
from convrules.facts.readers.octets import Refuse, empreinte
from convrules.facts.readers.ouverture import open_table
from convrules.facts.readers.reserve import EN_MEMOIRE, Ensemble, Laissees, Reserve
from convrules.facts.records import Ligne, Lignes, Place
from convrules.facts.refus import left_beside, refused_reading
from convrules.facts.repetitions import contradicted, corrections, finished
from convrules.facts.suites import holes
from convrules.facts.totaux import begins_a_fact, titles_in_another_order
from convrules.facts.tri import check_choices, choices, excluded, kept, never_met, untold

VACANCES_MAX = 100_000  # LIMIT: rows of `vacances`. Judged under four conventions, each takes 40 kB.
CONSTATS_MAX = 100_000  # LIMIT: findings of one file.
_PAS = LOT
"""Rows between two signs of life."""


def read_table(
    correspondance: ir.Correspondance,
    table: str,
    lecteur: Lecteur,
    contexte: Contexte,
    connus: Mapping[str, Container[str]],
    ecartees: Container[str] = frozenset(),
) -> TableLue:
    """Read one table of a mapping.

    connus: identifiers that rows may cite, by field (`vacance`, `logement`, `programme`); a field that is
    not there is not verified. ecartees: vacancies left aside, with all that hangs on them."""
    plan = make_plan(correspondance, table)
    reading = _Reading(plan=plan, contexte=contexte, connus=connus, ecartees=ecartees)
    for source in plan.sources:
        reading.open(source, lecteur)
    return reading.result()


class _Reading:
    """Context of one table's reading."""

    def __init__(
        self,
        *,
        plan: Plan,
        contexte: Contexte,
        connus: Mapping[str, Container[str]],
        ecartees: Container[str],
    ) -> None:
        self.plan = plan
        self.ecartees = ecartees
        self.laissees = Ensemble()
        self.avancer = contexte.avancer
        self.interroger = contexte.interroger
        self.sosies = contexte.pseudonyme
        self.regard = Regard(plan.table, self.sosies)
        self.lues = 0
        au_fil = plan.table in contexte.au_fil
        self.limite = VACANCES_MAX if plan.table == "vacances" else AU_FIL_MAX if au_fil else LIGNES_MAX
        self.comptee = contexte.comptees.get(plan.table, "")
        self.reserve = Reserve(plan.table, EN_MEMOIRE if au_fil else None)
        self.connus = connus
        self.entrees = Entrees(plan)
        self.fichiers: list[Fichier] = []
        self.recus: list[FichierLu] = []
        self.diagnostics: list[Diagnostic] = []
        self.complete = True
        self.repetees: Repetees = {}
        self.jointures = Jointures(plan, self.repetees)
        self.origines = Origines()
        self.dates: list[tuple[Ligne, ConstatDeDates]] = []
        self.defauts: Counter[str] = Counter()
        self.renvois = Renvois(connus)
        self.pertes = Pertes(connus, ecartees, self.renvois)
        self.identites = Identites(plan, self.jointures, self.repetees, self.pertes, self.entrees)
        self.lots = Lots(plan, self.identites, self.origines, self.defauts, connus, ecartees)
        self.conversions = Conversions(plan, contexte.enumerations)
        self.diagnostics += self.conversions.diagnostics

    # --- files ------------------------------------------------------------------------------
    def open(self, source: ir.FichierSource, lecteur: Lecteur) -> None:
        if source.requete is not None:
            self._ask(source)
            return
        lecture = lecteur(source.motif)
        if lecture.refus is not None:
            self.complete = False
            self.diagnostics.append(refused_reading(source, lecture.refus, lecture.refuse))
        self.diagnostics += left_beside(source, lecture.voisins)
        self.diagnostics += holes(source, [brut.nom for brut in lecture.fichiers])
        for brut in self.entrees.fresh(source, lecture.fichiers):
            self._read(source, brut)

    def _read(self, source: ir.FichierSource, brut: FichierBrut) -> None:
        columns = self.plan.colonnes_de(source)
        digest = ""
        try:
            digest = empreinte(brut)
            # Rows that a choice leaves aside are looked at as the others are.
            looked_at = AU_FIL_MAX if self._chosen(source) else max(self.limite, LIGNES_MAX)
            checked = open_table(brut, source, columns, looked_at)
        except (Refuse, OSError) as error:
            checked = Checked(value=None, diagnostics=(stopped(brut.nom, error),))
        if not self._keep(source, checked, columns, digest):
            self.recus.append(unread(brut.nom, self.plan.table, digest))

    def _ask(self, source: ir.FichierSource) -> None:
        """A query in the place of a file."""
        columns = self.plan.colonnes_de(source)
        if self.interroger is None:
            absent = lecture.requete_inconnue(span=source.span, nom=source.requete or "", proche="")
            checked: Checked[Tableau | None] = Checked(value=None, diagnostics=(absent,))
        else:
            checked = self.interroger(source, columns)
        if not self._keep(source, checked, columns, ""):
            self.recus.append(unread(source.motif, self.plan.table, ""))

    def _keep(
        self,
        source: ir.FichierSource,
        checked: Checked[Tableau | None],
        columns: Sequence[ir.Colonne],
        digest: str,
    ) -> bool:
        """Its rows will be read, if its header is that of the mapping."""
        self.diagnostics += checked.diagnostics
        if checked.value is not None:
            shown = without_personal_titles(checked.value, self.plan.titres(source))
            self.diagnostics += check_header(shown, columns, source, self.plan.ignore)
            wrong = tuple(check_choices(shown, source))
            self.diagnostics += wrong
            fichier = self._fichier(source, shown, columns, digest)
            absent = lacking_key(fichier, self.plan)
            if absent:
                self.diagnostics.append(
                    problems.colonne_cle_absente(
                        span=source.span, table=self.plan.table, cle=absent, fichier=fichier.nom
                    )
                )
            if absent is None and not wrong:
                self.fichiers.append(fichier)
                return True
        self.complete = False
        return False

    def _fichier(
        self, source: ir.FichierSource, tableau: Tableau, columns: Sequence[ir.Colonne], empreinte: str
    ) -> Fichier:
        known = known_columns(tableau, columns)
        if self.sosies is None:
            known = without_key(known, self.diagnostics)
        if len(known) < len(columns):
            self.complete = False
        read = tuple((completed(c, source), i, self.conversions.of(source, c)) for c, i in known)
        return Fichier(
            source=source,
            tableau=tableau,
            empreinte=empreinte,
            colonnes=read,
            connues=Connues(self.plan.table, tableau.separateur, read, self.renvois.cited()),
            tris=choices(tableau, source, self.plan.colonnes),
        )

    # --- rows -------------------------------------------------------------------------------
    def result(self) -> TableLue:
        joined = [f for f in self.fichiers if not self.plan.principale(f.source)]
        self.jointures.read(joined, self._rows)
        for fichier in self.fichiers:
            if fichier not in joined:
                self._keep_rows(fichier)
        self.jointures.leave_out(joined)
        plain: frozenset[int] = frozenset()
        jours: Jours | None = None
        corrected = corrections(self.reserve, self.repetees, self.jointures, self.origines)
        lignes = self.reserve.rows(partial(finished, corrected))
        if self.plan.table == "vacances":
            jours = Jours(lignes)
            plain = ordinary(lignes, jours)
            self.dates += (
                (row, found) for row in lignes if id(row) not in plain for found in check_dates(row)
            )
        if not isinstance(lignes, Lignes):
            # Of a table that is not in memory, nothing counts the rows.
            lignes = (*lignes, *self.identites.perdues)
        for source in self.plan.sources:
            tris = [f.tris for f in self.fichiers if f.source is source and f.lues]
            self.diagnostics += (*never_met(tris), *uncited(tris))
        return TableLue(
            lignes=lignes,
            fichiers=(*self.recus, *(receipt(f, self.plan) for f in self.fichiers)),
            defauts=tuple(defaults(self.plan, self.defauts)),
            diagnostics=(
                *self.entrees.told(self.diagnostics, self.fichiers),
                *whole_copies(self.fichiers, self.plan),
                *placed(self.plan, self.fichiers, self.dates, self.origines, self.conversions.enumerations),
            ),
            complete=self.complete,
            ecartees=Laissees(self.laissees, self.reserve),
            partages=frozenset(self.identites.partages),
            incertaines=self.pertes.result(),
            ordinaires=plain,
            jours=jours,
        )

    def _keep_rows(self, fichier: Fichier) -> None:
        try:
            for rangee in self._rows(fichier):
                ligne = self._ligne(fichier, rangee)
                if ligne is not None:
                    self.reserve.keep(ligne)
        except Refuse as refus:
            # What was written of the table cannot be trusted.
            self.reserve = Reserve(self.plan.table)
            self._stop(fichier, stopped(fichier.nom, refus))

    def _rows(self, fichier: Fichier) -> Iterator[Rangee]:
        """Rows that have the width of the header; the others are refused. What ends it early leaves the table
        incomplete, and says so."""
        width = len(fichier.tableau.entete.valeurs)
        # The rows of a joined file are always in memory.
        limite = self.limite if self.plan.principale(fichier.source) else min(self.limite, LIGNES_MAX)
        before, most = (0, AU_FIL_MAX) if self._chosen(fichier.source) else (self.lues, limite)
        if before + (fichier.tableau.total or 0) > most:
            # Known before a row is read: nothing of it is kept.
            self._stop(fichier, too_many_rows(fichier.nom, self.plan.table, most, self.comptee))
            return
        minuits, tournes = midnights(fichier), turned_days(fichier)
        titles = frozenset(fichier.tableau.entete.valeurs)
        note = partial(note_days, minuits, tournes, minuits.horaires)
        try:
            for rangee in self._left(fichier, note):
                fichier.lues += 1
                if fichier.lues % _PAS == 0:
                    self.avancer(fichier.nom, fichier.lues, fichier.tableau.total)
                whole = len(rangee.valeurs) == width
                known = whole and not fichier.tris and fichier.connues.of(rangee) is not None
                # Why: of nearly every row there is nothing to say, and each question takes its time.
                plain = known and begins_a_fact(titles, rangee.valeurs)
                if not plain and titles_in_another_order(fichier, rangee):
                    self._stop(
                        fichier, problems.titres_deplaces(span=place_at_line(fichier.nom, rangee.ligne))
                    )
                    return
                if not whole and excluded(rangee, fichier.tris):
                    fichier.ecartees += 1
                    continue
                blank = untold(rangee, fichier.tableau, fichier.tris) if whole and not plain else None
                if whole and blank is None and not (plain or kept(rangee, fichier.tris)):
                    self._leave_aside(fichier, rangee)
                    continue
                self.lues += 1
                if self.lues > limite:
                    self._stop(fichier, too_many_rows(fichier.nom, self.plan.table, limite, self.comptee))
                    return
                if len(fichier.constats) > CONSTATS_MAX:
                    self._stop(fichier, too_many_findings(fichier, rangee, CONSTATS_MAX))
                    return
                moved: tuple[int, int] | None = None
                if not plain:
                    rangee, moved = self.regard.examined(fichier, rangee, whole, blank is None)
                if whole and blank is None and moved is None:
                    note((rangee,))
                    yield rangee
                    continue
                fichier.refuse(rangee, *(blank or misplaced(fichier, rangee, moved)))
                self.identites.lose(fichier, rangee, placed=blank is not None)
        except Refuse as refus:
            self._stop(fichier, stopped(fichier.nom, refus))
        for why in (*minuits.early(fichier), *tournes.refused(fichier)):
            self._stop(fichier, why)
        self.diagnostics += tournes.doubted(fichier)

    def _left(self, fichier: Fichier, note: Note) -> Iterator[Rangee]:
        """The rows of a file that are to be read one by one. note: told of the rows that are read."""
        if not self.lots.reads(fichier):
            return map(readable, fichier.tableau.rangees())
        return left(fichier, self.reserve.takes, partial(self._keep_together, fichier, note))

    def _keep_together(
        self, fichier: Fichier, note: Note, rangees: Sequence[Rangee], cellules: Sequence[Cases]
    ) -> bool:
        number = len(rangees)
        if self.lues + number > self.limite or len(fichier.constats) > CONSTATS_MAX:
            return False
        if not self.lots.keep(self.reserve, fichier, rangees, cellules):
            return False
        self.lues += number
        fichier.lues += number
        if fichier.lues % _PAS == 0:
            self.avancer(fichier.nom, fichier.lues, fichier.tableau.total)
        note(rangees)
        return True

    def _chosen(self, source: ir.FichierSource) -> bool:
        """May rows of a source be left aside, by a choice of the mapping or with the vacancy they hang on?"""
        return bool(source.tris or (self.plan.table in ENFANTS and self.ecartees))

    def _leave_aside(self, fichier: Fichier, rangee: Rangee) -> None:
        fichier.ecartees += 1
        if not self.plan.principale(fichier.source):
            return
        self.jointures.set_aside(fichier, rangee)
        rank = fichier.rank("id")
        if self.plan.table == "vacances" and rank is not None:
            self.laissees.add(rangee.valeurs[rank])

    def _stop(self, fichier: Fichier, why: Diagnostic) -> None:
        fichier.lisible = self.complete = False
        self.diagnostics.append(why)

    def _ligne(self, fichier: Fichier, rangee: Rangee) -> Ligne | None:
        """The row, with the cells of the files joined to it; None if refused."""
        if self.lots.autres.refuse(fichier, rangee, self.jointures.joined(fichier, rangee)):
            self.identites.lose(fichier, rangee)
            self.identites.call(fichier, rangee)
            return None
        ident = self.identites.name(fichier, rangee, self.reserve, self.origines)
        if ident is None or not self._hangs(fichier, rangee):
            return None
        place = Place(fichier=fichier.nom, ligne=rangee.ligne)
        origines = [(fichier, rangee)]
        cellules = read_cells(fichier, rangee, self.renvois, self.defauts)
        for key, other, row in self.jointures.called(fichier, rangee, ident) if fichier.source.cles else ():
            origines.append((other, row))
            read = read_cells(other, row, self.renvois, self.defauts)
            cellules |= contradicted(read, self.repetees.get(key, ()))
        if self.plan.table == "vacances":
            self.origines.note(ident, origines)
        if self.plan.table == "previsions" and (missing := incomplete(fichier, cellules)) is not None:
            fichier.refuse(rangee, *missing)
            self.reserve.meet(ident, place)
            return None
        fichier.gardees += 1
        return Ligne(table=self.plan.table, id=ident, cellules=cellules, place=place)

    def _hangs(self, fichier: Fichier, rangee: Rangee) -> bool:
        """A candidature, a refusal or a forecast belongs to a vacancy that was read."""
        rank = fichier.rank("vacance")
        if self.plan.table not in ENFANTS or rank is None:
            return True
        text = rangee.valeurs[rank]
        if text in self.ecartees:
            fichier.ecartees += 1
            self.lues -= 1
            return False
        if "vacance" not in self.connus or text in self.connus["vacance"]:
            return True
        self.renvois.veil(fichier, rangee, rank)
        make: Constat = partial(problems.vacance_inconnue, colonne=fichier.name_of(rank), valeur=text)
        fichier.refuse(rangee, rank, rangee.fautes.get(rank, make))
        self.identites.lose(fichier, rangee)
        self.renvois.note_near(fichier, rangee, rank, "vacance")
        return False
