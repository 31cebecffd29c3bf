"""What a page does when it cannot do its work: no right, no data yet, a broken setting. Each says what to do next.

Every page asks for its right here by itself: a page may be opened by its address, past the menu that does not offer it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from settings import SettingsError
from ui.layout import right_of
from ui.login import who
from warehouse.access import Denied, demand
from warehouse.place import WarehouseMissing

HOW_TO_BEGIN = (
    "Данных пока нет. Откройте страницу «Загрузка и качество» и перетащите туда файлы выгрузки — "
    "или выполните в командной строке: `python -m etl load ПАПКА`."
)


def ask_right(page: str) -> None:
    """Go on only if the person at the screen may open this page (`layout.PAGES` says what that takes). Raises: Denied."""
    demand(who().role, right_of(page))


@contextmanager
def opened(page: str) -> Iterator[None]:
    """A page's work, done for whoever may open it and where there is something to show."""
    with data_required():
        ask_right(page)
        yield


@contextmanager
def data_required() -> Iterator[None]:
    """Show what to do next instead of a page that has nothing to show."""
    try:
        yield
    except WarehouseMissing:
        st.info(HOW_TO_BEGIN, icon=":material/folder_open:")
        st.stop()
    except Denied as error:
        st.warning(str(error), icon=":material/lock:")
        st.stop()
    except SettingsError as error:
        st.error(str(error), icon=":material/settings:")
        st.stop()
