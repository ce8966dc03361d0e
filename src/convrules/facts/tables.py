"""The files of one table, to its rows. Every row read is kept or refused, and every refusal is reported."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from convrules import ir
from convrules.base.values import Cellule, Erreur
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.chargement import LIGNES_MAX, Contexte, FichierBrut, FichierLu, Lecteur, TableLue
from convrules.facts.colonnes import Conversions, completed
from convrules.facts.constats import (
    defaults,
    incomplete,
    lost,
    placed,
    receipt,
    stopped,
    too_many_findings,
    too_many_rows,
    uneven,
    unread,
)  # fmt: skip
from convrules.facts.conversion import ERREURS
from convrules.facts.entete import check_header, known_columns
from convrules.facts.jointure import Cle, Jointures, Repetees, repeated
from convrules.facts.ordre import ConstatDeDates, check_dates
from convrules.facts.personnel import protected, without_key, without_personal_titles
from convrules.facts.places import with_places
from convrules.facts.plan import Fichier, Plan, make_plan
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import Constat, Rangee, Tableau, readable
from convrules.facts.readers.octets import Refuse, empreinte
from convrules.facts.readers.ouverture import open_table
from convrules.facts.records import Ligne, Place
from convrules.facts.refus import refused_reading
from convrules.facts.totaux import note_total
from convrules.facts.tri import check_choices, choices, kept, never_met, untold

IDENTIFIEES = frozenset({"vacances", "logements", "programmes", "conventions", "droits"})
ENFANTS = frozenset({"candidatures", "refus", "previsions"})
VACANCES_MAX = 100_000  # LIMIT: rows of `vacances`. Judged under four conventions, each takes 35 kB.
CONSTATS_MAX = 100_000  # LIMIT: findings of one file.
_PAS = 10_000
"""Rows between two signs of life."""

CASE_EN_ERREUR = "la case du fichier n'a pas de valeur lisible"
DEUX_LIGNES = "deux lignes de cet identifiant ne disent pas la même chose"
_TABLES_CITEES = {"logement": "logements", "programme": "programmes"}


def read_table(
    correspondance: ir.Correspondance,
    table: str,
    lecteur: Lecteur,
    contexte: Contexte,
    connus: Mapping[str, frozenset[str]],
    ecartees: frozenset[str] = frozenset(),
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
        connus: Mapping[str, frozenset[str]],
        ecartees: frozenset[str],
    ) -> None:
        self.plan = plan
        self.ecartees = set(ecartees)
        self.avancer = contexte.avancer
        self.interroger = contexte.interroger
        self.pseudonyme = contexte.pseudonyme
        self.lues = 0
        self.limite = VACANCES_MAX if plan.table == "vacances" else LIGNES_MAX
        self.connus = connus
        self.fichiers: list[Fichier] = []
        self.recus: list[FichierLu] = []
        self.diagnostics: list[Diagnostic] = []
        self.complete = True
        self.vus: dict[str, str] = {}
        self.repetees: Repetees = {}
        self.jointures = Jointures(plan, self.repetees)
        self.origines: dict[str, list[tuple[Fichier, Rangee]]] = {}
        self.dates: list[tuple[Ligne, ConstatDeDates]] = []
        self.defauts: Counter[str] = Counter()
        self.numero = 0
        self.perdues: list[Ligne] = []
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
            self.diagnostics.append(refused_reading(source, lecture.refus))
        for brut in lecture.fichiers:
            self._read(source, brut)

    def _read(self, source: ir.FichierSource, brut: FichierBrut) -> None:
        columns = self.plan.colonnes_de(source)
        digest = ""
        try:
            digest = empreinte(brut)
            checked = open_table(brut, source, columns)
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
            if self._has_keys(fichier) and not wrong:
                self.fichiers.append(fichier)
                return True
        self.complete = False
        return False

    def _fichier(
        self, source: ir.FichierSource, tableau: Tableau, columns: Sequence[ir.Colonne], empreinte: str
    ) -> Fichier:
        known = known_columns(tableau, columns)
        if self.pseudonyme is None:
            known = without_key(known, self.diagnostics)
        if len(known) < len(columns):
            self.complete = False
        return Fichier(
            source=source,
            tableau=tableau,
            empreinte=empreinte,
            colonnes=tuple((completed(c, source), i, self.conversions.of(source, c)) for c, i in known),
            tris=choices(tableau, source),
        )

    def _has_keys(self, fichier: Fichier) -> bool:
        """Rows need their identifier, or what they hang on; without it the file is not loaded. Nor
        is a file whose `clé` is not among its titles."""
        if fichier.source.cles and not fichier.key_ranks():
            absent = [c for c in fichier.source.cles if clean(c) not in fichier.tableau.entete.valeurs]
            self._say_absent_key(fichier, ", ".join(absent))
            return False
        if not self.plan.principale(fichier.source):
            return True
        needed = "id" if self.plan.table in IDENTIFIEES else "vacance" if self.plan.table in ENFANTS else None
        if needed is None or fichier.source.numerotee or fichier.rank(needed) is not None:
            return True
        # Mapped but absent: the header check said so.
        if all(c.champ != needed for c in self.plan.colonnes):
            self._say_absent_key(fichier, needed)
        return False

    def _say_absent_key(self, fichier: Fichier, cle: str) -> None:
        self.diagnostics.append(
            problems.colonne_cle_absente(
                span=fichier.source.span, table=self.plan.table, cle=cle, fichier=fichier.nom
            )
        )

    # --- rows -------------------------------------------------------------------------------
    def result(self) -> TableLue:
        joined = [f for f in self.fichiers if not self.plan.principale(f.source)]
        self.jointures.read(joined, self._rows)
        lignes = [
            ligne
            for fichier in self.fichiers
            if fichier not in joined
            for rangee in self._rows(fichier)
            if (ligne := self._ligne(fichier, rangee)) is not None
        ]
        self.jointures.leave_out(joined)
        disputed = self.jointures.disputed()
        for source in self.plan.sources:
            self.diagnostics += never_met([f.tris for f in self.fichiers if f.source is source and f.lues])
        return TableLue(
            lignes=(*(self._settled(x, disputed.get(x.id, {})) for x in lignes), *self.perdues),
            fichiers=(*self.recus, *(receipt(f, self.plan) for f in self.fichiers)),
            defauts=tuple(defaults(self.plan, self.defauts)),
            diagnostics=(
                *self.diagnostics,
                *placed(self.fichiers, self.dates, self.origines, self.conversions.enumerations),
            ),
            complete=self.complete,
            ecartees=frozenset(self.ecartees - self.vus.keys()),
        )

    def _rows(self, fichier: Fichier) -> Iterator[Rangee]:
        """Rows that have the width of the header; the others are refused. What ends it early leaves the table
        incomplete, and says so."""
        width = len(fichier.tableau.entete.valeurs)
        if not fichier.tris and self.lues + (fichier.tableau.total or 0) > self.limite:
            # Known before a row is read: nothing of it is kept.
            self._stop(fichier, too_many_rows(fichier.nom, self.plan.table, self.limite))
            return
        lieu = (self.plan.table, fichier.tableau.separateur)
        try:
            for rangee in map(readable, fichier.tableau.rangees()):
                fichier.lues += 1
                if fichier.lues % _PAS == 0:
                    self.avancer(fichier.nom, fichier.lues, fichier.tableau.total)
                whole = len(rangee.valeurs) == width
                blank = untold(rangee, fichier.tableau, fichier.tris) if whole else None
                if whole and blank is None and not kept(rangee, fichier.tris):
                    self._leave_aside(fichier, rangee)
                    continue
                self.lues += 1
                if self.lues > self.limite:
                    self._stop(fichier, too_many_rows(fichier.nom, self.plan.table, self.limite))
                    return
                if len(fichier.constats) > CONSTATS_MAX:
                    self._stop(fichier, too_many_findings(fichier, rangee, CONSTATS_MAX))
                    return
                if whole:
                    rangee = protected(rangee, lieu, fichier.colonnes, self.pseudonyme)
                if whole and blank is None:
                    yield rangee
                    continue
                fichier.refuse(rangee, *(blank or (width, uneven(rangee, width))))
                self._lose(fichier, rangee)
        except Refuse as refus:
            self._stop(fichier, stopped(fichier.nom, refus))

    def _leave_aside(self, fichier: Fichier, rangee: Rangee) -> None:
        fichier.ecartees += 1
        rank = fichier.rank("id")
        if self.plan.table == "vacances" and rank is not None and self.plan.principale(fichier.source):
            self.ecartees.add(rangee.valeurs[rank])

    def _stop(self, fichier: Fichier, why: Diagnostic) -> None:
        fichier.lisible = self.complete = False
        self.diagnostics.append(why)

    def _lose(self, fichier: Fichier, rangee: Rangee) -> None:
        """A vacancy that is there though its row cannot be read: nothing is known of it, and results say
        between what and what it may change them."""
        if self.plan.table == "vacances" and self.plan.principale(fichier.source):
            self.perdues.append(lost(self.plan, fichier, rangee))

    def _ligne(self, fichier: Fichier, rangee: Rangee) -> Ligne | None:
        """The row, with the cells of the files joined to it; None if refused."""
        ident = self._identifier(fichier, rangee)
        if ident is None or not self._hangs(fichier, rangee):
            return None
        self.vus[ident] = f"{fichier.nom}, ligne {rangee.ligne}"
        note_total(fichier, rangee)
        origines = [(fichier, rangee)]
        cellules = self._cells(fichier, rangee)
        for key, other, row in self.jointures.called(fichier, rangee, ident):
            origines.append((other, row))
            cellules |= self._contradicted(self._cells(other, row), key)
        if self.plan.table == "vacances":
            self.origines[ident] = origines
        if self.plan.table == "previsions" and (missing := incomplete(fichier, cellules)) is not None:
            fichier.refuse(rangee, *missing)
            return None
        fichier.gardees += 1
        return Ligne(
            table=self.plan.table,
            id=ident,
            cellules=cellules,
            place=Place(fichier=fichier.nom, ligne=rangee.ligne),
        )

    def _settled(self, ligne: Ligne, disputed: Mapping[str, Cellule]) -> Ligne:
        """The row once every other row of its identifier has been seen. disputed: its cells that other rows
        have from the same row of a joined file."""
        cellules = self._contradicted(ligne.cellules, ("", (ligne.id,)))
        again = self.repetees.get(("", (ligne.id,)), ())
        strayed = self.jointures.strayed([*self.origines.get(ligne.id, ())[:1], *again]) if again else {}
        settled = replace(ligne, cellules=with_places({**cellules, **disputed, **strayed}))
        if self.plan.table == "vacances":
            self.dates += ((settled, found) for found in check_dates(settled))
        return settled

    def _contradicted(self, cellules: Mapping[str, Cellule], key: Cle) -> Mapping[str, Cellule]:
        """Cells that rows of one identifier do not give alike are errors: their order decides nothing."""
        found = dict(cellules)
        for fichier, rangee in self.repetees.get(key, ()):
            for colonne, rank, convert in fichier.colonnes:
                own = cellules.get(colonne.champ)
                if convert(rangee.valeurs[rank]).cellule != own and not isinstance(own, Erreur):
                    found[colonne.champ] = Erreur(DEUX_LIGNES)
        return found

    def _identifier(self, fichier: Fichier, rangee: Rangee) -> str | None:
        rank = fichier.rank("id")
        if rank is None:
            self.numero += 1
            return f"{self.plan.table}-{self.numero}"
        text = rangee.valeurs[rank]
        why: Constat | None = rangee.fautes.get(rank)
        if why is None and (not text or text in fichier.unknown("id")):
            why = partial(problems.ligne_sans_identifiant, colonne=fichier.name_of(rank))
        elif why is None and text in ERREURS:
            why = partial(lecture.cellule_en_erreur, colonne=fichier.name_of(rank), valeur=text)
        if why is not None:
            fichier.refuse(rangee, rank, why)
            self._lose(fichier, rangee)
            # It is there, and may be the one that a joined row is about.
            tuple(self.jointures.called(fichier, rangee, f"{fichier.nom}, ligne {rangee.ligne}"))
            return None
        if text in self.vus:
            fichier.refuse(rangee, rank, repeated(fichier, rangee, rank, self.vus[text]))
            self.repetees.setdefault(("", (text,)), []).append((fichier, rangee))
            return None
        return text

    def _hangs(self, fichier: Fichier, rangee: Rangee) -> bool:
        """A candidature, a refusal or a forecast belongs to a vacancy that was read."""
        rank = fichier.rank("vacance")
        if self.plan.table not in ENFANTS or rank is None:
            return True
        text = rangee.valeurs[rank]
        if text in self.ecartees:
            fichier.ecartees += 1
            return False
        if "vacance" not in self.connus or text in self.connus["vacance"]:
            return True
        make: Constat = partial(problems.vacance_inconnue, colonne=fichier.name_of(rank), valeur=text)
        fichier.refuse(rangee, rank, rangee.fautes.get(rank, make))
        return False

    def _cells(self, fichier: Fichier, rangee: Rangee) -> dict[str, Cellule]:
        cellules: dict[str, Cellule] = {}
        for colonne, rank, convert in fichier.colonnes:
            faute = rangee.fautes.get(rank)
            if faute is not None:
                cellules[colonne.champ] = Erreur(CASE_EN_ERREUR)
                fichier.note(rangee, rank, faute)
                continue
            if rank in rangee.reparees:
                first, count = fichier.reparees.get(rank, (rangee, 0))
                fichier.reparees[rank] = (first, count + 1)
            read = convert(rangee.valeurs[rank])
            cellules[colonne.champ] = read.cellule
            if read.defaut:
                self.defauts[colonne.champ] += 1
            elif read.constat is not None:
                fichier.note(rangee, rank, read.constat)
            self._cited(fichier, rangee, rank, colonne.champ)
        return cellules

    def _cited(self, fichier: Fichier, rangee: Rangee, rank: int, champ: str) -> None:
        """A dwelling or programme that its own table does not hold: the row stays, its facts are unknown."""
        text = rangee.valeurs[rank]
        if champ not in _TABLES_CITEES or champ not in self.connus or not text:
            return
        if text not in self.connus[champ]:
            make: Constat = partial(
                problems.reference_inconnue,
                colonne=fichier.name_of(rank),
                valeur=text,
                table=_TABLES_CITEES[champ],
            )
            fichier.note(rangee, rank, make)
