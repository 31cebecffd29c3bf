"""What the regulation says, as data: clauses, rules of section 5.3, indicators, sanctions, calendars.

Imports nothing of ours and neither DuckDB nor Streamlit; third-party packages only inside `detectors/`.
"""
