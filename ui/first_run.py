"""The first run: with nothing loaded, the sample is built once, so that the dashboard shows something at once."""

from __future__ import annotations

import streamlit as st

from warehouse.place import SAMPLE_FILES, SAMPLE_HOME, Place, own_place, sample_allowed


def ensure_something_to_show() -> None:
    """Build the sample's warehouse where neither the institution's own data nor the sample's are published."""
    sample = Place(SAMPLE_HOME, is_sample=True)
    if own_place().version() or sample.version() or not sample_allowed() or not SAMPLE_FILES.is_dir():
        return
    with st.spinner("Готовлю вымышленный пример — это один раз, меньше минуты…"):
        build_sample(sample)


def build_sample(place: Place) -> None:
    """Load the sample's export files into its own home (never into the institution's)."""
    from etl.load import Options, load
    from etl.publish import Busy
    from settings import settings

    files = sorted(path for path in SAMPLE_FILES.iterdir() if not path.name.startswith("."))
    try:
        load(files, place, settings(), Options(all_chats=True))
    except Busy:  # another session is building it already
        st.rerun()
