"""Who is asking: the person who signed in through OIDC, or whoever sits at this computer."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

import streamlit as st

from settings import settings


@dataclass(frozen=True)
class Person:
    """A name for logs and a role for rights."""

    name: str
    role: str


def who() -> Person:
    """The person at the screen. Where login is set up (`secrets.toml`), nobody goes on without it."""
    access = settings().access
    if _login_is_set_up():
        if not st.user.is_logged_in:
            st.title("Аналитика Сферум")
            st.button("Войти", on_click=st.login, type="primary")
            st.stop()
        name = str(st.user.get("email") or st.user.get("name") or "")
        role = access.logins.get(name)
        if role is None:
            st.error(
                f"Учётной записи {name} не назначена роль. Попросите администратора вписать её в settings.toml, раздел [access.logins]."
            )
            st.button("Выйти", on_click=st.logout)
            st.stop()
        return Person(name, role)
    return Person(getpass.getuser(), access.local_role)


def _login_is_set_up() -> bool:
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, st.errors.StreamlitSecretNotFoundError):
        return False
