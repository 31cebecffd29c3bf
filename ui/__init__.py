"""The presentation layer in Streamlit: cached reads, cards, tables, filters, who is asking.

Streamlit takes a folder named `pages` for its own menu until `st.navigation` has run once: a page opened by its
address in a fresh server would then run without `dashboard.py` — without login and rights. Whoever imports this
package first turns that off and starts the run again through the door.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

if PagesManager.uses_pages_directory is not False:
    PagesManager.uses_pages_directory = False
    if get_script_run_ctx() is not None:
        st.rerun()
