"""What notes say on the copy of a holder, of rows that it does not name."""

from convrules.render.lexicon import VIDE
from convrules.render.year_notes import notes
from convrules.year.exemplaires import exemplaires
from year import build as b

LOUE = {**b.LOUE, "contingent": "etat"}


def copy(prog, rows):
    """The copy of the only holder, of whom are rows whose account is « etat »."""
    (one,) = exemplaires(b.whole([prog], b.faits(rows)), [prog])
    return one.bilan


def told(prog, rows):
    return [" ".join(note.split()) for note in notes(copy(prog, rows).conventions[0], VIDE)]


def test_rows_of_others_that_may_be_of_a_value_that_no_row_shows_are_counted():
    by_commune = b.quota("q", rate="1/3", pour=b.champ("qpv"), application=b.chaque(b.texte("commune")))
    others = {**LOUE, "contingent": "als", "qpv": False, "commune": "?"}

    def said(*lost):
        rows = [*b.rows(20, qpv=True, **LOUE), *lost]
        return told(b.programme(b.part("p"), by_commune), rows)[0]

    assert said(*b.rows(1, "P-", **others)).startswith(
        "« q » : 1 ligne que cet exemplaire ne nomme pas, où manque « commune », a peut-être une valeur"
    )
    assert said(*b.rows(7, "P-", **others)).startswith(
        "« q » : 7 lignes que cet exemplaire ne nomme pas, où manque « commune », ont peut-être une valeur"
    )
    own = b.rows(2, "W-", **{**others, "contingent": "etat"})
    assert said(*own, *b.rows(7, "P-", **others)).startswith(
        "« q » : W-1, W-2, et 7 que cet exemplaire ne nomme pas, où manque « commune », ont peut-être"
    )
