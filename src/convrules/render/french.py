"""A little grammar: elision, contraction, agreement, lists. English has none of it: what is elided or agrees
in French is the bare word in English, and the template around it brings its preposition."""

from collections.abc import Sequence
from typing import Final

from convrules.base.records import dataclass
from convrules.base.texte import Texte, t
from convrules.base.texte import cite as cite

_VOWELS = "aàâäeéèêëiîïoôöuùûüyhœæAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYHŒÆ"
_NU: Final = "{a}"
_PHRASE: Final = "{Phrase}."
_PHRASE_FINIE: Final = "{Phrase}"
# Why: an aspirated h does not elide. Only words the vocabulary may bring.
_ASPIRATED = ("onz", "hors", "huit", "haut", "handicap", "hlm", "HLM", "hiérarch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupe:
    """A noun phrase with its article: « la surface », « les droits »."""

    texte: str
    feminin: bool = False
    pluriel: bool = False

    def accord(self, adjectif: str) -> str:
        """An adjective or participle in agreement: « inférieur » is « inférieure »."""
        mot = adjectif
        if self.feminin:
            mot = {"égal": "égale"}.get(mot, f"{mot}e")
        elif self.pluriel and mot == "égal":
            return Texte("égaux", adjectif)
        return Texte(f"{mot}s" if self.pluriel and not mot.endswith("s") else mot, adjectif)

    @property
    def est(self) -> str:
        return t("sont") if self.pluriel else t("est")

    @property
    def n_est_pas(self) -> str:
        return t("ne sont pas") if self.pluriel else t("n'est pas")


def elides(mot: str) -> bool:
    """Does an article or « de » lose its vowel before this word?"""
    return mot[:1] in _VOWELS and bool(mot) and not mot.startswith(_ASPIRATED)


def lie(francais: str, mot: str) -> Texte:
    """In French with what binds it, or agrees; in English `mot` as it is."""
    return Texte(francais, _NU, {"a": mot})


def de(texte: str) -> Texte:
    """« de » before a phrase: du, des, de l', d', de la."""
    if texte.startswith("le "):
        return lie(f"du {texte[3:]}", texte)
    if texte.startswith("les "):
        return lie(f"des {texte[4:]}", texte)
    return lie(f"d'{texte}" if elides(texte) else f"de {texte}", texte)


def a(texte: str) -> Texte:
    """« à » before a phrase: au, aux, à l', à la."""
    if texte.startswith("le "):
        return lie(f"au {texte[3:]}", texte)
    if texte.startswith("les "):
        return lie(f"aux {texte[4:]}", texte)
    return lie(f"à {texte}", texte)


def que(proposition: str) -> Texte:
    return lie(f"qu'{proposition}" if elides(proposition) else f"que {proposition}", proposition)


def si(proposition: str) -> Texte:
    """« si » elides before il and ils only."""
    elided = proposition.startswith(("il ", "ils "))
    return lie(f"s'{proposition}" if elided else f"si {proposition}", proposition)


def nu(groupe: str) -> Texte:
    """A noun phrase without its article: « demande de pièces »."""
    for article in ("le ", "la ", "les ", "l'"):
        if groupe.startswith(article):
            return Texte(groupe.removeprefix(article), "{sans_article}", {"sans_article": groupe})
    return lie(groupe, groupe)


def listing(items: Sequence[str], lien: str = "et") -> str:
    """« a, b et c »."""
    if len(items) <= 1:
        return joined(items, "")
    head, last = joined(items[:-1], ", "), items[-1]
    return t("{a} et {b}", a=head, b=last) if lien == "et" else t("{a} ou {b}", a=head, b=last)


def joined(items: Sequence[str], lien: str) -> str:
    """Texts one after another, in every language. lien: what stands between, no word."""
    if len(items) <= 1:
        return items[0] if items else ""
    # Why by halves: what tells a list in English goes as deep as its texts hold one another.
    a, b = joined(items[: len(items) // 2], lien), joined(items[len(items) // 2 :], lien)
    return Texte(f"{a}{lien}{b}", f"{{a}}{lien}{{b}}", {"a": a, "b": b})


def sentence(texte: str) -> str:
    """A capital at the head (accents kept), a full stop at the end."""
    text = texte[:1].upper() + texte[1:]
    if text.endswith((".", "?", "!", "…", ":")):
        return Texte(text, _PHRASE_FINIE, {"Phrase": texte})
    return Texte(f"{text}.", _PHRASE, {"Phrase": texte})


def ended(texte: str) -> str:
    """With a full stop, but where a quotation ends with its own."""
    last = texte.rstrip("»\u00a0\u202f ")
    return texte if last.endswith((".", "?", "!", "…")) else t("{a}.", a=texte)
