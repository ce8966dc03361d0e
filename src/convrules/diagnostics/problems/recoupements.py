"""CR8xx: data that the conventions contradict, or that contradict themselves."""

from convrules.base.source import Span
from convrules.base.texte import Texte, t
from convrules.diagnostics.model import Diagnostic, Label


def categorie_sans_clause(*, span: Span, categorie: str, connues: str) -> Diagnostic:
    return Diagnostic(code="CR802", span=span, args={"categorie": categorie, "connues": connues})


def annee_sans_convention(*, span: Span, table: str, annee: str, nombre: str, nommee: str) -> Diagnostic:
    """`annee`: of the first such row; `nombre`: of rows; `nommee`: the convention of which alone they are."""
    args = {"table": table, "annee": annee, "nombre": nombre, "nommee": nommee}
    return Diagnostic(code="CR897", span=span, args=args)


def solde_sans_compte(*, span: Span, convention: str, clause: str) -> Diagnostic:
    return Diagnostic(code="CR803", span=span, args={"convention": convention, "clause": clause})


def bail_avant_tout(
    *, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str
) -> Diagnostic:
    return _deux_dates("CR804", span, vacance, (suite, date), (evenement, jour))


def dates_en_desordre(
    *, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str
) -> Diagnostic:
    return _deux_dates("CR805", span, vacance, (suite, date), (evenement, jour))


def fin_avant_la_suite(
    *, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str
) -> Diagnostic:
    return _deux_dates("CR807", span, vacance, (suite, date), (evenement, jour))


def proposition_avant_information(
    *, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str
) -> Diagnostic:
    return _deux_dates("CR808", span, vacance, (suite, date), (evenement, jour))


def dates_eloignees(
    *, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str
) -> Diagnostic:
    return _deux_dates("CR837", span, vacance, (suite, date), (evenement, jour))


def date_a_un_an(*, span: Span, vacance: str, suite: str, date: str, evenement: str, jour: str) -> Diagnostic:
    return _deux_dates("CR874", span, vacance, (suite, date), (evenement, jour))


def _deux_dates(
    code: str, span: Span, vacance: str, suite: tuple[str, str], avant: tuple[str, str]
) -> Diagnostic:
    args = {
        "vacance": vacance,
        "suite": suite[0],
        "date": suite[1],
        "evenement": avant[0],
        "jour": avant[1],
    }
    return Diagnostic(code=code, span=span, args=args)


def bail_sans_suite(*, span: Span, vacance: str, bail: str, evenement: str) -> Diagnostic:
    """`span`: the cell of the event, which is empty or holds a text that means no day."""
    vide = (
        t("n'a pas de date connue\u202f: on n'en conclut rien")
        if span.text.strip('" ')
        else t("est vide\u202f: on ne conclut rien de ce vide")
    )
    args = {"vacance": vacance, "bail": bail, "evenement": evenement, "vide": vide}
    return Diagnostic(code="CR806", span=span, args=args)


def hors_de_tout_territoire(*, span: Span, nombre: str, lues: str, territoires: str) -> Diagnostic:
    args = {"nombre": nombre, "lues": lues, "territoires": territoires}
    return Diagnostic(code="CR809", span=span, args=args)


def solde_donne_deux_fois(*, span: Span, compte: str, annee: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte="l'autre solde de ce compte")
    return Diagnostic(code="CR830", span=span, args={"compte": compte, "annee": annee}, labels=(label,))


def solde_incomplet(*, span: Span, colonnes: str) -> Diagnostic:
    return Diagnostic(code="CR833", span=span, args={"colonnes": colonnes})


def solde_sans_cellule(*, span: Span, clause: str, colonnes: str) -> Diagnostic:
    return Diagnostic(code="CR850", span=span, args={"clause": clause, "colonnes": colonnes})


def solde_trop_precis(*, span: Span, clause: str, colonnes: str) -> Diagnostic:
    return Diagnostic(code="CR851", span=span, args={"clause": clause, "colonnes": colonnes})


def solde_hors_du_report(*, span: Span, clause: str, solde: str, raison: str) -> Diagnostic:
    args = {"clause": clause, "solde": solde, "raison": raison}
    return Diagnostic(code="CR831", span=span, args=args)


def solde_avant_la_convention(*, span: Span, clause: str, solde: str, annee: str) -> Diagnostic:
    return Diagnostic(code="CR832", span=span, args={"clause": clause, "solde": solde, "annee": annee})


def echange_incomplet(*, span: Span, acte: str, illisible: bool = False) -> Diagnostic:
    """illisible: both accounts are written, and one of them at least cannot be read."""
    faute = (
        t("a un compte qui ne se lit pas. On ne sait donc pas lequel y gagne, ou y cède, un tour")
        if illisible
        else t("ne dit pas quels comptes y gagnent et y cèdent un tour")
    )
    return Diagnostic(code="CR820", span=span, args={"acte": acte, "faute": faute})


def compte_inconnu(*, span: Span, compte: str, connus: str) -> Diagnostic:
    return Diagnostic(code="CR821", span=span, args={"compte": compte, "connus": connus})


def echange_hors_vigueur(*, span: Span, acte: str, jour: Texte, compte: str, conventions: str) -> Diagnostic:
    """`jour`: of the act, on which none of these conventions has the account."""
    args = {"acte": acte, "jour": jour, "compte": compte, "conventions": conventions}
    return Diagnostic(code="CR898", span=span, args=args)


def echange_hors_base(*, span: Span, acte: str, jour: Texte, compte: str, conventions: str) -> Diagnostic:
    """`conventions`: those of the account, of which no part has the dwelling in its base on that day."""
    args = {"acte": acte, "jour": jour, "compte": compte, "conventions": conventions}
    return Diagnostic(code="CR889", span=span, args=args)


def echange_hors_clause(*, span: Span, acte: str, jour: Texte, nom: str) -> Diagnostic:
    """`nom`: of the clause, or of the convention, which says nothing of either account on that day."""
    return Diagnostic(code="CR899", span=span, args={"acte": acte, "jour": jour, "nom": nom})


def previsions_contradictoires(
    *, span: Span, vacance: str, evenement: str, faite_le: str, jour: str, autre: str
) -> Diagnostic:
    """`jour`, `autre`: the two days that forecasts made on one day give."""
    args = {"vacance": vacance, "evenement": evenement, "faite_le": faite_le, "jour": jour, "autre": autre}
    return Diagnostic(code="CR822", span=span, args=args)


def repartition_sans_convention(*, span: Span, comptes: str) -> Diagnostic:
    """`comptes`: those of a split that no convention of the landlord bears."""
    return Diagnostic(code="CR639", span=span, args={"comptes": comptes})
