"""What people decided: decisions, notes, matches, assignments, closed months and the log of viewing.

Apart from the warehouse, because people write it while the warehouse is read-only, and it survives every rebuild.
"""

from casebook.book import Casebook, ClosedMonth, Snapshot
from casebook.decisions import Decision, Outcome
from casebook.store import CasebookError

__all__ = ["Casebook", "CasebookError", "ClosedMonth", "Decision", "Outcome", "Snapshot"]
