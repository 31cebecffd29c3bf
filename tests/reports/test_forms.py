"""Forms are data: a good one is read, a bad one is refused with its line."""

from pathlib import Path

import pytest

from reports.forms import FormError, read_form
from settings import ROOT

DEFAULT = ROOT / "reports/forms/default.toml"


def test_default_form_has_every_line_of_the_department():
    form = read_form(DEFAULT)
    assert [line.code for line in form.lines] == (
        [
            "1.1",
            "1.2",
            "1.3",
            "1.4",
            "2.1",
            "2.2",
            "2.3",
            "3.1",
            "3.2",
            "4.1",
            "4.2",
            "4.3",
            "4.4",
            "4.5",
            "5.1",
            "5.2",
            "5.3",
            "5.4",
            "6.1",
            "6.2",
            "6.3",
            "6.4",
            "7.1",
            "7.2",
        ]
    )
    shown = {(line.code, each.indicator, each.show) for line in form.lines for each in line.figures}
    assert {
        ("6.2", "5.3-01.episodes", "value"),
        ("6.3", "4.5-02", "denominator"),
        ("6.3", "4.6-01", "value"),
        ("7.1", "2.1.11-01", "numerator"),
        ("7.1", "2.1.11-01", "denominator"),
        ("7.2", "2.1.7-01", "numerator"),
        ("1.4", "2.3-09.week", "value"),
        ("1.4", "2.3-09", "value"),
    } <= shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "Ф"\n[[line]]\ncode = "1"\nname = "Н"\n# "9.9-99"\nfigures = [{ indicator = "9.9-99" }]\n', "строка 6: показателя «9.9-99»"),
        ('[[line]]\ncode = "1"\nname = "Н"\nfigures = [{ indicator = "B1", show = "sum" }]\n', "строка 4: show = «sum»"),
        ('[[line]]\ncode = "1"\nname = "Н"\n', "строка 1: в [[line]] нужны"),
        ('name = "Ф"\n', "ни одной строки"),
        ("[[line\n", "не читается"),
    ],
)  # fmt: skip
def test_a_bad_form_is_refused_with_its_line(tmp_path: Path, text: str, said: str):
    path = tmp_path / "form.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=r"form\.toml") as caught:
        read_form(path)
    assert said in str(caught.value)
