"""What a convention *is*: one typed tree, names resolved, units and bases checked.

Invariants: immutable; equality ignores places; a tree without `Invalide` means what it says.
Definitions are expanded where they are used (`Nomme` keeps the author's word for explanations).
"""

from convrules.ir.clauses import *  # noqa: F403  # one namespace, five files
from convrules.ir.controles import *  # noqa: F403
from convrules.ir.expressions import *  # noqa: F403
from convrules.ir.files import *  # noqa: F403
from convrules.ir.politique import *  # noqa: F403
from convrules.ir.sentences import *  # noqa: F403
