"""The presentation layer in Streamlit: cached reads, cards, tables, filters, who is asking."""
