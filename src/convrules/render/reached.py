"""An account that a rule asks to be reached, in French."""

from convrules import ir
from convrules.render.french import cite, de


def reached(asked: ir.Atteint, event: str, *, holds: bool) -> str:
    """event: what happens on the day of the question, with its article; empty for the reference date."""
    subject = "la part" if asked.part else "le quota"
    done = "atteinte" if asked.part else "atteint"
    verb = "est" if holds else "n'est pas"
    day = f"le jour {de(event)}" if event else "au jour de référence"
    due = "au vu de ce qui est dû à cette date" if asked.a_date else "au vu du dû de la période entière"
    return f"{subject} {cite(asked.clause.replace('_', ' '))} {verb} {done} {day}, {due}"
