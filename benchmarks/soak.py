"""Long trials that the suite holds in small: 300 kills of a load, hours of invented files for the parsers.

    python -m benchmarks.soak kills [--times 300]
    python -m benchmarks.soak parsers [--examples 20000]

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
        print(run(Path(temporary), kills=times))
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


def main() -> int:
    """Run one trial and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trial", choices=("kills", "parsers"))
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--examples", type=int, default=20_000)
    options = parser.parse_args()
    begun = time.perf_counter()
    code = kills(options.times) if options.trial == "kills" else parsers(options.examples)
    print(f"{options.trial}: {time.perf_counter() - begun:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
