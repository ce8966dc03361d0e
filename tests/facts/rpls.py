"""Files shaped like RPLS as it is filed: a record for the landlord, then 64 positions by dwelling. The rows
are invented, with the dirt that is met."""

import random
import re
from dataclasses import dataclass

BAILLEUR = "2025;000000000;OPH EXEMPLE;;1;;RUE;EXEMPLE;93000;00000000000000;{n};"
TITRES = re.findall(
    r"\w+",
    """
    IDENT_REP IDENT_INT DROIT DEPCOM CODEPOSTAL LIBCOM NUMVOIE INDREP TYPVOIE NOMVOIE NUMAPPT
    NUMBOITE ESC COULOIR ETAGE COMPLIDENT ENTREE BAT IMMEU COMPLGEO LIEUDIT QPV TYPECONST NBPIECE
    SURFHAB CONSTRUCT LOCAT PATRIMOINE ORIGINE RSEXPRO SIRETEXPRO FINAN FINANAUTRE CONV NUMCONV
    DATCONV SORTIEPATRIM OLDLOGT NEWLOGT MODE BAIL MODESURF SURFMODE LOYERPRINC LOYERACC CONTRIB CUS
    DPEDATE DPEENERGIE DPESERRE SRU_EXPIR SRU_ALINEA IDENTGES CODSEGPATRIM LIBSEGPATRIM LOYERMAXAPL
    LOYERMAXCUS QUALACQ MISCOMMERCIAL PRIXVENTE PRODFIN REMLOCDATE CONTRESLOG COMMENTAIRE
    """,
)
COMMUNES = ("93066", "93048", "93010", "75118", "01004")
FINAN = ("10", "11", "12", "13", "14", "15", "16", "17", "49", "50", "51", "52", "53", "54", "55", "99")


def row(**valeurs: str) -> str:
    """A dwelling; what is not said is what most of them have."""
    usual = {
        "DROIT": "1",
        "DEPCOM": "93066",
        "QPV": "2",
        "TYPECONST": "C",
        "NBPIECE": "3",
        "SURFHAB": "62",
        "CONSTRUCT": "1975",
        "LOCAT": "1976",
        "FINAN": "13",
        "CONV": "1",
        "DATCONV": "01/07/1980",
        "SORTIEPATRIM": "9",
        "MODE": "1",
        "LOYERPRINC": "412,30",
        "LOYERACC": "999",
        "CONTRIB": "999",
        "DPEDATE": "01/1900",
        "CONTRESLOG": "7",
    }
    assert valeurs.keys() <= set(TITRES)
    return ";".join({**usual, **valeurs}.get(titre, "") for titre in TITRES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fichier:
    """`refusees`: rows without identifier, with one met before, or of another width. `abimees`: bad cells."""

    contenu: str
    lignes: int
    refusees: int
    abimees: dict[str, int]


def generate(lignes: int, graine: int = 1) -> Fichier:
    """Rows of every kind, a few in a hundred of them dirty; the last line is a blank one."""
    alea = random.Random(graine)
    rows: list[str] = []
    refused = 0
    damaged = {"SURFHAB": 0, "FINAN": 0, "DEPCOM": 0, "LOYERPRINC": 0}
    for number in range(lignes):
        made = _dwelling(alea, number)
        match alea.randrange(100):
            case 0:
                made, refused = made | {"IDENT_INT": ""}, refused + 1
            case 1 if rows:
                made, refused = made | {"IDENT_INT": "LG-000000"}, refused + (number > 0)
            case 2:
                made, refused = made | {"COMMENTAIRE": "un point-virgule ; en trop"}, refused + 1
            case 3:
                made |= {"SURFHAB": "62 m"}
                damaged["SURFHAB"] += 1
            case 4:
                made |= {"FINAN": "77"}
                damaged["FINAN"] += 1
            case 5:
                made |= {"DEPCOM": "1004"}
                damaged["DEPCOM"] += 1
            case 6:
                made |= {"LOYERPRINC": "1.1144e+006"}
                damaged["LOYERPRINC"] += 1
            case 7:
                made |= {
                    "QPV": "NC",
                    "NBPIECE": "?",
                    "SURFHAB": "NA",
                    "CONSTRUCT": "0",
                    "REMLOCDATE": "01/1900",
                }
            case _:
                pass
        rows.append(row(**made))
    text = "\n".join((BAILLEUR.format(n=lignes), *rows, "", ""))
    return Fichier(contenu=text, lignes=lignes, refusees=refused, abimees=damaged)


def _dwelling(alea: random.Random, number: int) -> dict[str, str]:
    mode = alea.choices("123459", (88, 3, 4, 2, 2, 1))[0]
    month = alea.randint(1, 11)
    return {
        "IDENT_REP": "" if alea.random() < 0.02 else f"{number + 1:010d}",
        "IDENT_INT": f"LG-{number:06d}",
        "DEPCOM": alea.choice(COMMUNES),
        "QPV": alea.choice("12"),
        "NBPIECE": alea.choice("123456789"),
        "SURFHAB": str(alea.randint(15, 140)),
        "CONSTRUCT": str(alea.randint(1900, 2024)),
        "FINAN": alea.choice(FINAN),
        "CONV": alea.choice("12"),
        "MODE": mode,
        "BAIL": f"{month + 1:02d}/2024" if mode == "1" else "",
        "REMLOCDATE": f"{month:02d}/2024" if mode in "12" else "",
        "LOYERPRINC": alea.choice(("9999", "1\u202f020,55", "388", "412,3")),
        "CONTRESLOG": alea.choice("1234567"),
    }
