"""The month's report on a loaded institution: same bytes, nobody's name, nothing invented, hidden cells stay hidden."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader
from scipy.optimize import linprog
from typer.testing import CliRunner

from reports import closing
from reports.__main__ import app
from reports.annexes import BASES, breakdowns
from reports.association import association_names, association_pdfs
from reports.council import council_pdf
from reports.monthly import make_files
from settings import ROOT
from settings import settings as in_force
from warehouse.access import Denied
from warehouse.connect import open_reader
from warehouse.periods import month
from warehouse.place import Place
from warehouse.private import private_reader

pytestmark = pytest.mark.slow
MONTH, AT = "2026-10", datetime(2026, 11, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(institution: Place) -> dict[str, bytes]:
    with open_reader(institution) as reader:
        report = closing.draft(reader, MONTH)
        pages = {
            "council.pdf": council_pdf(reader, report),
            **{
                f"{n}.pdf": content
                for n, content in enumerate(
                    association_pdfs(reader, MONTH, association_names(reader)).values()
                )
            },
        }
        return make_files(report, closing.FORMATS) | pages


def words_of(content: bytes, name: str) -> set[str]:
    """Every word of every part of a file, properties and alternative texts included."""
    if name.endswith(".pdf"):
        pdf = PdfReader(BytesIO(content))
        text = " ".join([page.extract_text() for page in pdf.pages] + [str(pdf.metadata)])
    else:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            text = " ".join(
                re.sub(r"<[^>\"]*>", " ", archive.read(part).decode("utf-8", "replace")) + f" {part}"
                for part in archive.namelist()
            )
    return set(re.findall(r"\w+", text.lower()))


def test_nobody_is_named_in_any_part_of_any_file(institution: Place, made: dict[str, bytes]):
    with private_reader(institution, "тест", "проверка отчёта") as opened:
        names = [
            row["full_name"]
            for row in opened.rows(
                "select full_name from private.member_names union select full_name from private.students"
            )
        ]
        ids = {
            row["raw_id"].lower()
            for row in opened.rows("select raw_id from private.ids where kind in ('chat', 'member')")
        }
        keys = {row["key"].lower() for row in opened.rows("select key from private.ids")}
    own = in_force().institution
    allowed = {each.lower() for each in re.findall(r"\w+", f"{own.director} {own.executor}")}
    surnames = {
        full.split()[0].lower() for full in names if full and " " in full and len(full.split()[0]) > 3
    } - allowed
    assert len(surnames) > 20
    for name, content in made.items():
        found = words_of(content, name)
        assert not found & surnames, (name, found & surnames)
        assert not found & {each for each in ids if len(each) > 5}, name
        assert not found & {each for each in keys if len(each) > 5}, name


def test_the_same_month_gives_the_same_bytes(reader, made: dict[str, bytes]):
    again = make_files(closing.draft(reader, MONTH), closing.FORMATS)
    assert again == {name: made[name] for name in again}


def test_workbook_has_real_numbers_and_can_run_nothing(made: dict[str, bytes]):
    content = made[f"otchet_{MONTH}.xlsx"]
    assert len(content) < 1_000_000
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames[:4] == ["Форма", "Пояснения", "Показатели", "Диаграммы"]
    assert "Определения и источники" in book.sheetnames
    assert not book.properties.creator
    sheet = book["Форма"]
    head = next(n for n, row in enumerate(sheet.iter_rows(values_only=True), 1) if row[0] == "N п/п")
    assert [sheet.cell(head + 1, column).value for column in range(1, 9)] == list(range(1, 9))
    students = next(row for row in sheet.iter_rows(min_row=head + 2) if row[0].value == "2.1")
    assert isinstance(students[3].value, int)
    assert students[3].number_format == "#,##0"
    assert sheet.freeze_panes == f"C{head + 2}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert sheet.print_area
    assert "Лист" in sheet.oddFooter.right.text
    assert len(book["Диаграммы"]._charts) >= 2
    assert not any(cell.data_type == "f" for each in book for row in each.iter_rows() for cell in row)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [
            part for part in archive.namelist() if "vba" in part.lower() or "external" in part.lower()
        ]


def test_document_and_pdf_carry_passport_and_signatures(made: dict[str, bytes]):
    document = Document(BytesIO(made[f"otchet_{MONTH}.docx"]))
    text = "\n".join(each.text for each in document.paragraphs)
    own = in_force().institution
    for part in (
        "ОТЧЁТ",
        own.addressee,
        "за октябрь 2026 года",
        "А.\u00a0С.\u00a0Вершинина",
        own.executor,
        "Версия данных",
        "Отбор",
    ):
        assert part in text, part
    assert "{" not in text
    assert not document.core_properties.author
    pdf = PdfReader(BytesIO(made[f"otchet_{MONTH}.pdf"]))
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [842, 595]
    told = " ".join(page.extract_text() for page in pdf.pages)
    assert own.addressee.split()[0] in told
    assert "Версия данных" in told


def test_an_edited_template_keeps_its_form(reader, tmp_path: Path):
    template = tmp_path / "own.docx"
    document = Document(str(ROOT / "reports/templates/month.docx"))
    document.paragraphs[0].insert_paragraph_before("Наш собственный бланк: {{ month }}")
    document.save(str(template))
    made = make_files(closing.draft(reader, MONTH), ["docx"], template)
    text = "\n".join(each.text for each in Document(BytesIO(made[f"otchet_{MONTH}.docx"])).paragraphs)
    assert "Наш собственный бланк: октябрь 2026 года" in text
    assert "ОТЧЁТ" in text


@pytest.mark.parametrize("of", ["2024-01", "2026-11"])
def test_a_month_not_loaded_prints_no_zeros(reader, of: str):
    report = closing.draft(reader, of)
    assert not report.has_data
    assert report.missing
    assert {row.value for row in report.rows} <= {"нет данных", "—"}


def test_libreoffice_opens_both_files(made: dict[str, bytes], tmp_path: Path):
    office = shutil.which("soffice")
    if office is None and not os.environ.get("SFERUM_REQUIRE_BROWSER"):
        pytest.skip("LibreOffice не установлен")
    assert office
    for suffix in ("xlsx", "docx"):
        (tmp_path / f"a.{suffix}").write_bytes(made[f"otchet_{MONTH}.{suffix}"])
        done = subprocess.run(
            [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir", str(tmp_path / suffix), str(tmp_path / f"a.{suffix}")],
            capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip
        said = [
            line for line in done.stderr.splitlines() if "javaldx" not in line
        ]  # it misses Java, not our file
        assert not any("warn" in line.lower() or "error" in line.lower() for line in said), said
        pages = PdfReader(tmp_path / suffix / "a.pdf").pages
        assert "октябрь 2026 года" in " ".join(page.extract_text() for page in pages)


# --- closing -----------------------------------------------------------------------------------------------


def test_a_closed_month_gives_back_its_bytes_and_tells_later_changes(own_home: Place):
    with open_reader(own_home) as reader:
        files, number, changed = closing.close(reader, MONTH, "директор", "директор", AT)
        assert (number, changed, len(files)) == (0, [], 3)
        again, changed, _ = closing.files_of(reader, MONTH)
        assert (again, changed) == (files, [])
        kept = closing.closed_month(reader, MONTH).details
        assert set(kept) >= {"values", "definitions", "thresholds", "sources"}
        assert kept["sources"]
        thresholds = reader.settings.model_copy(update={"thresholds": {}})
    with open_reader(own_home, settings=thresholds) as reader:
        again, changed, _ = closing.files_of(reader, MONTH)
        assert again == files
        assert changed
        made, number, told = closing.close(reader, MONTH, "директор", "директор", AT)
        assert (number, told) == (1, changed)
        workbook = openpyxl.load_workbook(BytesIO(made[f"otchet_{MONTH}_utochnennyj_1.xlsx"]))
        lines = [row[0] for row in workbook["Пояснения"].iter_rows(values_only=True) if row[0]]
        assert any("Уточнённый отчёт № 1" in line for line in lines)
        assert closing.closed_month(reader, MONTH).files == made


def test_the_sample_isnt_closed_and_rights_are_asked(own_home: Place):
    with open_reader(Place(own_home.home, is_sample=True)) as reader, pytest.raises(closing.ClosingRefused):
        closing.close(reader, MONTH, "кто-то", "директор", AT)
    with open_reader(own_home) as reader, pytest.raises(Denied):
        closing.close(reader, MONTH, "кто-то", "отчётность", AT)
    with open_reader(own_home) as reader, pytest.raises(closing.ClosingRefused, match="не загружен"):
        closing.close(reader, "2026-12", "кто-то", "директор", AT)


def test_shown_to_the_director_ticks_the_checklist(own_home: Place):
    with open_reader(own_home) as reader:
        assert not closing.checklist(reader, MONTH)[3].is_done
        closing.show_to_director(reader, MONTH, "директор", "админ", "администратор", AT)
        step = closing.checklist(reader, MONTH)[3]
    assert step.is_done
    assert "06.11.2026 10:00" in step.missing


def test_the_command_writes_the_same_files(
    institution: Place, made: dict[str, bytes], tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("SFERUM_HOME", str(institution.home))
    done = CliRunner().invoke(app, ["month", MONTH, "--out", str(tmp_path), "--formats", "xlsx,pdf"])
    assert done.exit_code == 0, done.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: made[name] for name in (f"otchet_{MONTH}.xlsx", f"otchet_{MONTH}.pdf")
    }


# --- the attacker ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2, 3, 10])
def test_no_hidden_count_can_be_bounded_to_less_than_k(reader, k: int):
    """All published cells of two months and both annexes as one linear programme: every hidden count stays wide.

    The attacker also knows every count that is the same in both months. What he gets from that and from the exact totals
    alone, with nothing of the later month printed, is nothing that hiding could prevent.
    """
    parents, months, kept, n_hidden = _parents(reader), [], None, 0
    for breakdown in breakdowns(reader, [month("2026-09"), month(MONTH)]):
        annexes = breakdown.annexes(k, kept)
        kept = breakdown.kept(annexes)
        months.append((annexes, breakdown.annexes(0)))
    for base in BASES:
        attack = _Attack(months, base, parents)
        narrow = {each for each in attack.hidden if attack.width(each) <= k - 1 + 1e-6}
        n_hidden += len(attack.hidden)
        if narrow:
            with_nothing_printed = _Attack(months, base, parents, hide_all=True)
            assert not [each for each in narrow if with_nothing_printed.width(each) > k - 1 + 1e-6]
            assert all(each[0] == 1 for each in narrow), "закрытый месяц нельзя выдать следующим"
    assert n_hidden or k == 10, "в примере должно быть что скрывать"


def _parents(reader) -> dict[str, str]:
    rows = reader.rows(
        "select association, min(direction) as direction from students group by 1 having count(distinct direction) = 1"
    )
    return {row["association"]: row["direction"] for row in rows}


class _Attack:
    """Everything that is true of the cells of one base and that a reader of both months may know, as inequalities."""

    def __init__(self, months: list, base: str, parents: dict[str, str], *, hide_all: bool = False) -> None:
        self.real: dict[tuple, float] = {}
        self.hidden: set[tuple] = set()
        self.rows: list[tuple[list, list, float]] = []
        for m, (annexes, truth) in enumerate(months):
            keys = {key for annex in annexes for key, _ in annex.columns if key.startswith(f"{base}.")}
            for annex, true in zip(annexes, truth, strict=True):
                self._annex(m, annex, true, keys, hide_all=hide_all and m == 1)
            self._families(m, parents)
        for cell, count in list(self.real.items()):
            if cell[0] == 1 and self.real.get((0, *cell[1:])) == count:
                self._same([cell], [(0, *cell[1:])], 0.0)
        self.place = {cell: n for n, cell in enumerate(self.real)}

    def _annex(self, m: int, annex, true, keys: set[str], *, hide_all: bool) -> None:
        columns = {key for key, _ in annex.columns} & keys
        for (name, _, small), (_, counts, _) in zip(annex.rows, true.rows, strict=True):
            for key in columns:
                cell = (m, annex.key, name, key)
                self.real[cell] = counts[key]
                if hide_all or key in small:
                    self.hidden.add(cell)
        for key in columns:
            cells = [cell for cell in self.real if cell[:2] == (m, annex.key) and cell[3] == key]
            self._same(cells, [], annex.totals[key])
            for cell in cells:
                self._knows([cell], [], annex.totals[key])
                self._knows([cell], [(*cell[:3], cell[3].split(".")[0] + ".base")], 0.0)

    def _families(self, m: int, parents: dict[str, str]) -> None:
        for cell in [each for each in self.real if each[:2] == (m, "direction")]:
            parts = [
                each for each in self.real
                if each[:2] == (m, "association") and each[3] == cell[3] and parents.get(each[2]) == cell[2]
            ]  # fmt: skip
            if parts:
                self._same([cell], parts, 0.0)
            for part in parts:
                self._knows([part], [cell], 0.0)

    def _same(self, plus: list, minus: list, number: float) -> None:
        self._knows(plus, minus, number)
        self._knows(minus, plus, -number)

    def _knows(self, plus: list, minus: list, limit: float) -> None:
        """Σ plus − Σ minus ≤ limit, where that is true at all."""
        if sum(self.real[each] for each in plus) - sum(self.real[each] for each in minus) <= limit + 1e-9:
            self.rows.append((plus, minus, limit))

    @cached_property
    def matrix(self) -> np.ndarray:
        matrix = np.zeros((len(self.rows), len(self.real)))
        for n, (plus, minus, _) in enumerate(self.rows):
            for each in plus:
                matrix[n, self.place[each]] += 1.0
            for each in minus:
                matrix[n, self.place[each]] -= 1.0
        return matrix

    def width(self, cell: tuple) -> float:
        limits = [limit for _, _, limit in self.rows]
        bounds = [(0, None) if each in self.hidden else (self.real[each],) * 2 for each in self.real]
        aim = np.zeros(len(self.real))
        aim[self.place[cell]] = 1.0
        low, high = (
            linprog(sign * aim, A_ub=self.matrix, b_ub=limits, bounds=bounds) for sign in (1.0, -1.0)
        )
        assert low.success, cell
        assert high.success, cell
        return -high.fun - low.fun
