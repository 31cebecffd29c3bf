"""Formulas over rows of person × full ISO week: the figure of a month is the mean of its weeks' figures.

Each week has its own base (whoever belonged to it on its Sunday); a month without a full week yet has no figure.
"""


def mean_count(condition: str) -> str:
    """How many people a week, on average."""
    return f"count(*) filter ({condition})::double / nullif(count(distinct week_end), 0)"


def mean_base() -> str:
    """The base of a week, on average."""
    return "count(*)::double / nullif(count(distinct week_end), 0)"


def mean_share(condition: str) -> str:
    """The mean of the weekly shares, every week with the same weight."""
    counted = f"list_extract(map_extract(histogram(week_end) filter ({condition}), week), 1)"
    based = "list_extract(map_extract(histogram(week_end), week), 1)"
    return (
        "list_avg(list_transform(map_keys(histogram(week_end)), "
        f"lambda week: coalesce({counted}, 0)::double / {based}))"
    )
