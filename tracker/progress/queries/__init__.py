"""How far, how late, how sure: questions that join the working rooms."""

from tracker.progress.queries.pitfalls import FAR_BELOW, Pitfall, Reason, pitfalls
from tracker.progress.queries.standing import Clause, Standing, standing, trend

__all__ = ["FAR_BELOW", "Clause", "Pitfall", "Reason", "Standing", "pitfalls", "standing", "trend"]
