"""A share and a number that one sentence would say at once: each is a clause of its own."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.syntax.arret import Arret
from convrules.syntax.kinds import Entree

_LIEN: Final = Motif(r"(?:\s|,)(?:avec|sans|dont|et|mais)\s", re.IGNORECASE)
_DE_QUI: Final = Motif(r"\S\s+des?\s+(?P<quoi>[^,]+)\Z", re.IGNORECASE)
_SEUIL: Final = Motif(
    r"\b(?P<sens>minimum|maximum|au moins|au plus)\b\D{0,40}(?P<nombre>[0-9]{1,9})\b", re.IGNORECASE
)
_POUR: Final = Motif(r"[^,]*?(?:,\s*(?:pour\s+(?P<pour>.*))?)?\Z", re.DOTALL | re.IGNORECASE)


def two_rules(stop: Arret) -> tuple[str, str]:
    """`au moins 20 % des …, avec un minimum de 5`: a share and a number, each a clause of its own."""
    start, end = stop.sentence.start, stop.sentence.end
    link = _LIEN.search(stop.text, start, end)
    if stop.entree is not Entree.QUOTA or link is None or link.start() > stop.at:
        return "", ""
    share = stop.text[start : link.start()].strip().rstrip(",")
    what, limit = _DE_QUI.search(share), _SEUIL.search(stop.text, link.end(), end)
    after = _POUR.match(stop.text, limit.end(), end) if limit is not None else None
    if what is None or limit is None or after is None:
        return "", ""
    sense = "au moins" if limit["sens"].lower() in ("minimum", "au moins") else "au plus"
    wanted, number = (after["pour"] or "").strip(), f"{sense} {limit['nombre']} {what['quoi'].strip()}"
    return (f"{share}, pour {wanted}", f"{number} où {wanted}") if wanted else (share, number)
