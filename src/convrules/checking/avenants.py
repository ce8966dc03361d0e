"""Amendments: what they may change, and the text of their convention on each day it becomes another.

Each text is checked whole, as a convention: what an amendment brings is held to the same rules, names,
types and dates as what was signed first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import cite, t
from convrules.checking import keys
from convrules.checking.convention import check_amended
from convrules.checking.env import Environnement
from convrules.checking.readers import day, entries, head, place, table_of, tables, text
from convrules.checking.scope import Abrogee, Amende, Chantier
from convrules.checking.sources import check_source, read_source
from convrules.checking.words import closest, listing
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Checked, Diagnostic, in_order
from convrules.diagnostics.problems import avenants as problems
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import noms, questions
from convrules.syntax import avenants as surface
from convrules.syntax import nodes as n
from convrules.syntax.avenants import Modification, TexteConsolide
from convrules.syntax.tree import kind_of

DE_PARAMETRE = ("selon", "valeurs", "à défaut")


def read_avenant(file: n.File) -> ir.Avenant:
    """An amendment as a typed tree; its findings come with those of the texts it makes."""
    root = file.racine
    return ir.Avenant(
        ident=text(root, "avenant") or "",
        convention=text(root, "à") or "",
        changements=tuple(_change(m) for m in surface.modifications(file)),
        span=head(root),
    )


def _change(m: Modification) -> ir.Changement:
    held = m.corps if m.nature == "ajoute" and m.corps is not None else m.table
    return ir.Changement(
        nature=ir.NatureRetouche(m.nature),
        cible=m.cible.texte,
        en_vigueur=ir.Validite(du=m.du, au=m.au),
        source=read_source(held),
        span=m.cible.span,
    )


_IDENTIFIANT: Final = Motif(r"[a-z0-9][a-z0-9_-]*")


def check_target(file: n.File, conventions: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Does the amendment name a convention that there is?"""
    nom = text(file.racine, "à") or ""
    if nom in conventions or _IDENTIFIANT.fullmatch(nom) is None:
        # What is no identifier is told of as such.
        return ()
    span = place(file.racine, "à")
    found = problems.convention_de_l_avenant_inconnue(span=span, nom=nom, proche=closest(nom, conventions))
    return (found,)


def check_avenants(
    file: n.File,
    convention: ir.Convention,
    avenants: Sequence[n.File],
    env: Environnement,
    essai: tuple[n.File, date] | None = None,
) -> Checked[tuple[ir.Texte, ...]]:
    """The texts of a convention, the first as signed, then one for each day on which it changes.

    file, convention: the convention without errors. avenants: those that change it, well formed. essai: what
    is tried upon them, and the day whose text it changes.
    """
    changes = tuple(m for avenant in avenants for m in surface.modifications(avenant))
    work = _Examen(file, convention)
    for change in sorted(changes, key=lambda m: m.du):
        work.examine(change)
    for stretches in surface.tried(essai[0], changes, essai[1]) if essai is not None else ():
        work.examine(stretches[0])
        changes += stretches
    texts = [ir.Texte(du=None, convention=convention)]
    found = list(work.c.diagnostics)
    if not any(is_error(d) for d in found):
        for jour in surface.changes(changes):
            text_ = surface.consolidate(file.racine, changes, jour)
            checked = check_amended(
                replace(file, racine=text_.racine), env, _amended(file.racine, text_), jour
            )
            found += (*text_.diagnostics, *checked.diagnostics)
            gone = dict(_gone(file.racine, text_))
            texts.append(ir.Texte(du=jour, convention=checked.value, abroges=gone))
    return Checked(value=tuple(texts), diagnostics=in_order(found))


def _amended(root: n.Table, consolide: TexteConsolide) -> Amende:
    """What changed each clause so far, the papers whose articles the added ones cite, and what is gone: of a
    part, its nested quotas with it."""
    listed = consolide.retouches.items()
    gone = {
        name: Abrogee(avenant=m.avenant, du=m.du, span=m.cible.span)
        for name, m in _abrogations(root, consolide)
    }
    return Amende(
        retouches={nom: tuple(_retouche(m) for m in found) for nom, found in listed},
        articles={nom: found[0].articles for nom, found in listed if found[0].nature == "ajoute"},
        abroges=gone,
    )


def _abrogations(root: n.Table, consolide: TexteConsolide) -> Iterator[tuple[str, Modification]]:
    """What is gone: of a part, its nested quotas with it."""
    for nom, m in consolide.abroges.items():
        yield from ((name, m) for name in (nom, *_nested_in(root, nom)))


def _gone(root: n.Table, consolide: TexteConsolide) -> Iterator[tuple[str, ir.Retouche]]:
    return ((name, _retouche(m)) for name, m in _abrogations(root, consolide))


def _retouche(m: Modification) -> ir.Retouche:
    nature = ir.NatureRetouche(m.nature)
    return ir.Retouche(avenant=m.avenant, nature=nature, article=m.article, du=m.du)


class _Examen:
    """Modifications taken by effect, against what there is to modify by then."""

    def __init__(self, file: n.File, convention: ir.Convention) -> None:
        self.c = Chantier()
        self.root = file.racine
        self.nom = convention.ident
        self.socles = frozenset(nom for nom, _ in convention.herite)
        self.validity = convention.en_vigueur
        self.applied: list[Modification] = []
        self.touched: dict[tuple[date, str], Span] = {}

    def examine(self, m: Modification) -> None:
        self.c.fil = (
            t("avenant « {ident} »", ident=m.avenant),
            *((t("article {article}", article=m.article),) if m.article else ()),
        )
        if m.nature != "ajoute":
            check_source(self.c, m.table, m.cible.texte, m.articles)
        before = len(self.c.diagnostics)
        then = surface.consolidate(self.root, self.applied, m.du)
        if not m.essai:
            self._check_rivals(m, then)
        self._check_effect(m)
        self._check_target(m, then)
        if len(self.c.diagnostics) == before:
            self._check_body(m, then)
        if len(self.c.diagnostics) == before:
            self.applied.append(m)
            if m.nature in surface.DE_DUREE:
                self.validity = replace(self.validity, au=m.fin)

    # --- dates ------------------------------------------------------------------------------
    def _check_effect(self, m: Modification) -> None:
        """A convention may be prolonged from the very day after its last one."""
        last = self.validity.au
        if last is not None and m.nature == "prolonge":
            last += timedelta(days=1)
        if not ir.Validite(du=self.validity.du, au=last).contains(m.du):
            du, au = self.validity.du, self.validity.au
            shown = t("{du} au {au}", du=du.isoformat() if du else "…", au=au.isoformat() if au else "…")
            self.c.report(
                problems.effet_hors_validite(span=m.cible.span, jour=m.du.isoformat(), periode=shown)
            )

    def _check_rivals(self, m: Modification, then: TexteConsolide) -> None:
        """An abrogated part takes its nested quotas with it: touching them too would be order's choice."""
        nested = _nested_in(then.racine, m.cible.texte) if m.nature == "abroge" else ()
        for nom in (m.cible.texte, *nested):
            other = self.touched.setdefault((m.du, nom), m.cible.span)
            if other is not m.cible.span:
                self.c.report(
                    problems.modifications_rivales(
                        span=m.cible.span, nom=nom, jour=m.du.isoformat(), autre=other
                    )
                )
                return

    # --- targets ----------------------------------------------------------------------------
    def _check_target(self, m: Modification, then: TexteConsolide) -> None:
        nom, span = m.cible.texte, m.cible.span
        if m.nature in surface.DE_DUREE:
            return
        gone = then.abroges.get(nom)
        if gone is not None and gone.du < m.du:
            if m.nature == "ajoute":
                sens = "une clause abrogée"
                self.c.report(noms.nom_deja_pris(span=span, nom=nom, sens=sens, premiere=gone.cible.span))
                return
            self.c.report(
                problems.cible_abrogee(
                    span=span,
                    nom=nom,
                    avenant=gone.avenant,
                    jour=gone.du.isoformat(),
                    par=gone.cible.span,
                )
            )
        elif m.nature != "ajoute" and nom.split(".")[0] in self.socles and "." in nom:
            self.c.report(problems.cible_d_un_socle(span=span, nom=nom))
        elif m.nature != "ajoute" and not self._known(nom, m.nature, then):
            self._report_unknown(m, then)

    def _known(self, nom: str, nature: str, then: TexteConsolide) -> bool:
        if _clause(then.racine, nom) is not None:
            return True
        return nature == "remplace" and _parameter(then.racine, nom) is not None

    def _report_unknown(self, m: Modification, then: TexteConsolide) -> None:
        known = [surface.name_of(c) for c in _clauses(then.racine)]
        if m.nature == "remplace":
            known += [k.texte for k, _ in entries(then.racine.get("paramètres"))]
        if any(t == m.cible.texte for (d, t) in self.touched if d < m.du):
            return  # Refused already where it was to come into being.
        self.c.report(
            problems.cible_inconnue(
                span=m.cible.span,
                nom=m.cible.texte,
                convention=self.nom,
                jour=m.du.isoformat(),
                proche=closest(m.cible.texte, known),
            )
        )

    # --- what is brought --------------------------------------------------------------------
    def _check_body(self, m: Modification, then: TexteConsolide) -> None:
        if m.nature in surface.DE_DUREE:
            self._check_end(m)
        elif m.nature == "remplace" and m.corps is not None:
            parameter = _parameter(then.racine, m.cible.texte)
            clause = _clause(then.racine, m.cible.texte)
            if parameter is not None:
                self._check_parameter(m, parameter)
            elif clause is not None:
                self._check_keys(m, clause)
            held = parameter or clause
            if held is not None and _says_the_same(m.corps, held):
                jour = m.du.isoformat()
                self.c.report(
                    questions.modification_sans_effet(span=m.cible.span, cible=m.cible.texte, jour=jour)
                )

    def _check_end(self, m: Modification) -> None:
        """An extension ends later than what it extends; a termination, sooner, and not in the past."""
        fin, last, word = m.fin, self.validity.au, m.nature
        if fin is None:
            return
        if word == "prolonge" and (last is None or fin <= last):
            raison = (
                t("postérieur au {jour}", jour=last.isoformat())
                if last
                else "inutile : la convention n'a pas de fin"
            )
        elif word == "résilie" and ((last is not None and fin >= last) or fin < m.du - timedelta(days=1)):
            raison = t("au plus tôt la veille de l'effet ({effet})", effet=m.du.isoformat())
            if last:
                raison = t("{raison} et antérieur au {jour}", raison=raison, jour=last.isoformat())
        else:
            return
        shown = last.isoformat() if last else "sans fin"
        self.c.report(
            problems.fin_mal_placee(span=m.cible.span, mot=word, au=fin.isoformat(), fin=shown, raison=raison)
        )

    def _check_parameter(self, m: Modification, held: n.Table) -> None:
        assert m.corps is not None
        for key, _ in m.corps.entrees:
            if key.texte not in DE_PARAMETRE:
                self._refuse_key(key, m.cible.texte, listing(DE_PARAMETRE))
        old = {_row(row) for row in tables(held.get("valeurs"))}
        for row in tables(m.corps.get("valeurs")):
            du = day(row.get("du"))
            if du is not None and du < m.du and _row(row) not in old:
                self.c.report(
                    problems.valeur_anterieure_a_l_effet(
                        span=place(row, "du"),
                        parametre=m.cible.texte,
                        du=du.isoformat(),
                        effet=m.du.isoformat(),
                    )
                )

    def _check_keys(self, m: Modification, clause: n.Table) -> None:
        """Keys of `par` are those of the kind; an exception that sets aside has only its condition."""
        assert m.corps is not None
        kind = kind_of(clause) or ""
        replaced = table_of(clause.get("remplace"))
        for key, value in m.corps.entrees:
            if kind == "exception":
                if key.texte != "si" and replaced is None:
                    self._refuse_key(key, m.cible.texte, cite("si"))
                continue
            readers, words = keys.readers_of(kind), keys.words_of(kind)
            if key.texte not in readers and key.texte not in words:
                self._refuse_key(key, m.cible.texte, listing((*readers, *sorted(words))))
            elif key.texte in readers and isinstance(value, n.Scalaire):
                self.c.report(
                    clause_problems.remplacement_d_une_autre_forme(span=value.span, cle=key.texte, genre=kind)
                )

    def _refuse_key(self, key: n.Scalaire, cible: str, permises: str) -> None:
        self.c.report(
            problems.cle_non_modifiable(span=key.span, cle=key.texte, cible=cible, permises=permises)
        )


def _says_the_same(corps: n.Table, held: n.Table) -> bool:
    """Does each key of `par` have the value that it already had? Those of an exception stand below
    `remplace`, its condition apart."""
    below = table_of(held.get("remplace")) or held
    return bool(corps.entrees) and all(
        value in (held.get(key.texte), below.get(key.texte)) for key, value in corps.entrees
    )


def _row(row: n.Table) -> frozenset[tuple[str, str]]:
    return frozenset((k.texte, v.span.text.strip()) for k, v in row.entrees)


def _clauses(root: n.Table) -> Iterator[n.Table]:
    listed = root.get("clauses")
    yield from surface.every_clause(listed.elements if isinstance(listed, n.Liste) else ())


def _clause(root: n.Table, nom: str) -> n.Table | None:
    return next((c for c in _clauses(root) if surface.name_of(c) == nom), None)


def _nested_in(root: n.Table, nom: str) -> tuple[str, ...]:
    part = _clause(root, nom)
    inner = part.get("dont") if part is not None else None
    return tuple(surface.name_of(c) for c in tables(inner))


def _parameter(root: n.Table, nom: str) -> n.Table | None:
    held = table_of(root.get("paramètres"))
    return table_of(held.get(nom)) if held is not None else None
