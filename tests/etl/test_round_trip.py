"""The invented institution in several formats at once is still one institution."""

import pytest

from etl import sample
from tests.etl.loading import Home, home

__all__ = ["home"]
SIZE = {"members": 60, "messages": 500, "months": 2}
COUNTS = """
    select platform, month, count(*), count(distinct message_id), count(distinct author_id), count(distinct chat_id)
    from messages where deleted_at is null group by all order by all"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sheets", "dumper"])
def test_a_second_format_doubles_nothing(tmp_path, home: Home, kind):
    sample.write(tmp_path / "json", **SIZE)
    home.load(tmp_path / "json")
    before = home.rows(COUNTS)
    assert before
    sample.write(tmp_path / kind, **SIZE, vk_as=kind, max_as="sheets")
    again = home.load(tmp_path / kind)
    assert sum(file.table_rows.get("messages", 0) for file in again.files if file.status == "loaded") > 100
    assert home.rows(COUNTS) == before
