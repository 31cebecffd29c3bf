"""The command line as users run it: exit codes, one JSON document, Russian sentences, no traceback."""

import json
import os
import subprocess
import sys

import pytest

from settings import ROOT
from tests.etl.loading import CHAT, Home, history, message


@pytest.fixture
def run(tmp_path):
    """Run `python -m etl` over a home of its own."""
    home = Home(tmp_path)

    def call(*words: object) -> subprocess.CompletedProcess:
        environment = os.environ | {
            "SFERUM_HOME": str(home.place.home),
            "SFERUM_SAMPLE": "0",
            "PYTHONUTF8": "1",
        }
        return subprocess.run(
            [sys.executable, "-m", "etl", *map(str, words)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    call.home = home
    return call


def test_a_good_and_a_bad_file_exit_1_with_one_document(run):
    run.home.write("хорошая.json", history([message(1)]))
    run.home.write("пустая.json", b"")
    done = run("load", run.home.inbox, "--json")
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    assert {file["status"] for file in document["files"]} == {"loaded", "refused"}
    assert document["tables"]["messages"] == 1
    assert document["version"]
    assert "пуст" in done.stderr
    assert "Traceback" not in done.stderr


# command → (exit status, what is said on stderr)
COMMANDS = {
    "nothing there": (["load", "нет-такого-файла.json"], 1, "нет"),
    "an unknown zone": (["load", ".", "--tz", "Mars/Base"], 2, "Mars/Base"),
    "a bad date": (["load", ".", "--as-of", "31.02"], 2, "31.02"),
    "an unknown command": (["lead"], 2, "lead"),
    "status of nothing": (["status"], 1, ""),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_exit_codes(run, case):
    words, code, said = COMMANDS[case]
    done = run(*words)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_and_rejects_after_a_load_with_rejected_rows(run):
    headings = ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа")
    run.home.sheet(
        "сообщения.csv",
        headings,
        (1, CHAT, 9, "05.10.2026 10:00", "Да", "MAX"),
        (2, CHAT, 9, "31.02.2026", "Нет", "MAX"),
    )
    assert run("load", run.home.inbox).returncode == 0
    status = json.loads(run("status", "--json").stdout)
    assert (status["rejects"], status["tables"]["messages"], status["sample"]) == (1, 1, False)
    assert status["sources"][0].keys() >= {"name", "format", "rows_in", "loaded", "rejected", "loaded_at"}
    (reject,) = json.loads(run("rejects", "--json").stdout)
    assert reject.keys() == {"file", "locator", "column", "code", "message", "raw_masked"}
    assert reject["column"] == "Отправлено"
    assert "02.2026" not in reject["raw_masked"]
