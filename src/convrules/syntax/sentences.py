"""From the tree of the grammar to ours: every sentence, one function per entry of the grammar."""

from collections.abc import Callable
from typing import Final

from convrules.base.dates import Duree, UniteDuree
from convrules.base.source import Span
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax import nodes as n
from convrules.syntax.automate import Branche, Jeton
from convrules.syntax.builder import (
    UNITES,
    Chantier,
    branches,
    chemin,
    chiffre,
    day,
    designation,
    expression,
    find,
    number,
    population,
    quantieme,
    saison,
    tokens,
    valid_date,
    whole,
    words,
)
from convrules.syntax.tournures import EN_CHIFFRES
from convrules.syntax.words import MOIS

_ACTES: Final = {
    "REMISE_AU_BAILLEUR": "remise au bailleur",
    "REMISE_A": "remise à",
    "REPRISE": "reprise pour un tour",
    "NOUVELLE_PROPOSITION": "nouvelle proposition",
    "REPUTE_ACCEPTE": "réputé accepté",
    "REPUTE_REFUSE": "réputé refusé",
    "SANS_EFFET": "sans effet",
    "NON_PRECISE": "non précisé",
}
UN_AN: Final = ("perdu après 1 an", "perdu après un an", "perdu après une année", "perdu après 1 année")
_SENS: Final = {"AU_MOINS": "au moins", "AU_PLUS": "au plus", "EXACTEMENT": "exactement"}


def build(c: Chantier, branch: Branche) -> n.Dsl:
    """The node of a whole sentence."""
    sentence = _SENTENCES.get(str(branch.data))
    return sentence(c, branch) if sentence is not None else expression(c, branch)


# --- quotas and parts -----------------------------------------------------------------------
def _quota(c: Chantier, branch: Branche) -> n.Dsl:
    measure, rows, *rest = branches(branch)
    number_ = EN_CHIFFRES.get(c.of(measure).text)
    if measure.data != "effectif" and number_ is not None:
        (des,) = (child for child in branch.children if isinstance(child, Jeton) and child.type == "DES")
        written = Span(source=c.source, start=c.of(measure).start, end=c.token(des).end)
        found = problems.tournure(span=written, ecrit=written.text, attendu=str(number_))
        c.diagnostics.append(found)
        return n.Invalide(span=c.of(branch))
    return n.Quota(
        span=c.of(branch),
        sens=next(_SENS[kind] for kind in tokens(branch) if kind in _SENS),
        mesure=_count(c, measure) if measure.data == "effectif" else _rate(c, measure),
        absolu=measure.data == "effectif",
        population=population(c, rows),
        public=expression(c, branches(rest[0])[0]) if rest else None,
    )


def _rate(c: Chantier, branch: Branche) -> n.Expr:
    kinds = tokens(branch)
    if "TROU" in kinds:
        return n.Trou(span=c.of(branch), nom=str(kinds["TROU"])[1:-1])
    (child,) = branches(branch)
    if child.data == "chemin":
        return chemin(c, child)
    return n.Nombre(span=c.of(branch), valeur=number(c, child), unite="%")


def _count(c: Chantier, branch: Branche) -> n.Expr:
    kinds = tokens(branch)
    if "TROU" in kinds:
        return n.Trou(span=c.of(branch), nom=str(kinds["TROU"])[1:-1])
    (child,) = branches(branch)
    if child.data == "chemin":
        return chemin(c, child)
    if child.data == "chiffre":
        return chiffre(c, child)
    value = number(c, child)
    if value.denominator != 1:
        span = c.of(branch)
        c.diagnostics.append(problems.nombre_entier_attendu(span=span, ecrit=span.text))
    return n.Nombre(span=c.of(branch), valeur=value, unite=None)


def _part(c: Chantier, branch: Branche) -> n.Dsl:
    rate, rows = branches(branch)
    return n.Part(span=c.of(branch), taux=_rate(c, rate), population=population(c, rows))


# --- deadlines ------------------------------------------------------------------------------
def _delai(c: Chantier, branch: Branche) -> n.Dsl:
    event, limit = branches(branch)
    due = _echeance(c, limit)
    if isinstance(due, n.Invalide):
        return due
    return n.Delai(span=c.of(branch), evenement=chemin(c, event), echeance=due)


def _echeance(c: Chantier, branch: Branche) -> n.Echeance | n.Invalide:
    span = c.of(branch)
    if branch.data == "echeance_periodique":
        return _periodique(c, branch)
    if branch.data == "echeance_relative":
        duration, anchor = branches(branch)
        after = "APRES" in tokens(branch)
        return n.EcheanceRelative(
            span=span, duree=_duree(c, duration), apres=after, instant=_instant(c, anchor)
        )
    limit = _limit_day(c, branches(branch)[0])
    if isinstance(limit, n.Invalide):
        return n.Invalide(span=span)
    return n.EcheanceFixe(span=span, jour=limit, inclus=branch.data == "echeance_incluse")


def _periodique(c: Chantier, branch: Branche) -> n.EcheancePeriodique:
    kinds = tokens(branch)
    length, count = find(branch, "duree"), find(branch, "nombre")
    said = whole(c, count) if count is not None else 1
    unit = next((UNITES[kind] for kind in kinds if kind in UNITES), None)
    civil = str(kinds.get("PERIODE", "année"))
    return n.EcheancePeriodique(
        span=c.of(branch),
        periode=Duree(nombre=said, unite=UniteDuree(unit)) if unit is not None else civil,
        apres=_duree(c, length) if length is not None else None,
        mois_suivant="DANS_LE_MOIS_QUI_SUIT" in kinds,
        fois=said if "FOIS_PAR" in kinds else 1,
    )


def _duree(c: Chantier, branch: Branche) -> n.Expr:
    kinds = tokens(branch)
    if "TROU" in kinds:
        return n.Trou(span=c.of(branch), nom=str(kinds["TROU"])[1:-1])
    (child,) = branches(branch)
    if child.data == "chemin":
        return chemin(c, child)
    return n.Nombre(span=c.of(branch), valeur=number(c, child), unite=UNITES[next(iter(kinds))])


def _instant(c: Chantier, branch: Branche) -> n.Instant:
    genres = {"premiere_prevision": "première prévision", "premier_de": "premier", "dernier_de": "dernier"}
    listed = find(branch, "evenements")
    names = [chemin(c, child) for child in branches(listed if listed is not None else branch)]
    simple = branch.data == "instant_simple"
    return n.Instant(
        span=c.of(branch),
        genre=genres.get(str(branch.data), "simple"),
        evenements=tuple(names[:1] if simple else names),
        a_defaut=names[1] if simple and len(names) > 1 else None,
    )


def _limit_day(c: Chantier, branch: Branche) -> n.Jour | n.JourDuMois | n.Invalide:
    if branch.data == "jour":
        return day(c, branches(branch)[0])
    if branch.data == "jour_annuel":
        return quantieme(c, branches(branch)[0])
    month = MOIS.index(tokens(branch)["NOM_MOIS"]) + 1
    rank = find(branch, "nombre")
    year = tokens(branch)["NOMBRE"]
    parts = (int(year) if year.isdigit() else 0, month, whole(c, rank) if rank is not None else 1)
    return _full_day(c, c.of(branch), parts)


def _full_day(c: Chantier, span: Span, parts: tuple[int, int, int]) -> n.Jour | n.Invalide:
    """`31 mars 2025`: understood, refused in favour of the one spelling of dates."""
    value = valid_date(*parts)
    iso = value.isoformat() if value is not None else ""
    c.diagnostics.append(problems.date_a_la_francaise(span=span, ecrit=span.text, attendu=iso))
    return n.Jour(span=span, valeur=value) if value is not None else n.Invalide(span=span)


def _suspension(c: Chantier, branch: Branche) -> n.Dsl:
    """Intervals, each between two events or two days of every year."""
    pairs: list[tuple[n.Chemin, n.Chemin]] = []
    seasons: list[n.Saison] = []
    for child in branches(branch):
        if child.data == "saison":
            held = saison(c, child)
            if isinstance(held, n.Invalide):
                return held
            seasons.append(held)
        else:
            start, end = branches(child)
            pairs.append((chemin(c, start), chemin(c, end)))
    return n.Suspension(span=c.of(branch), evenements=tuple(pairs), saisons=tuple(seasons))


def _periodicite(c: Chantier, branch: Branche) -> n.Dsl:
    unit = next(UNITES[kind] for kind in tokens(branch) if kind in UNITES)
    count = find(branch, "nombre")
    start = find(branch, "jour_exact")
    assert start is not None, "the grammar asks for a day"
    since = day(c, start)
    if isinstance(since, n.Invalide):
        return n.Invalide(span=c.of(branch))
    return n.Periodicite(
        span=c.of(branch),
        nombre=whole(c, count) if count is not None else 1,
        unite=UniteDuree(unit),
        depuis=since.valeur,
    )


# --- effects, orders, balances, scopes ------------------------------------------------------
def _effet(c: Chantier, branch: Branche) -> n.Dsl:
    kinds = tokens(branch)
    to = find(branch, "designation")
    due = find(branch, "echeance_relative", "echeance_incluse", "echeance_exclue", "echeance_periodique")
    limit = _echeance(c, due) if due is not None else None
    if isinstance(limit, n.Invalide):
        return n.Invalide(span=c.of(branch))
    return n.Effet(
        span=c.of(branch),
        acte=next(_ACTES[kind] for kind in kinds if kind in _ACTES),
        faculte="FACULTE" in kinds,
        destinataire=n.Chemin(span=c.of(to), noms=designation(to)) if to is not None else None,
        echeance=limit,
        decompte=words(kinds["DECOMPTE"]) if "DECOMPTE" in kinds else None,
    )


def _ordre(c: Chantier, branch: Branche) -> n.Dsl:
    return n.Ordre(span=c.of(branch), etapes=tuple(_etape(c, child) for child in branches(branch)))


def _etape(c: Chantier, branch: Branche) -> n.Etape:
    span = c.of(branch)
    holder = find(branch, "designation")
    if holder is None:
        (token,) = (child for child in branch.children if isinstance(child, Jeton))
        return n.Etape(span=span, compte=words(token), limite=None, epuisement=False)
    limit = find(branch, "nombre")
    return n.Etape(
        span=span,
        compte=".".join(designation(holder)),
        limite=whole(c, limit) if limit is not None else None,
        epuisement=branch.data == "etape_epuisee",
    )


def _report(c: Chantier, branch: Branche) -> n.Dsl:
    kinds = tokens(branch)
    mode = next(words(kinds[kind]) for kind in ("AUCUN", "SOLDE", "FRACTIONS") if kind in kinds)
    cap = find(branch, "nombre")
    told = words(kinds["PERDU"]) if "PERDU" in kinds else "perdu après 1 an"
    if told not in UN_AN:
        c.diagnostics.append(problems.perdu_apres_plusieurs_ans(span=c.of(branch), ecrit=told))
    return n.Report(
        span=c.of(branch),
        mode=mode,
        sens=words(kinds["SENS_REPORT"]).removesuffix(" seul") if "SENS_REPORT" in kinds else None,
        plafond=whole(c, cap) if cap is not None and "POURCENT" not in kinds else None,
        plafond_du=number(c, cap) / 100 if cap is not None and "POURCENT" in kinds else None,
        perdu="PERDU" in kinds,
    )


def _tolerance(c: Chantier, branch: Branche) -> n.Dsl:
    points = "POINTS" in tokens(branch)
    child = branches(branch)[0]
    value = number(c, child)
    if not points and value.denominator != 1:
        c.diagnostics.append(problems.nombre_entier_attendu(span=c.of(child), ecrit=c.of(child).text))
    return n.Tolerance(span=c.of(branch), valeur=value, points=points)


def _limite(c: Chantier, branch: Branche) -> n.Dsl:
    share = "POURCENT" in tokens(branch)
    child = branches(branch)[0]
    value = number(c, child)
    if not share and value.denominator != 1:
        c.diagnostics.append(problems.nombre_entier_attendu(span=c.of(child), ecrit=c.of(child).text))
    return n.Limite(span=c.of(branch), valeur=value / 100 if share else value, part=share)


def _application(c: Chantier, branch: Branche) -> n.Dsl:
    names = tuple(chemin(c, child) for child in branches(branch))
    return n.Application(span=c.of(branch), dimensions=names)


def _etendue(c: Chantier, branch: Branche) -> n.Dsl:
    rate = find(branch, "taux")
    kinds = [child.type if isinstance(child, Jeton) else "" for child in branch.children]
    cut = kinds.index("SAUF") if "SAUF" in kinds else len(kinds)
    body = [child for child in branch.children[:cut] if not isinstance(child, Jeton) and child is not rate]
    excluded = [child for child in branch.children[cut:] if not isinstance(child, Jeton)]
    return n.Etendue(
        span=c.of(branch),
        taux=_rate(c, rate) if rate is not None else None,
        condition=expression(c, body[0]) if body else None,
        sauf=tuple(chemin(c, child) for child in excluded),
    )


def _population(c: Chantier, branch: Branche) -> n.Dsl:
    return population(c, branch)


_SENTENCES: Final[dict[str, Callable[[Chantier, Branche], n.Dsl]]] = {
    "quota_relatif": _quota,
    "quota_absolu": _quota,
    "part": _part,
    "delai": _delai,
    "echeance_relative": _echeance,
    "echeance_incluse": _echeance,
    "echeance_exclue": _echeance,
    "echeance_periodique": _echeance,
    "population": _population,
    "suspension": _suspension,
    "effet": _effet,
    "ordre": _ordre,
    "report_aucun": _report,
    "report_cumule": _report,
    "tolerance": _tolerance,
    "limite": _limite,
    "application_ensemble": _application,
    "application_cellules": _application,
    "etendue": _etendue,
    "constat": _periodicite,
    "revision": _periodicite,
}
