"""Rows held against those of other tables, or against one another: CR823 to CR828, CR834 to CR836, CR838,
CR847 to CR849, CR865, CR867, CR868, CR870 to CR873, CR875."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Label


def cite_une_convention_inconnue(
    *, span: Span, table: str, convention: str, nombre: str, proche: str, connues: str
) -> Diagnostic:
    """`nombre`: of rows of the table."""
    args = {"table": table, "convention": convention, "nombre": nombre, "proche": proche, "connues": connues}
    return Diagnostic(code="CR823", span=span, args=args)


def ligne_de_convention_inconnue(*, span: Span, convention: str, proche: str, connues: str) -> Diagnostic:
    args = {"convention": convention, "proche": proche, "connues": connues}
    return Diagnostic(code="CR834", span=span, args=args)


def actes_sans_vacance(*, span: Span, vacance: str, acte: str, nombre: str, ecartee: str) -> Diagnostic:
    """`ecartee`: the vacancy, when the mapping leaves its row aside."""
    args = {"vacance": vacance, "acte": acte, "nombre": nombre, "ecartee": ecartee}
    return Diagnostic(code="CR824", span=span, args=args)


def vacances_simultanees(
    *, span: Span, autre: Span, vacance: str, premiere: str, logement: str, nombre: str, faute_de: str
) -> Diagnostic:
    """`faute_de`: the dwelling, when software perhaps writes it for want of one."""
    args = {"vacance": vacance, "premiere": premiere, "logement": logement, "nombre": nombre}
    args["faute_de"] = faute_de
    return Diagnostic(code="CR825", span=span, args=args, labels=(_other(autre),))


def rang_donne_deux_fois(*, span: Span, autre: Span, table: str, vacance: str) -> Diagnostic:
    args = {"table": table, "vacance": vacance}
    return Diagnostic(code="CR826", span=span, args=args, labels=(_other(autre),))


def lignes_redites(*, span: Span, autre: Span, table: str, nombre: str, vacances: str) -> Diagnostic:
    """`nombre`: rows that say again all that another of their vacancy says; `vacances`: of how many."""
    args = {"table": table, "nombre": nombre, "vacances": vacances}
    return Diagnostic(code="CR867", span=span, args=args, labels=(_other(autre),))


def demande_redite(*, span: Span, autre: Span, vacance: str, vacances: str) -> Diagnostic:
    """`vacances`: how many have one demand twice; `vacance`: the first. The demand itself is not shown."""
    args = {"vacance": vacance, "vacances": vacances}
    return Diagnostic(code="CR868", span=span, args=args, labels=(_other(autre),))


def fichier_copie(*, span: Span, premier: str, nombre: str) -> Diagnostic:
    """CR865. `premier`: the file that was read before. `nombre`: of rows."""
    args = {"fichier": span.source.name, "premier": premier, "nombre": nombre}
    return Diagnostic(code="CR865", span=span, args=args)


def fichier_donne_deux_fois(*, span: Span, fichier: str, table: str, premier: str, motif: str) -> Diagnostic:
    """CR887. `span`: in the mapping, where it is given again. `premier`, `motif`: the names or patterns that
    give it."""
    args = {"fichier": fichier, "table": table, "premier": premier, "motif": motif}
    return Diagnostic(code="CR887", span=span, args=args)


def ligne_donnee_deux_fois(*, span: Span, autre: Span, table: str) -> Diagnostic:
    return Diagnostic(code="CR827", span=span, args={"table": table}, labels=(_other(autre),))


def identifiants_presque_pareils(
    *, span: Span, autres: tuple[Span, ...], nombre: str, exemples: str
) -> Diagnostic:
    """`span`: the first of them. `autres`: the other rows that the examples cite."""
    args = {"nombre": nombre, "exemples": exemples}
    return Diagnostic(code="CR838", span=span, args=args, labels=tuple(map(_other, autres)))


def vacance_copiee(
    *, span: Span, autre: Span, vacance: str, premiere: str, lieu: str, nombre: str
) -> Diagnostic:
    """`lieu`: file and line of the first. `nombre`: of such pairs."""
    args = {"vacance": vacance, "premiere": premiere, "lieu": lieu, "nombre": nombre}
    where = {"ligne": str(span.position[0])}
    return Diagnostic(code="CR848", span=span, args=args | where, labels=(_other(autre),))


def vacance_presque_copiee(
    *, span: Span, autre: Span, vacance: str, premiere: str, champs: str, nombre: str
) -> Diagnostic:
    """`champs`: what they do not both say, quoted. `nombre`: of such pairs."""
    args = {"vacance": vacance, "premiere": premiere, "champs": champs, "nombre": nombre}
    return Diagnostic(code="CR875", span=span, args=args, labels=(_other(autre),))


def dates_echangees(*, span: Span, avant: str, apres: str, nombre: str, total: str) -> Diagnostic:
    """`avant`, `apres`: two events, in the order of the other files."""
    args = {"fichier": span.source.name, "avant": avant, "apres": apres, "nombre": nombre, "total": total}
    return Diagnostic(code="CR849", span=span, args=args)


def acte_de_deux_vacances(*, span: Span, vacance: str, acte: str, nombre: str) -> Diagnostic:
    return Diagnostic(code="CR847", span=span, args={"vacance": vacance, "acte": acte, "nombre": nombre})


def annonce_lointaine(
    *, span: Span, vacance: str, champ: str, date: str, jour: str, nombre: str
) -> Diagnostic:
    """`span`: the first of them. `jour`: up to which the column is complete."""
    args = {"vacance": vacance, "champ": champ, "date": date, "jour": jour, "nombre": nombre}
    return Diagnostic(code="CR840", span=span, args=args)


def vacance_contre_logement(*, span: Span, vacance: str, logement: str, faits: str) -> Diagnostic:
    args = {"vacance": vacance, "logement": logement, "faits": faits}
    return Diagnostic(code="CR828", span=span, args=args)


def prevision_donnee_deux_fois(*, span: Span, autre: Span, table: str) -> Diagnostic:
    return Diagnostic(code="CR870", span=span, args={"table": table}, labels=(_other(autre),))


def prevision_qui_recouvre(*, span: Span, autre: Span, table: str, colonnes: str) -> Diagnostic:
    """`colonnes`: those that the other row fills, and not this one."""
    return Diagnostic(
        code="CR871", span=span, args={"table": table, "colonnes": colonnes}, labels=(_other(autre),)
    )


def prevision_incomplete(*, span: Span, colonnes: str) -> Diagnostic:
    return Diagnostic(code="CR872", span=span, args={"colonnes": colonnes})


def prevision_negative(*, span: Span, nombre: str) -> Diagnostic:
    return Diagnostic(code="CR873", span=span, args={"nombre": nombre})


def _other(span: Span) -> Label:
    return Label(span=span, texte="l'autre ligne")


def complet_dans_l_avenir(*, span: Span, jour: str) -> Diagnostic:
    """`span`: in the mapping."""
    return Diagnostic(code="CR835", span=span, args={"jour": jour})


def complet_depasse(*, span: Span, jour: str, apres: str, nombre: str, dernier: str) -> Diagnostic:
    """`span`: in the mapping. `apres`: how many dates, of `nombre`, are after the day."""
    args = {"jour": jour, "apres": apres, "nombre": nombre, "dernier": dernier}
    return Diagnostic(code="CR836", span=span, args=args)
