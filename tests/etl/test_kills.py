"""kill -9 at random moments: no reader sees a half, the next load completes, nothing doubles."""

import sys

import pytest

from benchmarks.kills import run


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not there")
def test_twenty_kills_lose_and_show_nothing(tmp_path):
    tally = run(tmp_path, kills=20)
    assert not tally.half
    assert not tally.back
    assert not tally.unopened
    assert tally.doubled == 0
    assert tally.reads > 20
