"""Four questions that operators have, answered on a dashboard that only shows: from the overview, by links that one sees, in
three clicks at most."""

import csv
import json
import re

import pytest

from world import ROOT, until


def heavier_penguins():
    """The rows of the training's table, each bird 2.5 kg heavier."""
    with open(ROOT / "recipes/penguins/penguins.csv", newline="") as file:
        for bird in csv.DictReader(file):
            row = {name: value for name, value in bird.items() if name not in ("species", "year") and value != "NA"}
            for name in row.keys() & {"bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"}:
                row[name] = float(row[name]) + (2500 if name == "body_mass_g" else 0)
            yield row


@pytest.fixture(scope="module")
def address(world):
    """One model whose queue is held, one that is served and was published twice."""
    world.publish()
    world.worker("penguins")
    world.push("order-7")
    until("it is scored", lambda: world.redis.llen(world.key("results")) == 1)
    world.publish()
    until("the worker follows", lambda: world.workers()[0]["version"] == 2)
    rows = [*heavier_penguins()] * 4
    jobs = [json.dumps({"id": f"batch-{start}", "rows": rows[start:start + 8]}) for start in range(0, len(rows), 8)]
    world.redis.rpush(world.key("jobs"), *jobs)
    until("its drift is seen", lambda: json.loads(world.scoreline("drift", "penguins", "--json"))["state"] == "drift")
    world.publish("held")
    world.scoreline("pause", "held")
    world.push("waits", model="held")
    return world.dashboard()


class Walk:
    """A visitor who starts at the overview."""

    most = 3

    def __init__(self, page, address):
        self.page, self.clicks = page, 0
        page.goto(address)

    def click(self, name):
        """Follows a link, or presses a button, that is there to be seen."""
        self.clicks += 1
        assert self.clicks <= self.most, f"{self.clicks} clicks"
        target = self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first
        assert target.is_visible(), name
        target.click()
        self.page.wait_for_load_state()

    def read(self):
        return self.page.locator("main").inner_text()


@pytest.fixture
def walk(page, address):
    return Walk(page, address)


def test_why_a_queue_is_stuck(walk):
    assert "held" in walk.read()
    walk.click("held")
    told = walk.read()
    assert re.search("paused", told, re.IGNORECASE), told
    assert "scoreline resume held" in told, told


def test_which_version_answered_a_job(walk):
    walk.click("penguins")
    walk.click("Find a job")
    walk.page.get_by_label(re.compile("id", re.IGNORECASE)).first.fill("order-7")
    walk.click(re.compile("^Find$"))
    told = walk.read()
    assert re.search(r"version\s+1", told, re.IGNORECASE), told


def test_which_feature_drifted(walk):
    assert "penguins" in walk.read()
    walk.click("penguins")
    walk.click("Drift")
    assert "The feature body_mass_g has drifted." in walk.read(), walk.read()


def test_how_to_roll_back(walk):
    walk.click("penguins")
    walk.click("Versions")
    told = walk.read()
    assert "scoreline models rollback penguins" in told, told
