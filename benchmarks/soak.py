"""Long trials that the suite holds in small: 300 kills of a load, hours of invented files for the parsers, two people in
two browsers who decide the same 200 findings while the app is killed.

    python -m benchmarks.soak kills [--times 300]
    python -m benchmarks.soak browsers [--findings 200]
    python -m benchmarks.soak parsers [--minutes 10] [--only vk_api,max_bot]

Parsers: each file `tests/etl/sources/test_properties_PARSER.py` is run over and over for so many minutes, every round with
a new seed; the seed of a failing round is printed, and `pytest --hypothesis-seed=SEED` with the same SFERUM_SOAK_EXAMPLES
repeats it.

What came out is kept by hand in benchmarks/RESULTS.md, with the date.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROPERTIES = (ROOT / "tests/etl/sources").glob("test_properties_*.py")
EXAMPLES = 100  # a test in one round: small, so that a parser keeps to its minutes


def kills(times: int) -> int:
    """Kill a load `times` times with readers polling; returns the number of failures seen."""
    from benchmarks.kills import run

    with tempfile.TemporaryDirectory() as temporary:
        print(run(Path(temporary), kills=times, told=lambda tally: print(tally, file=sys.stderr)))
    return 0


def parsers(minutes: float, only: set[str]) -> int:
    """Run the property tests of each parser for so many minutes; returns how many parsers failed."""
    files = {path.stem.removeprefix("test_properties_"): path for path in sorted(PROPERTIES)}
    if unknown := only - set(files):
        print(f"No such parser: {', '.join(sorted(unknown))}. There are: {', '.join(files)}.")
        return 2
    failed = [
        name for name in files if name in (only or files) and not _soaked(name, files[name], minutes * 60)
    ]
    return len(failed)


def _soaked(name: str, file: Path, seconds: float) -> bool:
    """Rounds of one parser until its time is over or something fails; says how much was tried."""
    begun, rounds, spent = time.perf_counter(), 0, os.times().children_user
    while time.perf_counter() - begun < seconds:
        seed = random.SystemRandom().randrange(2**32)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "--timeout=0",
                f"--hypothesis-seed={seed}",
                str(file),
            ],
            cwd=ROOT,
            env={**os.environ, "SFERUM_SOAK_EXAMPLES": str(EXAMPLES)},
            capture_output=True,
            text=True,
            check=False,
        )
        rounds += 1
        if done.returncode:
            print(f"{name}: FAILED in round {rounds}, seed {seed}\n{done.stdout[-4000:]}", flush=True)
            return False
    told = f"{time.perf_counter() - begun:.0f} s, {os.times().children_user - spent:.0f} s of processor"
    print(f"{name}: {rounds} rounds of {EXAMPLES} examples a test, {told}, nothing found", flush=True)
    return True


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
    parser.add_argument("--minutes", type=float, default=10, help="for each parser")
    parser.add_argument("--only", default="", help="parsers, with commas between")
    parser.add_argument("--findings", type=int, default=200)
    options = parser.parse_args()
    begun = time.perf_counter()
    trials = {
        "kills": lambda: kills(options.times),
        "parsers": lambda: parsers(options.minutes, set(filter(None, options.only.split(",")))),
        "browsers": lambda: browsers(options.findings),
    }
    code = trials[options.trial]()
    print(f"{options.trial}: {time.perf_counter() - begun:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
