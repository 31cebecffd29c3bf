"""Suppression applied to measured figures: see `warehouse.suppress` for the rules."""
