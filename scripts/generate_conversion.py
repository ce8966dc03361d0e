"""Write the invented data of conventions/exemples/conversion: programmes, rights, the vacancies of a year.

Nothing is drawn: each figure is below, so that a reader can count again.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

OUT = Path(__file__).parents[1] / "conventions/exemples/conversion/donnees"

PROGRAMMES = {
    "P1": ("93066", 40),
    "P2": ("93066", 24),
    "P3": ("93048", 30),
    "P4": ("93001", 16),
    "P5": ("93078", 10),
}
"""By programme: its commune, its dwellings."""
DROITS = (
    ("D01", "P1", "ETAT", "PLEIN_DROIT", "S", 10, "01/01/1998", "SF", ""),
    ("D02", "P2", "ETAT", "PLEIN_DROIT", "S", 7, "01/01/2012", "SF", ""),
    ("D03", "P3", "ETAT", "PLEIN_DROIT", "S", 8, "01/01/2005", "SF", ""),
    ("D04", "P4", "ETAT", "PLEIN_DROIT", "S", 5, "01/01/2001", "31/12/2029", ""),
    ("D05", "P1", "VILLE", "GARANTIE", "S", 8, "01/01/1998", "30/06/2027", "30/06/2027"),
    ("D06", "P2", "VILLE", "GARANTIE", "S", 4, "01/01/2012", "31/12/2041", "31/12/2041"),
    ("D07", "P3", "VILLE", "GARANTIE", "S", 6, "01/01/1990", "31/12/2023", "31/12/2023"),
    ("D08", "P4", "VILLE", "FINANCEMENT", "S", 2, "01/01/2001", "31/12/2030", ""),
    ("D09", "P3", "AL", "FINANCEMENT", "S", 6, "01/01/2005", "SF", ""),
    ("D10", "P5", "AL", "FINANCEMENT", "U", 6, "01/01/2024", "31/12/2029", ""),
    ("D11", "P2", "AL", "FINANCEMENT", "S", 5, "01/01/2012", "31/12/2028", ""),
)
VACANCES = {"P1": 9, "P2": 5, "P3": 7, "P4": 3, "P5": 2}
"""By programme: dwellings that came free in 2025."""


def main() -> None:
    dwellings = {p: [f"{p}-{n:02}" for n in range(1, count + 1)] for p, (_, count) in PROGRAMMES.items()}
    write(
        "logements.csv",
        "NUM_LOGT;PROG;INSEE",
        (f"{ident};{p};{PROGRAMMES[p][0]}" for p, idents in dwellings.items() for ident in idents),
    )
    write(
        "programmes.csv",
        "PROG;INSEE;NB_LOGTS",
        (f"{p};{commune};{count}" for p, (commune, count) in PROGRAMMES.items()),
    )
    write(
        "droits.csv",
        "NUM_DROIT;PROG;TITULAIRE;ORIGINE;FORME;NOMBRE;DEBUT;FIN;DERNIER_VERST",
        (";".join(map(str, d)) for d in DROITS),
    )
    freed = [(p, ident) for p, n in VACANCES.items() for ident in dwellings[p][:n]]
    days = [date(2025, 1, 6) + timedelta(days=13 * rang) for rang in range(len(freed))]
    write(
        "vacances-2025.csv",
        "NUM_VAC;NUM_LOGT;INSEE;DT_DISPO",
        (
            f"V{rang:02};{ident};{PROGRAMMES[p][0]};{day:%d/%m/%Y}"
            for rang, ((p, ident), day) in enumerate(zip(freed, days, strict=True), 1)
        ),
    )


def write(name: str, head: str, rows: Iterable[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_text("\n".join([head, *rows]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
