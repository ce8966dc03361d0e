"""What a decision or a year offers to the expectations of a case."""

from collections.abc import Iterable, Sequence

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, causes_of, word
from convrules.examples.decomptes import no_single_state
from convrules.examples.model import Observation
from convrules.examples.neighbours import observe_neighbours
from convrules.examples.observe_acts import (
    observe_corrections,
    observe_decisions,
    observe_mode,
    observe_sendings,
)
from convrules.examples.words import bounds as _bornes
from convrules.examples.words import causes as _causes
from convrules.examples.words import day as _day
from convrules.examples.words import fold as fold
from convrules.examples.words import said
from convrules.examples.words import words_list as _list
from convrules.runtime.decision import (
    Decision,
    EtatDelai,
    ResultatClause,
    ResultatDelai,
    ResultatEffet,
    ResultatElement,
    Statut,
    Trace,
)
from convrules.runtime.scope import effects_told
from convrules.runtime.trace import levers
from convrules.year.echeances import ORDRE
from convrules.year.model import (
    BilanConvention,
    CelluleRepartie,
    Imputation,
    Lot,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Retrait,
)


def observe_decision(decision: Decision, imputation: Imputation | None = None) -> dict[str, Observation]:
    """Expectations about one vacancy: status, eligibility, its account, and every clause by its name."""
    seen = _accounts(imputation) | {
        "statut": said(
            " ou ".join(_status(s) for s in decision.statut.possibles),
            causes=_causes(decision.statut.causes),
        ),
        "clause": said(_short(decision.statut.clause) or "aucune", decision.statut.clause or "aucune"),
        "categorie": said(decision.statut.categorie or "aucune"),
        "eligible": said(word(decision.eligible), causes=_causes(causes_of(decision.eligible))),
        "territoire": said(word(decision.territoire), causes=_causes(causes_of(decision.territoire))),
        "menages": said(
            "ménages",
            **{
                m.candidature: said(word(m.issue), causes=_causes(causes_of(m.issue)))
                for m in decision.menages
            },
        ),
        "effet": _effects(decision),
        **observe_neighbours(decision),
    }
    clauses: Iterable[ResultatClause] = (
        *decision.champs,
        *decision.soustractions,
        *decision.eligibilites,
        *decision.obligations,
        *decision.suites,
    )
    for resultat in clauses:
        seen |= dict.fromkeys(_names(resultat.clause.entete), _clause(resultat))
    for delai in decision.delais:
        seen |= dict.fromkeys(_names(delai.clause.entete), _delai(delai))
    for clause, found in _by_clause(decision.elements).items():
        seen |= dict.fromkeys(_names(clause.entete), _elements(found))
    for fenetre in decision.nouvelles_propositions:
        # A second window is a part of what is seen of the clause that opens it.
        seen[fenetre.clause.entete.ident].parties["nouvelle_proposition"] = _delai(fenetre)
    for mode in decision.modes:
        seen |= dict.fromkeys(_names(mode.resultat.clause.entete), observe_mode(mode))
    return seen | observe_decisions(decision.decisions)


def _accounts(imputation: Imputation | None) -> dict[str, Observation]:
    """The account of the letting, and what each `imputation` clause says of it."""
    if imputation is None:
        return {}
    seen = {"compte": _account(imputation)}
    for lecture in imputation.lectures:
        read = said(word(lecture.issue), comptes=_list(list(lecture.comptes)))
        seen |= dict.fromkeys(_names(lecture.clause.entete), read)
    return seen


def _account(imputation: Imputation) -> Observation:
    """One account, several that are possible, or « indéterminé » when it may be on any."""
    accounts = list(imputation.dits)
    if any(c.genre is Genre.ERREUR for c in imputation.causes):
        mots: tuple[str, ...] = ("erreur",)
    elif not accounts:
        mots = ("indéterminé",)
    else:
        mots = (accounts[0],) if len(accounts) == 1 else _list(accounts).mots
    return said(
        *mots,
        raison=said(imputation.raison.value),
        clause=said(_short(imputation.clause) or "aucune", imputation.clause or "aucune"),
        causes=_causes(imputation.pourquoi),
        conflit=_list(sorted(imputation.conflit)),
        remarque=_list(list(imputation.remarque)),
    )


def _status(statut: Statut) -> str:
    return "dans l'assiette" if statut is Statut.DANS_L_ASSIETTE else statut.value.replace("_", " ")


def _names(entete: object) -> tuple[str, ...]:
    ident = getattr(entete, "ident")  # noqa: B009
    nom = getattr(entete, "nom")  # noqa: B009
    return (ident, nom)


def _short(ident: str | None) -> str | None:
    return ident.rsplit(".", 1)[-1] if ident else None


def _clause(resultat: ResultatClause) -> Observation:
    seen = said(
        word(resultat.issue),
        causes=_causes(causes_of(resultat.issue)),
        cas=_list(sorted(resultat.cas)),
    )
    if resultat.trace is not None:
        for target, nom in ((True, "leviers_vrai"), (False, "leviers_faux")):
            seen.parties[nom] = _levers(resultat.trace, target)
    return seen


def _levers(trace: Trace, target: bool) -> Observation:
    sets = sorted(sorted(_fait(c) for c in causes) for causes in levers(trace, target))
    return _list([" et ".join(names) for names in sets])


def _delai(resultat: ResultatDelai) -> Observation:
    etat = {
        EtatDelai.TENU: "tenu",
        EtatDelai.EN_COURS: "en cours",
        EtatDelai.DEPASSE: "dépassé",
        EtatDelai.SANS_OBJET: "sans objet",
        EtatDelai.INDETERMINE: "indéterminé",
    }[resultat.etat]
    mots = [etat]
    if resultat.etat is EtatDelai.EN_COURS and resultat.limite:
        mots.insert(0, f"en cours jusqu'au {resultat.limite.isoformat()}")
    if resultat.etat is EtatDelai.DEPASSE and resultat.retard_jours is not None:
        jours = "jour" if resultat.retard_jours == 1 else "jours"
        mots.insert(0, f"dépassé de {resultat.retard_jours} {jours}")
    if resultat.etat is EtatDelai.INDETERMINE and any(c.genre is Genre.ERREUR for c in resultat.causes):
        mots.insert(0, "erreur")
    return said(
        *mots,
        limite=said(_day(resultat.limite)),
        causes=_causes(resultat.causes),
        candidats=_list([c.value for c in resultat.candidats]),
        provisoire=said("oui" if resultat.provisoire else "non"),
        cas=_list(sorted(resultat.cas)),
    )


def _effects(decision: Decision) -> Observation:
    """Effects that take place, in the order of clauses; « aucun » when none does, nor perhaps has already."""
    doubtful = [r for r in effects_told(decision) if isinstance(r.issue, Indetermine) and not r.attend]
    sure = [r for r in effects_told(decision) if r.issue is True]
    words = [_act(r) for r in sure]
    if doubtful:
        issue = Indetermine(frozenset[Cause]().union(*(causes_of(r.issue) for r in doubtful)))
        possible = dict.fromkeys([*words, *(_act(r) for r in doubtful)])
        return said(word(issue), causes=_causes(issue.causes), candidats=_list(list(possible)))
    if len(words) == 1:
        return said(words[0], decompte=said(_decompte(decision)), date=said(_effect_day(decision)))
    return _list(words) if words else said("aucun")


def _act(resultat: ResultatEffet) -> str:
    acte, destinataire = resultat.effet.acte.value, resultat.effet.destinataire
    return f"{acte} {destinataire}" if destinataire else acte


def _effect_day(decision: Decision) -> str:
    """The day of the one effect that takes place; « indéterminé » when it is not known."""
    known = [r.date.connu for r in effects_told(decision) if r.issue is True]
    return known[0].isoformat() if known and known[0] is not None else "indéterminé"


def _decompte(decision: Decision) -> str:
    retained = [r.effet.decompte for r in effects_told(decision) if r.issue is True]
    return retained[0].value if retained and retained[0] else "aucun"


def _withdrawal(r: Retrait) -> Observation:
    limited = {"limite": r.limite, "excedent": r.excedent}
    return said(
        _bornes(r.realise),
        prevu=said("aucun" if r.prevu is None else str(r.prevu)),
        **{nom: said(_bornes(b)) for nom, b in limited.items() if b is not None},
    )


def observe_bilan(bilan: BilanConvention, imputations: Sequence[Imputation] = ()) -> dict[str, Observation]:
    """Expectations about a year: each part, quota and split by its name, and the account of each vacancy."""
    seen: dict[str, Observation] = {}
    seen["comptes"] = said("comptes", **{i.vacance: _account(i) for i in imputations})
    for repartition in bilan.repartitions:
        seen |= dict.fromkeys(_names(repartition.clause.entete), _split(repartition))
    for regle in bilan.regles:
        seen |= dict.fromkeys(_names(regle.clause.entete), _regle(regle))
    seen["retraits"] = said(
        "retraits",
        **{r.categorie: _withdrawal(r) for r in bilan.retraits},
    )
    seen["statuts"] = said("statuts", **{s.value: said(_bornes(b)) for s, b in bilan.statuts})
    for echeance in bilan.echeances:
        # A state that no vacancy has may be expected too: none is in it.
        counts = dict.fromkeys(ORDRE, said("0")) | {mot: said(str(n)) for mot, n in echeance.decomptes}
        many = no_single_state(echeance, bilan.convention.en_vigueur)
        told = _elements(echeance.elements, many)
        told.parties.update(counts | told.parties)
        seen |= dict.fromkeys(_names(echeance.clause.entete), told)
    for nom, mode in observe_corrections(bilan.redressements).items():
        mode.parties["attributions"] = seen[nom]
        seen[nom] = mode
    return seen | observe_sendings(bilan.transmissions)


def _by_clause(found: Sequence[ResultatElement]) -> dict[ir.Clause, list[ResultatElement]]:
    grouped: dict[ir.Clause, list[ResultatElement]] = {}
    for one in found:
        grouped.setdefault(one.resultat.clause, []).append(one)
    return grouped


def _elements(found: Sequence[ResultatElement], many: str = "un résultat par élément") -> Observation:
    """What a clause says of each element, by its identifier; of the only one, in its own words."""
    each = {
        e.element: _delai(e.resultat) if isinstance(e.resultat, ResultatDelai) else _clause(e.resultat)
        for e in found
    }
    if len(each) != 1:
        return said(many, **each)
    (only,) = each.values()
    return Observation(mots=only.mots, parties=only.parties | each)


def _split(resultat: ResultatRepartition) -> Observation:
    """Each account of a split by its name, with its share and what is done on it."""
    cells = {_name_of(c.cellule): _shares(c) for c in resultat.cellules}
    verdict = said(resultat.verdict.value if resultat.verdict else "aucun")
    parties = {"cellules": said("cellules", **cells), "verdict": verdict}
    if len(resultat.cellules) == 1:
        parties = {**_shares(resultat.cellules[0]).parties, **parties}
    return Observation(mots=(word(resultat.issue),), parties=parties)


def _shares(cellule: CelluleRepartie) -> Observation:
    lots = {lot.compte: _lot(lot) for lot in cellule.lots}
    return said("parts", du=said(_bornes(cellule.du)), causes=_causes(cellule.causes), **lots)


def _lot(lot: Lot) -> Observation:
    verdict = lot.verdict.value if lot.verdict else "aucun"
    return said(
        _bornes(lot.du),
        realise=said(_bornes(lot.realise)),
        cible=said(_bornes(lot.cible)),
        solde_initial=said(_bornes(lot.solde_initial)),
        solde=said(_bornes(lot.solde)),
        solde_perdu=said(_bornes(lot.solde_perdu)),
        verdict=said(verdict),
        verdicts_possibles=_list([v.value for v in lot.verdicts_possibles]),
        sauve_par_tolerance=said("oui" if lot.sauve_par_tolerance else "non"),
    )


def _regle(regle: ResultatRegle) -> Observation:
    verdict = said(regle.verdict.value if regle.verdict else "aucun")
    cells = {_cell_name(c): _cellule(c) for c in regle.cellules}
    parties = {"verdict": verdict, "cellules": said("cellules", **cells)}
    if len(regle.cellules) == 1:
        parties = {**_cellule(regle.cellules[0]).parties, **parties}
    return Observation(mots=verdict.mots, parties=parties)


def _cell_name(cellule: ResultatCellule) -> str:
    return _name_of(cellule.cellule)


def _name_of(cellule: Sequence[tuple[str, str]]) -> str:
    return " / ".join(valeur for _, valeur in cellule) or "ensemble"


def _cellule(c: ResultatCellule) -> Observation:
    verdict = c.verdict.value if c.verdict else "aucun"
    return said(
        verdict,
        verdict=said(verdict),
        base=said(_bornes(c.base)),
        du=said(_bornes(c.du)),
        du_arrondi=said(_bornes(c.du_arrondi)),
        cible=said(_bornes(c.cible)),
        realise=said(_bornes(c.realise)),
        solde_initial=said(_bornes(c.solde_initial)),
        solde=said(_bornes(c.solde)),
        solde_perdu=said(_bornes(c.solde_perdu)),
        part=said(_bornes(c.part)),
        verdicts_possibles=_list([v.value for v in c.verdicts_possibles]),
        sauve_par_tolerance=said("oui" if c.sauve_par_tolerance else "non"),
        causes=_causes(c.causes),
    )


def _fait(cause: Cause) -> str:
    return cause.fait
