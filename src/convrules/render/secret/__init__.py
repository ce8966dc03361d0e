"""Tables of counts that may be shown to others: a number under eleven dwellings is hidden, and with it what
would give it back by a subtraction.

How to call: one `Ventilation` by axis (holders in lines, the codes of the axis in columns), all those of one
measure together, because they share the totals of their lines:

    shown = publish((by_type, by_financing, by_commune), connues=frozenset({"etat-93--oph-exemple"}))

`connues` names the lines that the reader knows already, its own: they are shown whole, and hide nothing;
`sues` the sums of columns of a line that it reads elsewhere, `restes` what is left of the tables without the
dwellings that it knows, in whatever line: these hide nothing either. Nor does a zero: who knows a territory
knows that nothing is there. One call by measure (proposed, let) and by reader; of several (`Lecteur`),
`publish_for` shows each what is protected from all; `tells_nothing` says whether more sums may be told beside
the tables. Of a count known between two bounds give the least; a cell that is shown may show both. A hidden
number is None, to be written `MARQUE`.

LIMIT: two measures are protected apart, two reports of one year on two days too; and two readers who put
together what they know of their own lines.
Source: docs/langage, « Secret statistique ».
"""

from convrules.render.secret.ensemble import publish_for, tells_nothing
from convrules.render.secret.model import MARQUE, SEUIL, Lecteur, Publiee, Somme, Ventilation
from convrules.render.secret.publication import publish

__all__ = [
    "MARQUE",
    "SEUIL",
    "Lecteur",
    "Publiee",
    "Somme",
    "Ventilation",
    "publish",
    "publish_for",
    "tells_nothing",
]
