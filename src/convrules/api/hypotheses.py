"""A file of assumptions: what a forecast draws years from. Every mistake has its code and place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeGuard

from convrules import ir, vocabulary
from convrules.analyses.prevision.model import (
    INTERVALLE,
    TIRAGES,
    TIRAGES_MAX,
    Filtre,
    Hypotheses,
    Livraison,
    Methode,
    Mobilite,
    Retrait,
)
from convrules.analyses.prevision.tirage import PARCOURS
from convrules.api.colonnes import enumerations_of
from convrules.api.masque import without_addresses
from convrules.api.pilotage import bounds_of, share_of
from convrules.api.toml import read_toml
from convrules.base.records import dataclass
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.base.values import Cellule, Connu, TCode, TCondition, TNombre, TTexte, Type, unite
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.facts.places import GEOGRAPHIE, place_problem
from convrules.render.french import joined

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (
        "graine", "tirages", "intervalle", "mobilite", "livraisons", "retraits", "vacances", "delais",
        "attribution",
    ),
    "mobilite": ("taux", "ou"),
    "livraisons": ("nombre", "du", "au", "faits"),
    "retraits": ("categorie", "nombre", "faits", "ou"),
    "attribution": ("methode", "parts"),
}  # fmt: skip
TAUX: Final = t('un pourcentage, comme "8 %", ou ses deux bornes, comme ["7 %", "9 %"]')
PART: Final = t('un pourcentage, comme "30 %"')
NOMBRE: Final = t("un nombre entier, 1 ou plus")
GRAND: Final = 100_000
"""LIMIT: dwellings delivered or withdrawn by one line."""
SANS_ACCES: Final = frozenset({"id", "logement", "demande", "contingent", "premiere_location"})
"""Facts of a vacancy that the draw itself gives."""


def read_hypotheses(
    contenu: bytes, shown: str, programmes: Sequence[Programme], annee: int
) -> Hypotheses | list[Diagnostic]:
    """The assumptions of a file, or what is wrong in it. programmes: those that declare fields, and whose
    conventions share the dwellings."""
    source, _, content = read_toml(contenu, shown, without_addresses)
    if isinstance(content, Diagnostic):
        return [content]
    lecture = _Lecture(source=source, programmes=programmes, annee=annee)
    found = lecture.read(content)
    return lecture.constats or found


@dataclass(slots=True, kw_only=True)
class _Lecture:
    source: Source
    programmes: Sequence[Programme]
    annee: int
    constats: list[Diagnostic] = field(default_factory=list)

    def read(self, content: Mapping[str, Any]) -> Hypotheses:
        self._known("", content)
        vacances = self._table(content, "vacances")
        given = self._table(content, "attribution")
        self._known("attribution", given)
        methode = given.get("methode", Methode.CONSEIL.value)
        if methode not in tuple(Methode):
            self._wrong("methode", t("« conseil » ou « parts »"))
            methode = Methode.CONSEIL.value
        mobilite = tuple(self._mobility(one) for one in self._list(content, "mobilite"))
        livraisons = tuple(self._delivery(one) for one in self._list(content, "livraisons"))
        if not mobilite and not livraisons:
            self._wrong(
                "mobilite", t("au moins une section [[mobilite]] ou [[livraisons]] : rien ne serait tiré")
            )
        chances = {nom: v for nom, v in vacances.items() if isinstance(v, str) and v.rstrip().endswith("%")}
        constants = {nom: v for nom, v in vacances.items() if nom not in chances}
        return Hypotheses(
            graine=self._count(
                content, "graine", 1, least=0, most=10**9, attendu=t("un nombre entier, 0 ou plus")
            ),
            tirages=self._count(
                content,
                "tirages",
                TIRAGES,
                most=TIRAGES_MAX,
                attendu=t("un nombre entier, de 1 à {tirages_max}", tirages_max=str(TIRAGES_MAX)),
            ),
            intervalle=self._share(content, "intervalle", INTERVALLE),
            mobilite=mobilite,
            livraisons=livraisons,
            retraits=tuple(self._withdrawal(one) for one in self._list(content, "retraits")),
            faits=self._facts(constants),
            chances=tuple(self._chances(chances)),
            delais=tuple(self._delays(self._table(content, "delais"))),
            methode=Methode(methode),
            parts=tuple(self._shares(given, Methode(methode))),
        )

    # --- sections -----------------------------------------------------------------------------
    def _mobility(self, one: Mapping[str, Any]) -> Mobilite:
        self._known("mobilite", one)
        taux = bounds_of(one.get("taux"))
        if taux is None:
            self._wrong("taux", TAUX)
            taux = bounds_of("0 %")
        assert taux is not None
        return Mobilite(taux=taux, ou=self._filter(one))

    def _delivery(self, one: Mapping[str, Any]) -> Livraison:
        self._known("livraisons", one)
        first = self._day(one, "du", None)
        last = self._day(one, "au", first)
        if first > last:
            self._wrong("au", t("un jour qui ne précède pas « du »"))
        return Livraison(
            nombre=self._count(one, "nombre", None),
            du=first,
            au=last,
            faits=self._facts(self._table(one, "faits")),
        )

    def _withdrawal(self, one: Mapping[str, Any]) -> Retrait:
        self._known("retraits", one)
        categorie = one.get("categorie")
        known = sorted(set(self._categories()))
        if categorie not in known:
            listed = t(" : {a}", a=joined(known, ", ")) if known else ""
            self._wrong(
                "categorie", t("une catégorie de soustraction de ces conventions{listed}", listed=listed)
            )
        faits = self._facts(self._table(one, "faits"))
        if not faits:
            self._wrong(
                "faits" if "faits" in one else "categorie",
                t("accompagnée de « faits », ce qui fait sortir le logement du flux"),
            )
        return Retrait(
            categorie=str(categorie),
            nombre=self._count(one, "nombre", None),
            faits=faits,
            ou=self._filter(one),
        )

    def _categories(self) -> Iterator[str]:
        for programme in self.programmes:
            for clause in programme.clauses:
                if isinstance(clause.clause, ir.Soustraction):
                    yield clause.clause.categorie

    def _chances(self, written: Mapping[str, Any]) -> Iterator[tuple[str, Fraction]]:
        for nom, value in written.items():
            share = share_of(value)
            if share is None or self._type(nom) != TCondition():
                self._wrong(nom, t("un fait oui ou non, avec la part des logements où il est vrai"))
            else:
                yield nom, share

    def _delays(self, written: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        for nom, value in written.items():
            if nom not in PARCOURS or not _whole(value) or not 0 <= value <= 365:
                self._wrong(
                    nom,
                    t(
                        "un nombre de jours, de 0 à 365 ; les événements sont {parcours}",
                        parcours=joined(PARCOURS, ", "),
                    ),
                )
            else:
                yield nom, value

    def _shares(self, given: Mapping[str, Any], methode: Methode) -> Iterator[tuple[str, Fraction]]:
        written = self._table(given, "parts")
        if bool(written) != (methode is Methode.PARTS):
            self._wrong(
                "parts" if written else "attribution",
                t("« methode = \"parts\" » et une section [attribution.parts], l'une avec l'autre"),
            )
            return
        known = sorted(p.convention.ident for p in self.programmes)
        total = Fraction(0)
        for ident, value in sorted(written.items()):
            share = share_of(value)
            if ident not in known or share is None:
                self._wrong(
                    ident,
                    t("{part}, sous le nom d'une convention : {known}", part=PART, known=joined(known, ", ")),
                )
                continue
            total += share
            yield ident, share
        if total > 1:
            self._wrong("parts", t("des parts dont la somme ne dépasse pas 100 %"))

    # --- facts --------------------------------------------------------------------------------
    def _filter(self, one: Mapping[str, Any]) -> Filtre:
        asked = self._table(one, "ou")
        found: list[tuple[str, tuple[Cellule, ...]]] = []
        for nom, value in asked.items():
            listed = value if isinstance(value, list) else [value]
            cells = [self._cell(nom, v) for v in listed]
            found.append((nom, tuple(c for c in cells if c is not None)))
        return Filtre(valeurs=tuple(found))

    def _facts(self, written: Mapping[str, Any]) -> tuple[tuple[str, Cellule], ...]:
        cells = ((nom, self._cell(nom, value)) for nom, value in written.items())
        return tuple((nom, cell) for nom, cell in cells if cell is not None)

    def _type(self, nom: str) -> Type | None:
        if nom in SANS_ACCES:
            return None
        own = vocabulary.champ(nom, ir.Niveau.VACANCE)
        if own is not None:
            return own.type
        for programme in self.programmes:
            for convention in (programme.convention, *programme.socles):
                for declared in convention.vocabulaire:
                    if declared.nom == nom and declared.niveau in (ir.Niveau.VACANCE, ir.Niveau.LOGEMENT):
                        return declared.type
        return None

    def _cell(self, nom: str, value: object) -> Cellule | None:
        """A fact of a dwelling or a vacancy, in its type; a rent in euros."""
        type_ = self._type(nom)
        match type_:
            case TCondition():
                if isinstance(value, bool):
                    return Connu(value)
                self._wrong(nom, t("true ou false"))
            case TCode(enumeration=enumeration):
                if isinstance(value, str) and self._code(nom, enumeration, value):
                    return Connu(value)
            case TTexte():
                if isinstance(value, str):
                    return Connu(value)
                self._wrong(nom, t("un texte entre guillemets"))
            case TNombre(unite=own):
                if _whole(value) and own in ((), unite("m²"), unite("centime")):
                    return Connu(Fraction(value) * (100 if own == unite("centime") else 1))
                self._wrong(nom, t("un nombre entier"))
            case _:
                self._wrong(
                    nom,
                    t("un fait du logement ou de la vacance, du vocabulaire ou déclaré par ces conventions"),
                )
        return None

    def _code(self, nom: str, enumeration: str, value: str) -> bool:
        if enumeration in GEOGRAPHIE:
            if place_problem(nom, enumeration, value) is None:
                return True
            self._wrong(nom, t("le code officiel {geographie}", geographie=GEOGRAPHIE[enumeration]))
            return False
        codes = enumerations_of(self.programmes).get(enumeration, ())
        if codes and value not in codes:
            self._wrong(nom, t("l'un de {codes}", codes=joined(codes, ", ")))
            return False
        return True

    # --- values -------------------------------------------------------------------------------
    def _known(self, section: str, written: Mapping[str, Any]) -> None:
        allowed = SECTIONS[section]
        for nom in written:
            if nom not in allowed:
                where = t("[{a}]", a=section) if section else t("ce fichier")
                self._wrong(
                    nom, t("dans {where}, une des clés {allowed}", where=where, allowed=joined(allowed, ", "))
                )

    def _table(self, content: Mapping[str, Any], nom: str) -> Mapping[str, Any]:
        written = content.get(nom, {})
        if isinstance(written, dict):
            return written
        self._wrong(nom, t("une section [{nom}]", nom=nom))
        return {}

    def _list(self, content: Mapping[str, Any], nom: str) -> list[Mapping[str, Any]]:
        written = content.get(nom, [])
        if isinstance(written, list) and all(isinstance(one, dict) for one in written):
            return written
        self._wrong(nom, t("une ou plusieurs sections [[{nom}]]", nom=nom))
        return []

    def _count(
        self,
        content: Mapping[str, Any],
        nom: str,
        default: int | None,
        *,
        least: int = 1,
        most: int = GRAND,
        attendu: str = NOMBRE,
    ) -> int:
        written = content.get(nom, default)
        if _whole(written) and least <= written <= most:
            return int(written)
        self._wrong(nom, attendu)
        return default or 1

    def _share(self, content: Mapping[str, Any], nom: str, default: Fraction) -> Fraction:
        if nom not in content:
            return default
        found = share_of(content[nom])
        if found is None or not 0 < found < 1:
            self._wrong(nom, t('un pourcentage entre 0 et 100, comme "90 %"'))
        return found or default

    def _day(self, content: Mapping[str, Any], nom: str, default: date | None) -> date:
        written = content.get(nom, default)
        if type(written) is date and written.year == self.annee:
            return written
        self._wrong(nom, t("un jour de {annee}, sans guillemets, comme {annee}-09-15", annee=str(self.annee)))
        return date(self.annee, 1, 1)

    def _wrong(self, cle: str, attendu: str) -> None:
        found = problems.hypothese_mal_ecrite(span=self._place(cle), cle=cle, attendu=attendu)
        if found not in self.constats:
            self.constats.append(found)

    def _place(self, nom: str) -> Span:
        found = re.search(rf'(?m)(?:^|[\[{{,.])\s*"?({re.escape(nom)})"?\s*[=\].]', self.source.text)
        start, end = found.span(1) if found is not None else (0, 0)
        return Span(source=self.source, start=start, end=end)


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
