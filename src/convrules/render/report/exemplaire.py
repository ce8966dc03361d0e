"""Whose copy of the year a page is."""

from convrules.base.texte import t, tel_quel


def whose_copy(pour: str) -> tuple[str, str]:
    """What the page shows, and to whom; then what is given to the others, or left out."""
    if not pour:
        return (
            t(
                "Exemplaire du bailleur\u202f: le compte de chaque réservataire, et des vacances par leur "
                "identifiant."
            ),
            t(
                "À un réservataire se transmettent le sien («\u00a0convrules compliance "
                "--exemplaires\u00a0»), et le dossier que fait «\u00a0convrules bilan\u00a0»."
            ),
        )
    return (
        t("Exemplaire remis à «\u00a0{holder}\u00a0»\u202f: ses conventions.", holder=tel_quel(pour)),
        t(
            "Les vacances qui sont à son compte à coup sûr y sont nommées, les autres comptées\u202f; ce que "
            "d'autres conventions attendent des mêmes logements n'y est pas dit."
        ),
    )
