"""Long trials that the suite holds in small: 300 kills of a load, hours of invented files for the parsers, two people in
two browsers who decide the same 200 findings while the app is killed.

    python -m benchmarks.soak kills [--times 300]
    python -m benchmarks.soak parsers [--examples 20000]
    python -m benchmarks.soak browsers [--findings 200]

What came out is kept by hand in benchmarks/RESULTS.md, with the date.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def kills(times: int) -> int:
    """Kill a load `times` times with readers polling; returns the number of failures seen."""
    from benchmarks.kills import run

    with tempfile.TemporaryDirectory() as temporary:
        print(run(Path(temporary), kills=times, told=lambda tally: print(tally, file=sys.stderr)))
    return 0


def parsers(examples: int) -> int:
    """The property tests of the sources with many more examples than the suite takes."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/etl"],
        cwd=ROOT,
        env={**os.environ, "SFERUM_SOAK_EXAMPLES": str(examples)},
        check=False,
    )
    return done.returncode


def browsers(findings: int) -> int:
    """Two browsers, five kills -9; raises where a decision is lost or doubled."""
    from benchmarks.two_browsers import run

    with tempfile.TemporaryDirectory() as temporary:
        print(run(Path(temporary), findings=findings, kills=5))
    return 0


def main() -> int:
    """Run one trial and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trial", choices=("kills", "parsers", "browsers"))
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--findings", type=int, default=200)
    options = parser.parse_args()
    begun = time.perf_counter()
    trials = {
        "kills": lambda: kills(options.times),
        "parsers": lambda: parsers(options.examples),
        "browsers": lambda: browsers(options.findings),
    }
    code = trials[options.trial]()
    print(f"{options.trial}: {time.perf_counter() - begun:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
