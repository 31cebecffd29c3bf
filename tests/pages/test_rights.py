"""Rights of pages: each asks by itself, through one mechanism, however it was opened."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from settings import ROOT
from ui.layout import PAGES, pages_for
from warehouse.access import Role, may
from warehouse.place import Place

RIGHTS = {name: right for pages in PAGES.values() for name, _, right in pages}
ROLES = [*(role.value for role in Role), "никто"]
REFUSED = "не открывается"
# What a page may show besides its own constant words; a page that refuses has none of it.
CONTENT = (
    "dataframe",
    "metric",
    "button",
    "selectbox",
    "text_input",
    "plotly_chart",
    "file_uploader",
    "expander",
    "tabs",
)


@pytest.fixture
def as_role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give the person at this computer another role."""

    def change(role: str) -> None:
        path = tmp_path / "settings.toml"
        text = (ROOT / "settings.toml").read_text(encoding="utf-8")
        assert 'local_role = "администратор"' in text
        path.write_text(
            text.replace('local_role = "администратор"', f'local_role = "{role}"'), encoding="utf-8"
        )
        monkeypatch.setenv("SFERUM_SETTINGS", str(path))

    return change


def warnings(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.warning)


@pytest.mark.parametrize(
    ("page", "role"), [(page, role) for page, role in product(RIGHTS, ROLES) if not may(role, RIGHTS[page])]
)
def test_a_page_opened_by_its_address_refuses_a_role_without_the_right(as_role, page: str, role: str):
    """The script of the page alone, as if neither menu nor door were there; no data need be read to refuse."""
    as_role(role)
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run()
    assert not app.exception
    assert f"Роли «{role}» {REFUSED}" in warnings(app)
    assert [kind for kind in CONTENT if app.get(kind)] == []


@pytest.mark.slow
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_page_of_the_menu_opens_for_its_role(home: Place, as_role, role: str):
    """What the menu offers is not refused, and links to nothing that the role may not open (Streamlit would raise)."""
    as_role(role)
    offered = [name for pages in pages_for(role).values() for name, _ in pages]
    assert offered
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=90).run()
    for page in offered:
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, (role, page)
        assert REFUSED not in warnings(app), (role, page)


def test_every_page_asks_by_the_one_mechanism():
    """`ui.guard` knows the right of a page by its name in the menu; no page is outside of the menu."""
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(RIGHTS)
    for name in RIGHTS:
        text = (ROOT / "pages" / f"{name}.py").read_text(encoding="utf-8")
        assert f'opened("{name}")' in text or f'ask_right("{name}")' in text, name
