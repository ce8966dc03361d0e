"""Why a sentence does not parse: one finding, as close as can be to what the author meant."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic, Edit
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax.arret import Arret
from convrules.syntax.deux_regles import two_rules
from convrules.syntax.emprunts import foreign_word
from convrules.syntax.jour_en_lettres import day_in_words
from convrules.syntax.kinds import Entree
from convrules.syntax.lecture import tree_of
from convrules.syntax.locutions import durations, locutions
from convrules.syntax.manques import lacking
from convrules.syntax.proches import near_spelling
from convrules.syntax.report_ordonne import in_order
from convrules.syntax.retirer import aside, final_mark, share_of_the_part, two_units
from convrules.syntax.tournures import turns_of_phrase
from convrules.syntax.words import MOIS, MOTS, POPULATIONS, RESERVES, expected, first_words, fold

_TOURS: Final = (durations, turns_of_phrase, locutions)
_MOT: Final = Motif(r"\w+|\S")
_NOMBRE: Final = Motif(r"[0-9][\w.]*(/[\w./]*)?")
_JOUR_ET_MOIS: Final = Motif(
    r"(?<![\w.,/-])(?:(?P<le>le\s+)|chaque\s+)?(?P<jour>[0-9]{1,2})\s*[/. -]\s*(?P<mois>[0-9]{1,2})"
    r"(?![\w/]|[.,-][0-9])"
)
_NOMBRE_JUSTE: Final = Motif(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_TAUX_NEGATIF: Final = Motif(r"-([ \u00a0\u202f]*[0-9][0-9.,]*[ \u00a0\u202f]*%)")
_ECRIT: Final = Motif(r"[0-9]{1,9}([.,][0-9]{1,9})?")
_HEURES: Final = Motif(r"([0-9]{1,6})\s*(heures?|h|minutes?|min)\b", re.IGNORECASE)
_QUANTITE: Final = Motif(
    r"\s*(?P<avant>.*,\s*plafonné à\s+)?(?P<sens>(?:au\s+moins|au\s+plus|exactement)\s+)?"
    r"(?P<nombre>[0-9]{1,9}(?:[.,][0-9]{1,9})?)"
    r"\s*(?P<unite>%\s*(?P<flux>du\s+flux)?|logements?|vacances?)?\s*\Z",
    re.DOTALL,
)
_DE_QUOI: Final = "on ne sait pas de quoi c'est une part"
_NOMBRE_SEUL: Final = "on ne sait pas ce que ce nombre compte"
_FLUX: Final = "« du flux » ne s'y dit pas"
_EN_POINTS: Final = "un écart sur un pourcentage se dit en points"
_EN_POUR_CENT: Final = "une part se dit en pourcentage"
_SENS: Final = "on ne sait pas si c'est un plancher ou un plafond"
_FORMES: Final = {
    Entree.PART: ("{n} % des vacances dans l'assiette", "{n} % des vacances du champ"),
    Entree.QUOTA: (
        "{sens} {n} % des vacances dans l'assiette du bailleur",
        "{sens} {n} attribution{s} du réservataire",
    ),
    Entree.LIMITE: ("{n} % du flux", "{n} logement{s}"),
    Entree.TOLERANCE: ("{n} logement{s}", "{n} point{s}"),
    Entree.ETENDUE: ("{n} % des droits",),
    Entree.REPORT: ("plafonné à {n} logement{s}", "plafonné à {n} % du dû"),
    Entree.EXPR: ("{n} %",),
}
"""What can be written where a share or a number is expected, by kind of sentence."""
_TOUT: Final = frozenset({"tous", "toutes", "tout", "toute", "les", "chaque"})
_UN_NOM: Final = Motif(r"[a-z][a-z0-9_]*")
_SUITE_DE_NOM: Final = Motif(r"\s*(=|!=|<|>|dans\b|entre\b|,|$)")


def explain(stop: Arret, keeps: Callable[[Diagnostic], bool]) -> Diagnostic:
    """The finding for a sentence that the grammar refuses: the first reading that fits. keeps: is what it
    proposes worth saying?"""
    for reading in _LECTURES:
        for found in reading(stop):
            if keeps(found):
                return found
    return _unexpected(stop, keeps)


# --- readings, the most precise first -------------------------------------------------------
def _negative_rate(stop: Arret) -> Diagnostic | None:
    found = _TAUX_NEGATIF.match(stop.text, stop.at, stop.sentence.end)
    if found is None:
        return None
    span = stop.span(found.start(), found.end())
    return problems.taux_negatif(span=span, ecrit=found[0], positif=found[1].strip())


def _turns_of_phrase(stop: Arret) -> Iterator[Diagnostic]:
    sentence = (stop.sentence.start, stop.sentence.end)
    for found in (f for look in _TOURS for f in look(stop.text, sentence, stop.at)):
        span = stop.span(found.debut, found.fin)
        yield problems.tournure(
            span=span,
            ecrit=span.text,
            attendu=found.attendu,
            parametre=found.parametre,
            formule=found.formule,
            choix=found.choix,
        )


def _bare_share(stop: Arret) -> Diagnostic | None:
    """`30 des vacances`, `0,3 des vacances`: a share is written in hundredths."""
    if stop.before is None or "POURCENT" not in stop.accepts or _word(stop, stop.at) not in MOTS["DES"]:
        return None
    span = stop.span(stop.before, stop.before + len(stop.text[stop.before : stop.at].rstrip()))
    if _ECRIT.fullmatch(span.text) is None:
        return None
    value = Decimal(span.text.replace(",", "."))
    fraction = format((value * 100).normalize(), "f") if 0 < value < 1 else ""
    nombre = span.text if span.text.isdigit() and "VACANCES" in stop.accepts else ""
    return problems.taux_sans_pourcent(span=span, ecrit=str(value), fraction=fraction, nombre=nombre)


def _quantity(stop: Arret) -> Diagnostic | None:
    """`20`, `20 %`, `20 % du flux` where the sentence must say more, or less: what to write, whole."""
    forms = _FORMES.get(stop.entree)
    found = _QUANTITE.match(stop.text, stop.sentence.start, stop.sentence.end) if forms is not None else None
    if forms is None or found is None or (found["avant"] and stop.entree is not Entree.REPORT):
        return None
    if stop.entree in (Entree.EXPR, Entree.REPORT) and not (found["avant"] or found["flux"]):
        return None
    start = found.start("sens") if found["sens"] else found.start("nombre")
    span = stop.span(start, found.end())
    number, sense = found["nombre"].replace(",", "."), found["sens"] or "au moins"
    several = "" if Decimal(number) < 2 else "s"
    shown = [
        form.format(n=number, sens=" ".join(sense.split()), s=several)
        for form in forms
        if number.isdigit() or ("logement" not in form and "attribution" not in form)
    ]
    return problems.quantite_incomplete(
        span=span,
        ecrit=span.text,
        manque=_missing(found, stop.entree),
        formes=suite(map(cite, shown), "ou"),
    )


def _missing(found: re.Match[str], entree: Entree) -> str:
    if found["flux"]:
        return _FLUX
    if found["unite"] is None:
        return _NOMBRE_SEUL
    if found["unite"].startswith("%"):
        return _EN_POINTS if entree is Entree.TOLERANCE else _DE_QUOI
    return _SENS if entree is Entree.QUOTA else _EN_POUR_CENT


def _hours(stop: Arret) -> Diagnostic | None:
    """`48 heures`: data know days."""
    for start in stop.starts:
        found = _HEURES.match(stop.text, start, stop.sentence.end)
        if found is not None:
            span = stop.span(found.start(), found.end())
            per_day = 24 * 60 if found[2].lower().startswith("min") else 24
            days = max(1, -(-int(found[1]) // per_day))
            jours = f"{days} jour{'s' if days > 1 else ''}"
            return problems.duree_en_heures(span=span, ecrit=span.text, jours=jours)
    return None


def _ou(stop: Arret) -> Diagnostic | None:
    word = _word(stop, stop.at)
    span = stop.span(stop.at, stop.at + len(word))
    if word == "où" and "OU" in stop.accepts:
        return problems.accent_de_trop_sur_ou(span=span)
    if word == "ou" and "OU_REL" in stop.accepts and "OU" not in stop.accepts:
        return problems.accent_manquant_sur_ou(span=span)
    return None


def _keyword(stop: Arret) -> Diagnostic | None:
    """A word of the language with a missing or extra accent, or a capital."""
    for start in stop.starts:
        for spelling, length in _spelled(stop, start):
            span = stop.span(start, start + length)
            written = " ".join(stop.text[span.start : span.end].split())
            if written.lower() == spelling:
                return problems.majuscule_de_mot_cle(span=span, ecrit=written, attendu=spelling)
            return problems.accent_de_mot_cle(span=span, ecrit=written, attendu=spelling)
    return None


def _spelled(stop: Arret, start: int) -> Iterator[tuple[str, int]]:
    """Words of the language that stand at `start` but for accents and case, the longest first."""
    names = stop.accepts & MOTS.keys() if start == stop.at else MOTS.keys()
    spellings = sorted({s for name in names for s in MOTS[name]}, key=lambda s: (-len(s), s))
    for spelling in spellings:
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, fold(spelling).split())) + r"(?!\w)"
        folded = fold(stop.text[start : stop.sentence.end])
        match = re.match(pattern, folded)
        if match is None:
            continue
        written = " ".join(stop.text[start : start + match.end()].split())
        if written != spelling and not _means_itself(stop, start, start + match.end(), written):
            yield spelling, match.end()


def _means_itself(stop: Arret, start: int, end: int, written: str) -> bool:
    """`ou` is `où` but for an accent, and both are words; a token already taken may be a plain name."""
    if written in ("ou", "où"):
        return True
    return start == stop.before and end <= stop.at and written.islower() and written not in RESERVES


def _modulo(stop: Arret) -> Diagnostic | None:
    """`x % 3`: a remainder, not a rate."""
    operand = re.compile(r"%\s*[\w(]")
    for start in stop.starts:
        if stop.text[start : start + 1] == "%" and operand.match(stop.text, start, stop.sentence.end):
            after = _word(stop, start + 1)
            if after not in MOTS["DES"] and fold(after) not in RESERVES and not _is_population(after):
                return problems.reste_de_division(span=stop.span(start, start + 1))
    return None


def _missing_des(stop: Arret) -> Diagnostic | None:
    if "DES" not in stop.accepts or not _is_population(_word(stop, stop.at)):
        return None
    before = stop.text[stop.sentence.start : stop.at].strip()
    quantifier = stop.before is not None and fold(stop.text[stop.before : stop.at].strip()) in _TOUT
    if quantifier and stop.before is not None:
        # `tous droits`: no share, the whole; « des » after it would be no better.
        word = _word(stop, stop.at)
        span = stop.span(stop.before, stop.at + len(word))
        whole = "tous les droits" if stop.entree is Entree.ETENDUE else f"100 % des {word}"
        return problems.tournure(span=span, ecrit=span.text, attendu=whole)
    return problems.des_manquant(span=stop.span(stop.at, stop.at), apres=before, sure=before.endswith("%"))


def _day_in_figures(stop: Arret) -> Diagnostic | None:
    """`au plus tard le 30/06`: the month has a name."""
    for found in _JOUR_ET_MOIS.finditer(stop.text, stop.sentence.start, stop.sentence.end):
        due = stop.entree is Entree.ECHEANCE
        if not found.start() <= stop.at <= found.end() or not (found["le"] or due):
            continue
        rank = int(found["mois"])
        if 1 <= rank <= 12 and 1 <= int(found["jour"]) <= 31:
            jour = "1er" if int(found["jour"]) == 1 else str(int(found["jour"]))
            before = "" if found["le"] else "au plus tard le "
            span = stop.span(found.start("jour") if found["le"] else found.start(), found.end())
            return problems.jour_en_chiffres(
                span=span, ecrit=span.text, attendu=f"{before}{jour} {MOIS[rank - 1]}"
            )
    return None


def _bad_number(stop: Arret) -> Diagnostic | None:
    for start in stop.starts:
        match = _NOMBRE.match(stop.text, start, stop.sentence.end)
        if match is None or _NOMBRE_JUSTE.fullmatch(match[0]):
            continue
        code = f'"{match[0]}"' if re.fullmatch(r"0[0-9]+|2[AB][0-9]{3}", match[0]) else ""
        span = stop.span(match.start(), match.end())
        rank = re.fullmatch(r"([1-9][0-9]*)(er|ère|e|ème|eme|ième|ieme|nd|nde|d)", match[0])
        rang = "" if rank is None else ("1er" if rank[1] == "1" else f"{rank[1]}e")
        return problems.nombre_mal_forme(span=span, ecrit=match[0], code=code, rang=rang)
    return None


def _chained(stop: Arret) -> Diagnostic | None:
    sign = re.compile(r"<=|>=|!=|=|<|>").match(stop.text, stop.at, stop.sentence.end)
    if sign is None or "COMPARATEUR" in stop.accepts or "ET" not in stop.accepts:
        return None
    return problems.comparaison_enchainee(span=stop.span(sign.start(), sign.end()))


def _name(stop: Arret) -> Diagnostic | None:
    """An accented name, or a small word used as one."""
    if "NOM" not in stop.accepts:
        return None
    word = _word(stop, stop.at)
    span = stop.span(stop.at, stop.at + len(word))
    plain = fold(word)
    if word not in first_words() and plain != word.lower() and re.fullmatch(r"[a-z][a-z0-9_]*", plain):
        return problems.nom_accentue(span=span, ecrit=word, attendu=plain)
    if word in RESERVES and _SUITE_DE_NOM.match(stop.text, span.end, stop.sentence.end):
        return problems.mot_reserve(span=span, mot=word, attendu=expected(stop.accepts))
    return None


def _unexpected(stop: Arret, keeps: Callable[[Diagnostic], bool]) -> Diagnostic:
    if stop.at >= stop.sentence.end:
        end = stop.sentence.end
        written = stop.text[stop.sentence.start : end]
        fermant = "]" if written.count("[") > written.count("]") else ""
        return problems.phrase_inachevee(
            span=stop.span(end, end), attendu=expected(stop.accepts), fermant=fermant
        )
    word = _word(stop, stop.at)
    span = stop.span(stop.at, stop.at + len(word))
    if not re.match(r"[\w%€²<>=!+*/()\[\],.\"-]", word):
        return problems.caractere_inattendu(span=span, caractere=word)
    proche, length = near_spelling(stop.text[stop.at : stop.sentence.end], stop.accepts)
    if proche:
        found = _not_expected(stop, stop.span(stop.at, stop.at + length), proche)
        if keeps(found):
            return found
    return _not_expected(stop, span)


def _not_expected(stop: Arret, span: Span, proche: str = "") -> Diagnostic:
    une, autre = two_rules(stop)
    return problems.mot_inattendu(
        span=span,
        trouve=span.text,
        attendu=expected(stop.accepts),
        une=une,
        autre=autre,
        nombre=_number_of_own_unit(stop, span.text),
        ensemble=_one_name(stop, span.text),
        proche=proche,
        jours=_days(stop, span),
        ordonnee=in_order(stop),
    )


def _days(stop: Arret, span: Span) -> str:
    """« jours » followed by a word that is no kind of days, and without which all is said: `jours
    travaillés`."""
    before = stop.text[stop.before : stop.at].strip() if stop.before is not None else ""
    alone = tree_of(stop.mended(Edit(span=span, texte="", sure=False)), stop.entree)
    return before if before in MOTS["JOURS"] and alone is not None else ""


def _one_name(stop: Arret, word: str) -> str:
    """`= logement ordinaire`: two words where a name is one, by its place or since the file declares it."""
    if stop.before is None:
        return ""
    declared = re.search(
        rf"^ +{re.escape(_word(stop, stop.before))}_{re.escape(fold(word))} *:", stop.text, re.M
    )
    if declared is None and not stop.text[: stop.before].rstrip().endswith(("=", "[", ",")):
        return ""
    before = _word(stop, stop.before)
    if not _UN_NOM.fullmatch(before) or {before, word} & RESERVES:
        return ""
    joined = f"{before}_{fold(word)}"
    if word in first_words() or not _UN_NOM.fullmatch(joined):
        return ""
    edit = Edit(span=stop.span(stop.before, stop.at + len(word)), texte=joined, sure=False)
    return joined if tree_of(stop.mended(edit), stop.entree) is not None else ""


def _number_of_own_unit(stop: Arret, word: str) -> str:
    """The number before a word that the file declares as a unit (`unité: km`)."""
    declared = re.search(rf"\bunité:\s*[\"']?{re.escape(word)}(?!\w)", stop.text)
    if declared is None or stop.before is None:
        return ""
    number = stop.text[stop.before : stop.at].strip()
    return number if re.fullmatch(r"[\d.]+", number) else ""


def _word(stop: Arret, start: int) -> str:
    match = _MOT.search(stop.text, start, stop.sentence.end)
    return match[0] if match is not None else ""


def _is_population(word: str) -> bool:
    folded = fold(word)
    return any(folded == fold(s).split()[0] for spellings in POPULATIONS.values() for s in spellings)


def _maybe(reading: Callable[[Arret], Diagnostic | None]) -> Callable[[Arret], Iterator[Diagnostic]]:
    def read(stop: Arret) -> Iterator[Diagnostic]:
        found = reading(stop)
        if found is not None:
            yield found

    return read


_LECTURES: Final = (
    _maybe(final_mark),
    _maybe(day_in_words),
    _turns_of_phrase,
    _maybe(aside),
    _maybe(two_units),
    _maybe(share_of_the_part),
    *map(
        _maybe,
        (
            _negative_rate,
            _bare_share,
            _quantity,
            _hours,
            _ou,
            _keyword,
            foreign_word,
            _modulo,
            _missing_des,
            _day_in_figures,
            _bad_number,
            _chained,
            _name,
        ),
    ),
    lacking,
)
"""The most precise first."""
