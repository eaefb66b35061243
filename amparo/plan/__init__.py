"""This health plan: its names, phones, departments, products and colours."""
