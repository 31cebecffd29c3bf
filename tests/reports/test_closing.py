"""Closing from the command line and in the journals: what is missing, the same bytes, corrections, forms, the schedule."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.shared import Mm, Pt
from pypdf import PdfReader
from typer.testing import CliRunner

from casebook import Casebook
from regulation.indicators import BY_ID
from reports import closing, pdf
from reports.__main__ import app
from reports.annexes import breakdowns
from reports.monthly import Monthly, make_files, monthly
from settings import ROOT
from tests.kit import reader_of
from tests.reports.test_golden import institution as golden_institution
from warehouse.connect import open_reader
from warehouse.measure import breaches, figures
from warehouse.periods import month
from warehouse.place import Place

MONTH = "2026-10"


def in_words(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


# --- the command line ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_closing_by_command_gives_the_very_bytes_and_tells_what_changed_since(
    own_home: Place, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("SFERUM_HOME", str(own_home.home))
    command = ["month", MONTH, "--out"]
    closed = CliRunner().invoke(app, [*command, str(tmp_path / "a"), "--close"])
    assert closed.exit_code == 0, closed.output
    assert f"Месяц {MONTH} закрыт." in closed.output
    settings = (ROOT / "settings.toml").read_text(encoding="utf-8")
    changed = re.sub(r'("?2\.3-01"?\s*=\s*\{[^}]*ok\s*=\s*)1(?:\.0+)?', r"\g<1>0.5", settings)
    assert changed != settings
    (tmp_path / "settings.toml").write_text(changed, encoding="utf-8")
    monkeypatch.setenv("SFERUM_SETTINGS", str(tmp_path / "settings.toml"))
    again = CliRunner().invoke(app, [*command, str(tmp_path / "b")])
    assert again.exit_code == 0, again.output
    assert "после закрытия изменилось" in again.output
    assert "Пороги: было" in again.output
    for path in (tmp_path / "a").iterdir():
        assert (tmp_path / "b" / path.name).read_bytes() == path.read_bytes()
    corrected = CliRunner().invoke(app, [*command, str(tmp_path / "c"), "--close"])
    assert corrected.exit_code == 0, corrected.output
    assert "уточнённый № 1" in corrected.output
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert names == [f"otchet_{MONTH}_utochnennyj_1.{each}" for each in ("docx", "pdf", "xlsx")]
    told = in_words((tmp_path / "c" / names[1]).read_bytes())
    assert "Отличия от прежней редакции" in told
    assert "уточнённый № 1" in told
    text = "\n".join(each.text for each in Document(str(tmp_path / "c" / names[0])).paragraphs)
    assert "Пороги: было" in text
    unchanged = CliRunner().invoke(app, [*command, str(tmp_path / "d"), "--close"])
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == names, unchanged.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["2026-11"], 1, "загруженные сведения кончаются 31.10.2026"),
        (["2024-01"], 1, "За 2024-01 ничего не загружено"),
        (["2026-11", "--close"], 1, "закрывать нечего"),
        (["2026-13"], 2, "не месяц"),
        ([MONTH, "--formats", "rtf"], 2, "допустимо"),
    ],
)
def test_what_is_missing_is_said(institution: Place, tmp_path: Path, monkeypatch, arguments, status, said):
    monkeypatch.setenv("SFERUM_HOME", str(institution.home))
    done = CliRunner().invoke(app, ["month", *arguments, "--out", str(tmp_path / "out")])
    assert done.exit_code == status, done.output
    assert said in " ".join(done.output.split())
    assert "Traceback" not in done.output


@pytest.mark.slow
def test_a_form_is_data_and_one_with_an_unknown_indicator_is_refused_with_its_line(
    institution: Place, tmp_path: Path, monkeypatch
):
    form = tmp_path / "form.toml"
    settings = (ROOT / "settings.toml").read_text(encoding="utf-8")
    own = settings.replace("reports/forms/default.toml", form.as_posix())
    (tmp_path / "settings.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("SFERUM_HOME", str(institution.home))
    monkeypatch.setenv("SFERUM_SETTINGS", str(tmp_path / "settings.toml"))
    command = ["month", MONTH, "--out", str(tmp_path / "out"), "--formats", "xlsx"]
    line = '[[line]]\ncode = "1"\nname = "Детей"\nfigures = [{{ indicator = "{}", unit = "чел." }}]\n'
    form.write_text('name = "Форма 7"\n' + line.format("B2"), encoding="utf-8")
    assert CliRunner().invoke(app, command).exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / f"otchet_{MONTH}.xlsx")["Форма"]
    assert sheet["A1"].value == "Форма 7"
    rows = [row[:3] for row in sheet.iter_rows(values_only=True) if row[0] == "1" and row[1] == "Детей"]
    assert rows == [("1", "Детей", "чел.")]
    form.write_text('name = "Форма 7"\n' + line.format("B2") + line.format("9.9-99"), encoding="utf-8")
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 1
    assert "form.toml, строка 9: показателя «9.9-99» нет в каталоге" in " ".join(refused.output.split())


# --- part of a month -----------------------------------------------------------------------------------------


def test_a_month_loaded_in_part_says_so_in_every_file():
    report = monthly(golden_institution(newest="2026-10-15T12:00:00"), MONTH)
    assert not report.is_complete
    files = make_files(report, ("xlsx", "docx", "pdf"))
    said = "Месяц загружен не полностью: сведения кончаются 15\u00a0октября 2026\u00a0г., 12:00."
    lines = openpyxl.load_workbook(BytesIO(files[f"otchet_{MONTH}.xlsx"]))["Пояснения"]
    assert any(row[0] == said for row in lines.iter_rows(values_only=True))
    assert said in [each.text for each in Document(BytesIO(files[f"otchet_{MONTH}.docx"])).paragraphs]
    assert " ".join(said.split()) in " ".join(in_words(files[f"otchet_{MONTH}.pdf"]).split())


def test_a_line_without_its_table_is_never_a_zero():
    report = monthly(golden_institution(), MONTH)
    values = {row.code: row.value for row in report.rows}
    for code in ("5.4", "7.1", "6.1"):  # no posts, no tickets, no messages and no journal were loaded
        assert values[code] == "нет данных"
    assert any("5.4" in each and "не загружена таблица" in each for each in report.missing)
    assert values["5.3"] != "нет данных"


# --- the checklist and the journals --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_checklist_tells_days_and_what_is_missing(own_home: Place):
    with open_reader(own_home) as reader:
        steps = closing.checklist(reader, MONTH)
        dues = [date(2026, 11, day) for day in (2, 3, 5, 6, 9)]  # 4 November is a holiday
        assert [step.due for step in steps] == dues
        assert not steps[2].is_done
        assert re.fullmatch(
            r"\d+\u00a0(признак ждёт|признака ждут|признаков ждут) решения модератора", steps[2].missing
        )
        assert not steps[4].is_done
        closing.close(reader, MONTH, "директор", "директор", datetime(2026, 11, 9, 3, tzinfo=UTC))
        last = closing.checklist(reader, MONTH)[4]
        assert last.is_done
        assert last.missing == "закрыт 09.11.2026 10:00"
        late = closing.checklist(reader, "2026-11")
        assert not late[0].is_done
        assert "31.10.2026" in late[0].missing


@pytest.mark.slow
def test_shown_to_the_director_settles_the_check(own_home: Place):
    """Clause 2.1 (13): 2.1.13-01 asks whether last month's report was shown by the fourth working day."""
    from regulation.indicators import BY_ID

    check, october = BY_ID["2.1.13-01"], month(MONTH)

    def shown(text: str, day: datetime) -> None:
        with open_reader(own_home) as reader:
            closing.show_to_director(reader, text, "директор", "админ", "администратор", day)

    def measured() -> tuple:
        with open_reader(own_home) as reader:
            found = figures(reader, [check], [october])[0]
            return (
                found.numerator,
                found.denominator,
                [row["level"] for row in breaches(reader, check, october)],
            )

    assert measured()[0] == 0  # nobody has ever shown anything: nothing was due
    shown("2026-08", datetime(2026, 9, 4, 3, tzinfo=UTC))
    assert measured() == (1, 1, ["breach"])
    shown("2026-09", datetime(2026, 10, 20, 3, tzinfo=UTC))
    assert measured() == (0, 1, ["warn"])


@pytest.mark.slow
def test_nobody_is_shown_a_report_without_a_name(own_home: Place):
    with open_reader(own_home) as reader, pytest.raises(closing.ClosingRefused, match="кому доведён"):
        closing.show_to_director(
            reader, MONTH, " ", "админ", "администратор", datetime(2026, 11, 6, tzinfo=UTC)
        )


@pytest.mark.slow
def test_the_closed_month_before_is_respected(own_home: Place):
    """Its values are the «прошлый месяц», and nothing it hid is given away by the next one."""
    with open_reader(own_home) as reader:
        closing.close(reader, "2026-09", "директор", "директор", datetime(2026, 10, 7, tzinfo=UTC))
        kept = closing.closed_month(reader, "2026-09").details
        assert set(kept["people"]) == {"students", "parents", "teachers"}
        kept["values"]["B2"] |= {"value": 1234}
        report = monthly(reader, MONTH, closed={"2026-09": kept})
        assert next(row.before for row in report.rows if row.code == "2.1") == 1234
        breakdown = breakdowns(reader, [month(MONTH)])[0]
        for each in kept["annexes"].values():
            for row in each["rows"]:
                row[2] = [f"{base}.base" for base in kept["people"]]
        printed = {each.key: each for each in breakdown.annexes(2, kept)}
        alone = {each.key: each for each in breakdown.annexes(2)}
        n_hidden = [
            sum(bool(small) for _, _, small in each.rows)
            for each in (printed["direction"], alone["direction"])
        ]
        assert n_hidden[0] > n_hidden[1]


# --- trends --------------------------------------------------------------------------------------------------


BREACHES, AUGUST = "5.3-00", "2026-08"
OLDER = [month(each) for each in ("2026-07", AUGUST, "2026-09")]


def trend(report: Monthly, indicator: str = BREACHES) -> dict[str, object]:
    """Month → what the report's trend says of it."""
    found = next(each for each in report.trends if each.title == BY_ID[indicator].title)
    return {f"{day:%Y-%m}": value for day, value in found.points}


def decide_everything(place: Place, kind: str) -> tuple[Monthly, dict[str, object]]:
    """The report after one decision on every finding, and its trend's months before counted with nothing kept."""
    with open_reader(place) as reader:
        keys = [row["finding_key"] for row in reader.rows("select finding_key from findings")]
        with Casebook(place.casebook) as book:
            book.decide(keys, kind, "методист", datetime(2026, 11, 3, tzinfo=UTC), reason="цитата")
    with open_reader(place) as reader:
        report = closing.draft(reader, MONTH)
        reader.place = None
        anew = figures(reader, [BY_ID[BREACHES]], OLDER)
    return report, {str(each.period): each.value for each in anew}


@pytest.mark.slow
def test_trends_follow_decisions_but_a_closed_month_stays_as_it_was_closed(own_home: Place):
    with open_reader(own_home) as reader:
        before = trend(closing.draft(reader, MONTH))
    report, dismissed = decide_everything(own_home, "dismiss")
    assert before[AUGUST] > trend(report)[AUGUST]
    assert {each: trend(report)[each] for each in dismissed} == dismissed
    assert trend(report)["2025-10"] == "нет данных"
    with open_reader(own_home) as reader:
        closing.close(reader, AUGUST, "директор", "директор", datetime(2026, 11, 4, tzinfo=UTC))
    report, confirmed = decide_everything(own_home, "confirm")
    assert confirmed[AUGUST] > dismissed[AUGUST]
    assert {each: trend(report)[each] for each in confirmed} == confirmed | {AUGUST: dismissed[AUGUST]}
    assert next(row.before for row in report.rows if row.indicator == BREACHES) == confirmed["2026-09"]


def test_the_reader_is_told_what_earlier_months_show():
    files = make_files(monthly(golden_institution(), MONTH), ("xlsx", "docx", "pdf"))
    said = (
        "Закрытые прошлые месяцы (графа «Прошлый месяц», диаграммы) показаны такими, какими закрыты; "
        "незакрытые — по данным этого отчёта, с решениями, принятыми с тех пор."
    )
    book = openpyxl.load_workbook(BytesIO(files[f"otchet_{MONTH}.xlsx"]))
    texts = [
        [row[0] or "" for row in book["Пояснения"].iter_rows(values_only=True)],
        [each.text for each in Document(BytesIO(files[f"otchet_{MONTH}.docx"])).paragraphs],
        [in_words(files[f"otchet_{MONTH}.pdf"])],
    ]
    for text in texts:
        assert any(said in " ".join(each.split()) for each in text)


def test_a_share_on_a_small_base_is_hidden_in_trends_too():
    """Nine teachers: the form hides the share, and a chart must not tell it."""
    reader = golden_institution()
    reader.connection.execute("delete from staff where staff_id in ('s9', 's10', 's11')")
    report = monthly(reader, MONTH)
    assert next(row.value for row in report.rows if row.indicator == "2.3-01" and row.kind == "share") == "×"
    assert set(trend(report, "2.3-01").values()) <= {"×", "нет данных", "—"}
    assert trend(report, "2.3-01")[MONTH] == "×"


# --- hostile names, edited templates -------------------------------------------------------------------------


def test_names_of_groups_are_never_read_as_formulas_or_markup():
    names = [
        '=HYPERLINK("http://x.example")',
        "{{ 7*7 }} {% raw %}",
        '#panic("x") *a* $b$',
        "@SUM(A1)",
        "<b>&amp;",
    ]
    students = [
        {"student_id": f"c{n}", "person_id": f"k{n}", "association": names[n % 5], "direction": names[-1 - n % 5], "group_name": f"{n % 5}", "enrolled_on": date(2025, 9, 1)}
        for n in range(100)
    ]  # fmt: skip
    groups = [
        {
            "group_name": f"{n}",
            "association": name,
            "direction": names[-1 - n],
            "started_on": date(2025, 9, 1),
        }
        for n, name in enumerate(names)
    ]
    members = [
        {"member_id": f"m{n}", "person_id": f"k{n}", "joined_on": date(2026, 9, 1), "member_kind": "user", "main_role": "обучающийся", "roles": ["обучающийся"], "person_kind": "student"}
        for n in range(0, 100, 2)
    ]  # fmt: skip
    report = monthly(reader_of(students=students, groups=groups, members=members), MONTH)
    assert [each.key for each in report.annexes] == ["direction", "association"]
    files = make_files(report, ("xlsx", "docx", "pdf"))
    sheet = openpyxl.load_workbook(BytesIO(files[f"otchet_{MONTH}.xlsx"]))["По объединениям"]
    told = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert "f" not in told.values()
    assert {"'" + names[0], "'" + names[3], names[1]} <= set(told)
    tables = Document(BytesIO(files[f"otchet_{MONTH}.docx"])).tables
    assert set(names) <= {cell.text for row in tables[-1].rows for cell in row.cells}
    told_in_pdf = in_words(files[f"otchet_{MONTH}.pdf"]).replace("\n", "")
    assert all(name.replace(" ", "") in told_in_pdf.replace(" ", "") for name in names)


def test_an_edited_template_keeps_its_looks(tmp_path: Path):
    """The institution narrows the margins, changes the type and drops the column of notes in Word."""
    template = Document(str(ROOT / "reports/templates/month.docx"))
    template.sections[0].left_margin = Mm(30)
    template.styles["Normal"].font.name = "Georgia"
    template.styles["Normal"].font.size = Pt(13)
    template.sections[0].footer.paragraphs[0].text = "Бланк № 7: {{ organisation }}"
    for row in template.tables[0].rows:
        row._tr.remove(row.cells[-1]._tc) if len(row.cells) == 8 else None
    template.save(str(tmp_path / "own.docx"))
    report = monthly(golden_institution(), MONTH)
    made = Document(BytesIO(make_files(report, ["docx"], tmp_path / "own.docx")[f"otchet_{MONTH}.docx"]))
    assert round(made.sections[0].left_margin.mm) == 30
    assert (made.styles["Normal"].font.name, made.styles["Normal"].font.size) == ("Georgia", Pt(13))
    assert made.sections[0].footer.paragraphs[0].text.startswith("Бланк № 7: ")
    assert "{" not in made.sections[0].footer.paragraphs[0].text
    assert [cell.text for cell in made.tables[0].rows[0].cells][-1] == "Изменение"
    assert len(made.tables[0].rows) == 2 + len(report.rows)


def test_the_signature_never_stands_alone_on_a_page():
    report = monthly(golden_institution(), MONTH)
    for n in range(0, 40, 3):  # whatever the length of what stands before
        longer = {**pdf.content_of(report), "notes": [*report.explanations, *["Примечание."] * n]}
        last = PdfReader(BytesIO(pdf.compiled("month.typ", longer, report.created))).pages[-1].extract_text()
        assert report.institution.executor in last
        assert "Версия данных" in last


# --- the schedule ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="cron и systemd")
@pytest.mark.parametrize(
    ("today", "expected"), [("2026-11-03", "2026-10"), ("2027-01-03", "2026-12"), ("2026-03-31", "2026-02")]
)
def test_the_scheduled_commands_name_last_month(tmp_path: Path, today: str, expected: str):
    """The lines of the documentation are run as they stand, with a clock and a program that only tells its arguments."""
    text = (ROOT / "docs/report_form.md").read_text(encoding="utf-8")
    cron = next(line for line in text.splitlines() if line.startswith("0 8 3 * *"))[len("0 8 3 * * ") :]
    unit = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    commands = [cron.replace("\\%", "%"), re.search(r"-c '(.*)'$", unit).group(1).replace("%%", "%")]
    for name, body in (
        ("python3", '#!/bin/sh\necho "$@"\n'),
        ("date", f'#!/bin/sh\n[ "$1" = -d ] && exec /bin/date "$@"\nexec /bin/date -d {today} "$@"\n'),
    ):
        (tmp_path / name).write_text(body)
        (tmp_path / name).chmod(0o755)
    for command in commands:
        done = subprocess.run(
            ["/bin/sh", "-c", command.replace("cd /opt/sferum && ", "")],
            env={"PATH": f"{tmp_path}:/bin:/usr/bin"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.split() == ["-m", "reports", "month", expected, "--out", "/srv/otchety"]
