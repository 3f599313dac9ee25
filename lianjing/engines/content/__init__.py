"""Content files (YAML) as checked values; every fault names file, line and what to write instead."""

from lianjing.engines.content.catalogue import FILES, read_content, read_power_files
from lianjing.engines.content.library import CATALOGUE, Labels, Library, MachineWords, read_library
from lianjing.engines.content.pages import render_figures, render_machines, render_models
from lianjing.engines.content.problems import Problem
from lianjing.engines.content.reading import read_kind, read_shape
from lianjing.engines.content.shapes import KINDS, schemas

__all__ = [
    "CATALOGUE",
    "FILES",
    "KINDS",
    "Labels",
    "Library",
    "MachineWords",
    "Problem",
    "read_content",
    "read_kind",
    "read_library",
    "read_power_files",
    "read_shape",
    "render_figures",
    "render_machines",
    "render_models",
    "schemas",
]
