"""Flowcharts: from a chart to a net, from a net to an exact verdict on every case. Pure: no Django, no database."""
