"""What a convention may say, and was probably not meant: each is a question to its author."""

from collections.abc import Sequence

from convrules.base.source import Span
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Diagnostic, Edit, Label


def territoire_au_dela_du_titulaire(*, span: Span, lieu: str, propre: str) -> Diagnostic:
    """`lieu`: a place of the territory. `propre`: where the holder is (« la commune de Caen (14118) »)."""
    return Diagnostic(code="CR235", span=span, args={"lieu": lieu, "propre": propre})


def lieu_hors_du_territoire(*, span: Span, clause: str, lieu: str) -> Diagnostic:
    """`clause`: empty of a parameter or a definition."""
    return Diagnostic(code="CR523", span=span, args={"clause": clause, "lieu": lieu})


def suspension_a_l_envers(
    *, span: Span, clause: str, ecrit: str, debut: str, fin: str, juste: str
) -> Diagnostic:
    """`juste`: the two events the other way round; empty when they are one."""
    fix = Edit(span=span, texte=juste, sure=False) if juste else None
    meme = "" if juste else debut
    args = {"clause": clause, "ecrit": ecrit, "debut": debut, "fin": fin, "juste": juste, "meme": meme}
    return Diagnostic(code="CR524", span=span, args=args, fix=fix)


def delai_a_l_envers(
    *, span: Span, clause: str, cible: str, ancre: str, suite: str, juste: str
) -> Diagnostic:
    """`suite`: what such a deadline always is. `juste`: the sentence with its events the other way round."""
    fix = Edit(span=span, texte=juste, sure=False) if juste else None
    args = {"clause": clause, "cible": cible, "ancre": ancre, "suite": suite, "juste": juste}
    return Diagnostic(code="CR525", span=span, args=args, fix=fix)


def compte_d_un_autre(*, span: Span, clause: str, ecrit: str, compte: str, propre: str) -> Diagnostic:
    """`compte`: whose dwellings the clause is about. `propre`: the holder of the convention."""
    args = {"clause": clause, "ecrit": ecrit, "compte": compte, "propre": propre}
    return Diagnostic(code="CR526", span=span, args=args)


def deux_taux(*, span: Span, clause: str, autre: str, ici: str, ailleurs: str, place: Span) -> Diagnostic:
    """`ici`, `ailleurs`: what each asks, as written."""
    label = Label(span=place, texte="même base, mêmes logements comptés")
    args = {"clause": clause, "autre": autre, "ici": ici, "ailleurs": ailleurs}
    return Diagnostic(code="CR527", span=span, args=args, labels=(label,))


def trimestre_sous_prevision(*, span: Span, clause: str, autres: Sequence[str]) -> Diagnostic:
    """`autres`: others of which it is told at the same place."""
    named = cite(clause)
    if autres:
        named = t("{a}, comme {autres},", a=named, autres=suite(map(cite, autres), "et"))
    return Diagnostic(code="CR536", span=span, args={"clause": clause, "regles": named})


def repartie_deux_fois(*, span: Span, clause: str, autre: str, part: str, place: Span) -> Diagnostic:
    label = Label(span=place, texte="la même part est déjà répartie ici")
    return Diagnostic(
        code="CR534", span=span, args={"clause": clause, "autre": autre, "part": part}, labels=(label,)
    )


def plancher_au_dessus_de_la_part(
    *, span: Span, clause: str, plancher: str, part: str, taux: str, place: Span
) -> Diagnostic:
    """`plancher`, `taux`: in %, as written. `part`: what the clause stands in."""
    label = Label(span=place, texte="la part, dont il est compté")
    args = {"clause": clause, "plancher": plancher, "part": part, "taux": taux}
    return Diagnostic(code="CR528", span=span, args=args, labels=(label,))


def partage_incomplet(*, span: Span, clause: str, total: str) -> Diagnostic:
    return Diagnostic(code="CR529", span=span, args={"clause": clause, "total": total})


def etape_redite(*, span: Span, compte: str, premiere: Span) -> Diagnostic:
    label = Label(span=premiere, texte="la première fois")
    return Diagnostic(code="CR643", span=span, args={"compte": compte}, labels=(label,))


def exception_sans_effet(
    *, span: Span, clause: str, cles: str, cible: str, autres: tuple[Label, ...]
) -> Diagnostic:
    """`cles`: quoted, listed."""
    return Diagnostic(
        code="CR644", span=span, args={"clause": clause, "cles": cles, "cible": cible}, labels=autres
    )


def modification_sans_effet(*, span: Span, cible: str, jour: str) -> Diagnostic:
    return Diagnostic(code="CR645", span=span, args={"cible": cible, "jour": jour})


def part_de_tout(*, span: Span, clause: str, public: str, place: Span) -> Diagnostic:
    """`public`: what `pour` asks, as written."""
    label = Label(span=place, texte="la base n'en garde déjà que ceux-là")
    return Diagnostic(code="CR646", span=span, args={"clause": clause, "public": public}, labels=(label,))


def planchers_qui_s_ajoutent(
    *, span: Span, clause: str, clauses: str, total: str, part: str, taux: str, places: tuple[Span, ...]
) -> Diagnostic:
    """`clause`: the one that is shown. `clauses`: quoted, listed. `total`, `taux`: in %."""
    labels = tuple(Label(span=place, texte="même base") for place in places)
    args = {"clause": clause, "clauses": clauses, "total": total, "part": part, "taux": taux}
    return Diagnostic(code="CR647", span=span, args=args, labels=labels)
