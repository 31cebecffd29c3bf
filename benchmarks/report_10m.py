"""The whole set of a month's files over 900 groups and 10,000,000 messages, beside the indicators of that month in the same run.

    python -m benchmarks.report_10m [--home FOLDER] [--messages 10000000] [--month 2026-10]

`reports indicators` and `reports month` (XLSX, DOCX, PDF) take turns in processes of their own; the council's page and an
association's month follow in this one. People have decided much since the load, so no kept figure is used (`indicators_10m`).
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.indicators_10m import ROOT, decided_home, forget

ROUNDS = 3


def main() -> None:
    """Measure in turns, print seconds, what the report takes beyond the indicators, and sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "sferum-large")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--month", default="2026-10")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.home.parent) as folder:
        copy, out = Path(folder) / "home", Path(folder) / "out"
        copy.mkdir()
        decided_home(options.home, copy, options.messages)
        os.environ["SFERUM_HOME"] = str(copy)
        for _ in range(ROUNDS):
            indicators = timed(copy, ["indicators", options.month, "--json"])
            files = timed(copy, ["month", options.month, "--out", str(out)])
            print(
                f"indicators {indicators[0]:.1f} s ({indicators[1]:.1f} s of processor), all files {files[0]:.1f} s ({files[1]:.1f} s): "
                f"beyond {files[0] - indicators[0]:.1f} s ({files[1] - indicators[1]:.1f} s)"
            )
        print(", ".join(f"{path.name} {path.stat().st_size // 1024} KB" for path in sorted(out.iterdir())))
        tell_pages(options.month)


def timed(home: Path, arguments: list[str]) -> tuple[float, float]:
    """Seconds on the clock and of processor of one command, the warehouse forgotten before."""
    forget(home)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "reports", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tell_pages(month: str) -> None:
    """Seconds of the council's page (beside a report made already) and of one association's month."""
    from reports import closing
    from reports.association import association_names, association_pdfs
    from reports.council import council_pdf
    from warehouse.connect import open_reader

    with open_reader() as reader:
        report, name = closing.draft(reader, month), association_names(reader)[0]
        for title, make in (
            ("council's page", lambda: council_pdf(reader, report)),
            ("month of one association", lambda: association_pdfs(reader, month, [name])),
        ):
            begun, processor = time.perf_counter(), time.process_time()
            make()
            print(
                f"{title}: {time.perf_counter() - begun:.1f} s ({time.process_time() - processor:.1f} s of processor)"
            )


if __name__ == "__main__":
    main()
