"""Two counties for these tests: a small one, and the full 1+1+19+168."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lianjing.county import Summary, generate


@dataclass
class County:
    """A generated county: its folder, its counts, network.json and truth.json as read back."""

    folder: Path
    summary: Summary
    network: dict[str, Any]
    truth: list[dict[str, Any]]

    def planted(self, kind: str) -> list[dict[str, Any]]:
        return [item for item in self.truth if item["kind"] == kind]


def make(folder: Path, seed: int, scale: float) -> County:
    """Generate a county into `folder` and read its two JSON files back."""
    summary = generate(seed, folder, scale)
    network = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["planted"]
    return County(folder, summary, network, truth)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make(tmp_path_factory.mktemp("small") / "county", 7, 0.05)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make(tmp_path_factory.mktemp("full") / "county", 7, 1.0)


@pytest.fixture(params=["small", "full"])
def county(request: pytest.FixtureRequest) -> County:
    return request.getfixturevalue(request.param)
