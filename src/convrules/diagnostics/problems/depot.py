"""CR6xx: across the conventions of a repository."""

from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems.corrections import renamed


def parts_superieures_a_cent(*, span: Span, total: str, jour: str, autres: tuple[Span, ...]) -> Diagnostic:
    """`total`: in %, as written. `jour`: first day on which the sum holds."""
    labels = tuple(Label(span=autre, texte="cette part s'y ajoute") for autre in autres)
    return Diagnostic(code="CR601", span=span, args={"total": total, "jour": jour}, labels=labels)


def conventions_concurrentes(
    *, span: Span, reservataire: str, departement: str, jour: str, autre: Span
) -> Diagnostic:
    label = Label(span=autre, texte="l'autre convention")
    args = {"reservataire": reservataire, "departement": departement, "jour": jour}
    return Diagnostic(code="CR602", span=span, args=args, labels=(label,))


def identifiant_en_double(*, span: Span, ident: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte="le même identifiant")
    args = {"ident": ident, "fichier": autre.source.name}
    return Diagnostic(code="CR604", span=span, args=args, labels=(label,))


def socle_contrefait(*, span: Span, nom: str, version: str) -> Diagnostic:
    return Diagnostic(code="CR605", span=span, args={"nom": nom, "version": version})


def reservataire_sans_code(
    *, span: Span, ident: str, reservataire: str, codes: str, autres: tuple[tuple[str, Span], ...]
) -> Diagnostic:
    """`autres`: the place of a convention that gives each code."""
    labels = tuple(Label(span=autre, texte=t("ici, le code {code}", code=code)) for code, autre in autres)
    args = {"ident": ident, "reservataire": reservataire, "codes": codes}
    return Diagnostic(code="CR649", span=span, args=args, labels=labels)


def identifiant_qui_est_un_compte(*, span: Span, ident: str, autres: tuple[Span, ...]) -> Diagnostic:
    """`autres`: other conventions that have the account."""
    labels = tuple(Label(span=autre, texte="celle-ci a aussi ce compte") for autre in autres)
    return Diagnostic(code="CR650", span=span, args={"ident": ident}, labels=labels)


def vocabulaires_divergents(*, span: Span, nom: str, ici: str, ailleurs: str, autre: Span) -> Diagnostic:
    label = Label(span=autre, texte=t("déclaré ici comme {quoi}", quoi=ailleurs))
    args = {"nom": nom, "ici": ici, "ailleurs": ailleurs}
    return Diagnostic(code="CR603", span=span, args=args, labels=(label,))


# --- controls of a socle --------------------------------------------------------------------
def cle_d_un_autre_controle(*, span: Span, cle: str, controle: str, permises: str) -> Diagnostic:
    args = {"cle": cle, "controle": controle, "permises": permises}
    return Diagnostic(code="CR606", span=span, args=args)


def cle_de_controle_manquante(*, span: Span, controle: str, cles: str) -> Diagnostic:
    return Diagnostic(code="CR607", span=span, args={"controle": controle, "cles": cles})


def condition_de_controle(*, span: Span, controle: str) -> Diagnostic:
    return Diagnostic(code="CR608", span=span, args={"controle": controle})


def preseance(*, span: Span, gagne: str, perd: str, critere: str, jour: str, autre: Span) -> Diagnostic:
    """`critere`: what tells them apart (« la plus récente »). `jour`: first day on which both are there."""
    args = {"gagne": gagne, "perd": perd, "critere": critere, "jour": jour}
    label = Label(span=autre, texte="celle-ci l'emporte")
    return Diagnostic(code="CR609", span=span, args=args, labels=(label,))


def preseance_indecise(*, span: Span, une: str, autre: str, jour: str, lieu: Span) -> Diagnostic:
    label = Label(span=lieu, texte="l'autre convention")
    args = {"une": une, "autre": autre, "jour": jour}
    return Diagnostic(code="CR610", span=span, args=args, labels=(label,))


def plafond_de_parts(
    *, span: Span, total: str, plafond: str, jour: str, qui: str, fondement: str, autres: tuple[Span, ...]
) -> Diagnostic:
    """Rates in %, as written. `qui`: whose parts are added up. `fondement`: what the control rests on."""
    args = {"total": total, "plafond": plafond, "jour": jour, "qui": qui, "fondement": fondement}
    labels = tuple(Label(span=a, texte="s'y ajoute") for a in autres)
    return Diagnostic(code="CR611", span=span, args=args, labels=labels)


def hors_du_perimetre(*, span: Span, type: str, echelle: str, exemple: str, fondement: str) -> Diagnostic:
    """`echelle`: where the territory must lie (« sa commune »). `exemple`: a place outside it."""
    args = {"type": type, "echelle": echelle, "exemple": exemple, "fondement": fondement}
    return Diagnostic(code="CR612", span=span, args=args)


def perimetre_plus_etroit(*, span: Span, type: str, echelle: str, fondement: str) -> Diagnostic:
    args = {"type": type, "echelle": echelle, "fondement": fondement}
    return Diagnostic(code="CR613", span=span, args=args)


def perimetre_inverifiable(*, span: Span, type: str, code: str) -> Diagnostic:
    return Diagnostic(code="CR614", span=span, args={"type": type, "code": code})


def matieres_manquantes(
    *, span: Span, matieres: str, groupes: str, nombre: str, fondement: str
) -> Diagnostic:
    """`groupes`: the line that says of each matter that people deal with it."""
    args = {"matieres": matieres, "groupes": groupes, "nombre": nombre, "fondement": fondement}
    return Diagnostic(code="CR615", span=span, args=args)


def sans_titulaire_designe(
    *, span: Span, bailleur: str, departement: str, designe: str, fondement: str
) -> Diagnostic:
    args = {"bailleur": bailleur, "departement": departement, "designe": designe, "fondement": fondement}
    return Diagnostic(code="CR616", span=span, args=args)


def reservataire_sans_convention(
    *, span: Span, nomme: str, designe: str, bailleur: str, fondement: str
) -> Diagnostic:
    args = {"nomme": nomme, "designe": designe, "bailleur": bailleur, "fondement": fondement}
    return Diagnostic(code="CR617", span=span, args=args)


# --- files that speak of conventions --------------------------------------------------------
def bailleur_sans_convention(*, span: Span, siren: str, connus: str) -> Diagnostic:
    return Diagnostic(code="CR618", span=span, args={"siren": siren, "connus": connus})


def fins_en_cercle(*, span: Span, fil: str) -> Diagnostic:
    return Diagnostic(code="CR627", span=span, args={"fil": fil})


def instrument_absent(*, span: Span, ident: str, proche: str) -> Diagnostic:
    return Diagnostic(
        code="CR622", span=span, args={"ident": ident, "proche": proche}, fix=renamed(span, ident, proche)
    )


# --- the project file -----------------------------------------------------------------------
def projet_illisible(*, span: Span, raison: str, conseil: str) -> Diagnostic:
    return Diagnostic(code="CR619", span=span, args={"raison": raison, "conseil": conseil})


def cle_de_projet_inconnue(*, span: Span, cle: str, proche: str, permises: str) -> Diagnostic:
    return Diagnostic(code="CR620", span=span, args={"cle": cle, "proche": proche, "permises": permises})


def donnees_de_projet(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR621", span=span)


def journal_de_projet(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR624", span=span)


def journal_pris_pour_un_autre(*, span: Span, fichier: str) -> Diagnostic:
    return Diagnostic(code="CR638", span=span, args={"fichier": fichier})


def journal_hors_du_depot(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR628", span=span)


def tete_mal_ecrite(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR629", span=span)


def connexion_ecrite(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR625", span=span)


def donnee_de_projet_absente(*, span: Span, chemin: str, proche: str) -> Diagnostic:
    return Diagnostic(code="CR623", span=span, args={"chemin": chemin, "proche": proche})


def parc_sans_convention(*, span: Span, ident: str, proche: str) -> Diagnostic:
    """`ident`: under [projection.parc]."""
    return Diagnostic(code="CR648", span=span, args={"ident": ident, "proche": proche})


def valeur_de_projet(*, span: Span, cle: str, attendu: str) -> Diagnostic:
    """`attendu`: what the key holds, as a French noun."""
    return Diagnostic(code="CR626", span=span, args={"cle": cle, "attendu": attendu})


def hypothese_mal_ecrite(*, span: Span, cle: str, attendu: str) -> Diagnostic:
    """`attendu`: what is to be written, as a French noun."""
    return Diagnostic(code="CR640", span=span, args={"cle": cle, "attendu": attendu})


def pas_une_correspondance(*, span: Span, fichier: str, genre: str) -> Diagnostic:
    return Diagnostic(code="CR636", span=span, args={"fichier": fichier, "genre": genre})


def sortie_relue(*, span: Span, fichier: str, motif: str) -> Diagnostic:
    """`span`: of the pattern, in the mapping. `fichier`: what one asked to write."""
    return Diagnostic(code="CR637", span=span, args={"fichier": fichier, "motif": motif})


def bailleur_aux_deux_siren(*, span: Span, nom: str, siren: str, autre: str, place: Span) -> Diagnostic:
    """`autre`: the SIREN under the same name at `place`."""
    label = Label(span=place, texte="même bailleur, autre SIREN")
    return Diagnostic(
        code="CR641", span=span, args={"nom": nom, "siren": siren, "autre": autre}, labels=(label,)
    )


def siren_aux_deux_noms(*, span: Span, siren: str, nom: str, autre: str, place: Span) -> Diagnostic:
    """`autre`: the name that has the same SIREN at `place`."""
    label = Label(span=place, texte="même SIREN, autre nom")
    return Diagnostic(
        code="CR642", span=span, args={"siren": siren, "nom": nom, "autre": autre}, labels=(label,)
    )
