"""What a page does when it cannot do its work: no data yet, no right, a broken setting. Each says what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from settings import SettingsError
from warehouse.access import Denied
from warehouse.place import WarehouseMissing

HOW_TO_BEGIN = (
    "Данных пока нет. Откройте страницу «Загрузка и качество» и перетащите туда файлы выгрузки — "
    "или выполните в командной строке: `python -m etl load ПАПКА`."
)


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
