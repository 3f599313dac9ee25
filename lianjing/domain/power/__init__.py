"""A power item as values: its flow, its rules, and what may be said of a course of events held against it.

Source: design decision 1, domain 1 (34 items), product K1-K7. The files are `catalogue/power_items/<id>/item.yaml`.
"""
