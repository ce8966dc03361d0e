"""What identifies a person is known by its form, by its title, and by what else its column holds."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Connu, Erreur, TCondition, TEvenement, TTexte
from convrules.facts.formes import Forme, personal_form
from convrules.facts.noms import name_shaped
from convrules.facts.personnel import shown_path
from convrules.facts.prenoms import free_text_form
from facts.landlord import BONNE, CONTEXTE, ENTETE, VACANCE, codes, colonne, load, load_text, mapping, source

NIR = "2 69 05 49 588 157 80"
CAS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "formes.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("forme", "texte"), [(kind, t) for kind, found in CAS.items() for t in found])
def test_a_form_is_known(forme: str, texte: str) -> None:
    assert personal_form(texte) is (None if forme == "rien" else Forme[forme.upper()])


REDIGES = {
    Forme.NOM: (
        "Marie Durand|DURAND Marie|accord pour DURAND Marie-Claude|refus de Jean-Paul Martin|Durand, Marie|"
        "rue des Lilas, vu avec Mohamed Ben Ali|MARIE DURAND|vu avec Mme Durand|Éric Petit"
    ),
    None: (
        "rue Marie Curie|résidence Jean Jaurès|quartier Pierre et Marie Curie|Saint Denis|"
        "Marie de Saint-Denis|accord de la Ville|Action Logement|DALO|le bailleur attend la Ville|"
        "chef de service|ANRU PLAI|Jean|famille à reloger, accord de la Ville|"
        "Mutation. Marie-Claude"
    ),
}


@pytest.mark.parametrize(
    ("forme", "texte"), [(f, t) for f, found in REDIGES.items() for t in found.split("|")]
)
def test_what_is_written_names_nobody_by_a_first_name(texte: str, forme: Forme | None) -> None:
    """Of data it would be the name of a place too often: only what somebody writes is looked at so."""
    assert free_text_form(texte) is forme


MOTIFS_ORDINAIRES = (
    "priorité à la commune, relogement ANRU|refus du candidat le 12/03/2025|urgence|"
    "à la demande du maire|logement proche du travail|accord de la Ville|"
    "situation plus claire depuis la commission|demande claire du réservataire|"
    "mur en pierre dégradé|commission reportée à noël|personnes âgées de plus de 65 ans|"
    "logement adapté aux personnes âgées|ménage de 4 personnes|bail de 9 ans|"
    "délai de 30 jours dépassé|le candidat ne répond pas depuis le 12/03/2025|"
    "rue Pierre Brossolette, immeuble à démolir|résidence Marie Curie|"
    "relogement après le sinistre du 3 janvier 2025|logement né de la division d'un T5|"
    "refus le 2|DALO reconnu le 12/03/2025|violences, ordonnance de protection|"
    "ville de saint-denis|mutation pour raison de santé|réservation de l'Etat épuisée|"
    "école Jean Jaurès proche|accord écrit du préfet|il a dit oui|"
    "ne le 12 au plus tard : plus personne|convention de 2019, article 4|"
    "handicap, besoin d'un ascenseur|surface insuffisante pour 5 personnes|"
    "tour de rôle, rang 3|Plaine Commune est prioritaire"
)
NES = (
    "née le 12/03/1985|né le 12 mars 1985|Née en 1985|né(e) le 12/03/1985|née 12/03/1985|ne le 12/03/1985|"
    "nee le 12/03/1985|date de naissance : 12/03/1985|candidat né le 1er mai 1960"
)
AGES = "âgée de 82 ans|agé de 45 ans|Agé(e) de 45 ans|candidate âgée de quarante ans"
MINUSCULES = (
    "marie durand|refus de marie durand|mohamed ben ali|durand marie|jean-paul martin absent|marie de souza|"
    "Marie durand|pierre durand"
)


@pytest.mark.parametrize(
    ("texte", "forme"),
    [
        *((x, Forme.NAISSANCE) for x in NES.split("|")),
        *((x, Forme.AGE) for x in AGES.split("|")),
        *((x, Forme.NOM) for x in MINUSCULES.split("|")),
        *((x, None) for x in MOTIFS_ORDINAIRES.split("|")),
    ],
)
def test_a_motive_names_nobody_and_says_no_birth(texte: str, forme: Forme | None) -> None:
    assert free_text_form(texte) is forme


NOMS = (
    "ZORGLUB Hyacinthe|DURAND Marie|Marie DURAND|MARIE DURAND|Zorglub Hyacinthe|"
    "ZORGLUB HYACINTHE|BA Fatou|BA Hyacinthe|durand marie|marie durand|DURAND, Marie|"
    "ZORGLUB H.|DURAND Marie-Claude|Jean-Paul MARTIN|PETIT Marie|Mohamed BEN ALI|"
    "DURAND Marie 12|N'GUYEN Thi|LE GOFF Yann|ZORGLUB-KRZT Hyacinthe|El Zorglub Hyacinthe|"
    "DURAND/Marie|ZORGLUB  Hyacinthe Noel"
)
CHOSES = (
    "LOGEMENT VACANT|SAINT DENIS|T3 BIS|SAINT-DENIS|PLUS CD|PLAI ADAPTE|LOGEMENT SOCIAL|"
    "LA COURNEUVE|LE BLANC MESNIL|AULNAY SOUS BOIS|EPINAY SUR SEINE|NOISY LE GRAND|"
    "Action Logement|ACTION LOGEMENT|NON RENSEIGNE|Non renseigné|NON CONVENTIONNE|EN COURS|"
    "EN TRAVAUX|HORS CONTINGENT|RESIDENCE SOCIALE|RESIDENCE ETUDIANTE|"
    "FOYER JEUNES TRAVAILLEURS|JEUNES TRAVAILLEURS|MUTATION INTERNE|RELOGEMENT ANRU|"
    "LOYER LIBRE|PRET LOCATIF|PRET LOCATIF SOCIAL|LOGEMENT ORDINAIRE|Logement ordinaire|"
    "pension de famille|TOUR B|BATIMENT AZUR|BAT A|T3 DUPLEX|STUDIO MEUBLE|A RENSEIGNER|"
    "SANS OBJET|PAS SURVENU|PREMIERE LOCATION|VILLE DE PARIS|MAIRIE DE BOBIGNY|"
    "CITE JEAN JAURES|RUE MARIE CURIE|HLM SRU|PLS CD|MAISON INDIVIDUELLE|"
    "CONSEIL DEPARTEMENTAL|PLAINE COMMUNE|GRAND PARIS|EST ENSEMBLE|SEINE-SAINT-DENIS|"
    "a préciser|VENTE HLM|31 MARS 2025|12 mars 2025|FIN MARS|CDC HABITAT|DROIT DE SUITE|"
    "Bail signé|VACANT TECHNIQUE|PLUS 2020|inconnu|45584|oui"
)


@pytest.mark.parametrize(
    ("texte", "nom"), [*((x, True) for x in NOMS.split("|")), *((x, False) for x in CHOSES.split("|"))]
)
def test_the_shape_of_a_name_is_known_from_codes(texte: str, nom: bool) -> None:
    assert name_shaped(texte) is nom


@pytest.mark.parametrize("colonne_lue", ["FINAN", "QPV", "SURF", "DT_INFO", "INSEE"])
@pytest.mark.parametrize("texte", ["ZORGLUB Hyacinthe", "Marie DURAND"])
def test_a_name_that_a_column_cannot_read_is_said_nowhere(texte: str, colonne_lue: str) -> None:
    """Neither by the finding nor by the cell, whose error a result may quote; a code is."""
    titles = ENTETE.strip().split(";")
    cells = BONNE.strip().split(";")
    for value, shown in ((texte, False), ("LOGEMENT VACANT", True)):
        row = ";".join(value if nom == colonne_lue else c for nom, c in zip(titles, cells, strict=True))
        checked = load_text(f"{ENTETE}{row}\n")
        (found,) = checked.diagnostics
        said = repr(checked.value) + repr(found.args) + found.span.source.text
        assert (value in said, value in found.span.source.text) == (shown, shown)


@pytest.mark.parametrize("table", ["candidatures", "demandes"])
@pytest.mark.parametrize("texte", [*NOMS.split("|")[:6], "Mme Zwyxqlaine", "06 12 34 56 78", "0612345678"])
def test_what_a_household_is_known_by_is_no_name(texte: str, table: str) -> None:
    columns = {"vacances": (colonne("id", TTexte(), "NUM_VAC"),), table: (colonne("id", TTexte(), "QUI"),)}
    if table == "candidatures":
        columns[table] += (VACANCE,)
    carte = mapping((source("v.csv"), source("c.csv", table, separateur=";")), columns)
    checked = load(carte, {"v.csv": b"NUM_VAC\nV1\n", "c.csv": f"QUI;NUM_VAC\n{texte};V1\n".encode()})
    assert "CR770" in codes(checked) and texte not in repr(checked)
    fine = load(carte, {"v.csv": b"NUM_VAC\nV1\n", "c.csv": b"QUI;NUM_VAC\nCAND 2025-12;V1\n"})
    assert "CR770" not in codes(fine)


@pytest.mark.parametrize("texte", ["0612345678", "2690549588157", "Madame de Sévigné", "12 rue des Lilas"])
def test_the_number_or_the_name_of_a_thing_is_not_taken_for_that_of_a_person(texte: str) -> None:
    assert personal_form(texte, "vacances", "programme") is None


@pytest.mark.parametrize("texte", ["06 12 34 56 78", NIR, "093012500012311001", "a@exemple.fr"])
def test_what_is_sure_is_known_in_an_identifier_too(texte: str) -> None:
    assert personal_form(texte, "vacances", "id") is not None


def test_an_address_is_that_of_a_household_where_rows_are_households() -> None:
    assert personal_form("12 rue des Lilas", "candidatures", "quartier") is Forme.ADRESSE
    assert personal_form("12 rue des Lilas", "logements", "quartier") is None


def test_what_looks_like_a_form_is_said_in_french() -> None:
    assert Forme.NOM.semblable == "au nom d'une personne"
    assert Forme.TELEPHONE.semblable == "à un numéro de téléphone"


@given(st.text(max_size=40))
def test_any_text_has_an_answer(texte: str) -> None:
    assert personal_form(texte) in (None, *Forme)


def test_a_stray_value_is_an_error_in_its_cell_alone() -> None:
    carte = mapping(
        (source("v.csv"),), {"vacances": (colonne("id", TTexte(), "N"), colonne("quartier", TTexte(), "Q"))}
    )
    checked = load(carte, {"v.csv": b"N;Q\nV1;centre\nV2;06 12 34 56 78\nV3;Mme Durand\n"})
    cells = [v.ligne.cellule("quartier") for v in checked.value.faits.vacances]
    assert [type(c) for c in cells] == [Connu, Erreur, Erreur]
    assert codes(checked) == ["CR770", "CR770"] and checked.value.complet
    shown = "".join(d.span.source.text for d in checked.diagnostics) + repr(checked.diagnostics)
    assert "06 12" not in shown and "Durand" not in shown and "V2" in shown


def test_a_file_without_titles_shows_none_of_its_first_line() -> None:
    carte = mapping((source("v.csv"),), {"vacances": (colonne("id", TTexte(), "V1"),)})
    checked = load(carte, {"v.csv": b"V1;06 12 34 56 78;a@exemple.fr\nV2;x;y\n"})
    shown = repr(checked) + "".join(d.span.source.text for d in checked.diagnostics)
    assert "06 12" not in shown and "exemple.fr" not in shown and codes(checked)
    assert CONTEXTE.pseudonyme is None


# --- a title that says a person ---------------------------------------------------------------
NOMS = ("DURAND Marie", "durand", "Jean-Paul O'Brien", "Durand, M.", "DUR\u200bAND")
OUI_NON = colonne("qpv", TCondition(), "LOCATAIRE")
TEXTE = colonne("quartier", TTexte(), "LOCATAIRE")
CODES = colonne("quartier", TTexte(), "LOCATAIRE", codes=(("ACTION LOGEMENT", "al"), ("VILLE", "ville")))
JOUR = colonne("bail", TEvenement(), "LOCATAIRE", format="jj/mm/aaaa")


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (OUI_NON, ("oui", "NON", "x")),
        (CODES, ("ACTION LOGEMENT", "VILLE")),
        (JOUR, ("03/02/2025", "jamais")),
        (TEXTE, ("L-0012", "93", "AL", "non", "")),
    ],
    ids=lambda found: found.champ if isinstance(found, ir.Colonne) else "",
)
def test_values_decide_under_a_title_that_may_say_a_person(
    column: ir.Colonne, texts: tuple[str, ...]
) -> None:
    carte = mapping((source("v.csv"),), {"vacances": (colonne("id", TTexte(), "N"), column)})
    rows = [f"V{n};{text}" for n, text in enumerate((*texts, *NOMS))]
    checked = load(carte, {"v.csv": "\n".join(["N;LOCATAIRE", *rows]).encode()})
    cells = [v.ligne.cellule(column.champ) for v in checked.value.faits.vacances]
    assert [isinstance(c, Erreur) for c in cells] == [False] * len(texts) + [True] * len(NOMS)
    assert codes(checked) == ["CR770"] * len(NOMS)
    shown = "".join(d.span.source.text for d in checked.diagnostics) + repr(checked.diagnostics)
    assert not any(name in shown for name in NOMS)


def test_a_title_that_may_say_a_person_is_mapped_or_ignored() -> None:
    carte = mapping((source("v.csv"),), {"vacances": (colonne("id", TTexte(), "N"),)})
    assert codes(load(carte, {"v.csv": b"N;LOCATAIRE\nV1;DURAND\n"})) == ["CR722"]


@pytest.mark.parametrize(
    ("chemin", "shown"),
    [
        ("donnees/export-durand-0612345678.csv", "donnees/···.csv"),
        ("mme_durand/parc.xlsx", "···/parc.xlsx"),
        ("export-2025-01-15-10-30-00.csv", "export-2025-01-15-10-30-00.csv"),
        ("../vacances-2025.csv", "../vacances-2025.csv"),
        ("extrait", "extrait"),
    ],
)
def test_a_file_named_after_somebody_is_not_shown(chemin: str, shown: str) -> None:
    assert shown_path(chemin) == shown


# --- a key that fills no fact -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("cle", "named"),
    [
        ("Mme Durand 06 12 34 56 78", False),
        ("093012345678912345", False),
        ("0612345678", False),
        ("DUPOND", False),
        ("L-0012", True),
    ],
)
def test_no_excerpt_shows_the_key_that_joins_files(cle: str, named: bool) -> None:
    columns = (
        colonne("id", TTexte(), "N"),
        colonne("bail", TEvenement(), "BAIL", fichier="b.csv", format="jj/mm/aaaa"),
    )
    sources = (source("v.csv", cles=("DOSSIER",)), source("b.csv", cles=("DOSSIER",)))
    leases = f"DOSSIER;BAIL\n{cle};03/02/2025\n{cle};04/02/2025\n{cle} bis;05/02/2025\n"
    files = {"v.csv": f"N;DOSSIER\nV1;{cle}\nV2;{cle}\n".encode(), "b.csv": leases.encode()}
    checked = load(mapping(sources, {"vacances": columns}), files)
    told = checked.diagnostics
    assert {d.code for d in told} == {"CR780", "CR781", "CR783"}
    assert not any(cle in d.span.source.text for d in told)
    assert all("03/02/2025" in d.span.source.text for d in told if d.code == "CR781")
    assert (cle in repr([d.args for d in told])) is named
    assert any(cle in found.cles.values() for found in checked.value.fichiers) is named


@pytest.mark.parametrize(
    "texte",
    [
        "agence Victor Hugo",
        "Agence Paul Éluard",
        "bâtiment Marie Curie",
        "loi Alain Lambert",
        "foyer Jean Macé",
    ],
)
def test_what_bears_the_name_of_somebody_is_no_person(texte: str) -> None:
    assert free_text_form(texte) is None
    assert free_text_form(f"{texte}, Marie Durand") is Forme.NOM
    assert free_text_form(f"Marie Durand, {texte}") is Forme.NOM
