"""The dashboard's door: page settings, who is asking, navigation, how fresh the data are."""

import streamlit as st

from ui import layout, paper
from ui.first_run import ensure_something_to_show
from ui.login import who

st.set_page_config(page_title="Сферум: аналитика", page_icon=str(layout.ICON), layout="wide")
person = who()
ensure_something_to_show()
page = st.navigation(
    {
        group: [
            st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "summary")
            for name, title in pages
        ]
        for group, pages in layout.pages_for(person.role).items()
    },
    expanded=True,
)
paper.rules()
layout.banner()
page.run()
layout.footer()
