"""Jobs for one model, and a count of their results by id."""

import collections
import csv
import itertools
import json

# Of penguins, whose jobs these are.
FEATURES = ["island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"]


class Load:
    """Pushes numbered jobs and takes their results off the list."""

    def __init__(self, client, model, table, rows):
        """Each job has `rows` rows of the CSV file `table`."""
        self.model = model
        self.pushed = 0
        self.answers = collections.Counter()
        self.repeated = 0
        self.failed = []
        self.versions = collections.Counter()
        self._client = client
        self._prefix = f"scoreline:{{{model}}}"
        self._body = _body(table, rows)

    def key(self, name):
        """A key of the model."""
        return f"{self._prefix}:{name}"

    def push(self, count, key="jobs", mark=""):
        """Pushes `count` more jobs; `mark` stands before each payload."""
        payloads = [f'{mark}{{"id": "job-{self.pushed + index}", {self._body}' for index in range(count)]
        if payloads:
            self._client.rpush(self.key(key), *payloads)
            self.pushed += count

    def fill(self, level):
        """Pushes what is missing to `level` waiting jobs."""
        self.push(max(0, level - self._client.llen(self.key("jobs"))))

    def collect(self):
        """Counts the results that came since the last time."""
        for text in self._client.lpop(self.key("results"), 10_000) or []:
            result = json.loads(text)
            self.answers[result["id"]] += 1
            self.repeated += result["parameters"]["attempt"] > 1
            self.versions[result["model_version"]] += 1
            if result["status"] != "completed" or "row_errors" in result:
                self.failed.append(result)

    @property
    def answered(self):
        """Jobs that have a result."""
        return len(self.answers)

    @property
    def done(self):
        """Whether every job was answered."""
        self.collect()
        return self.answered == self.pushed

    def waiting(self):
        """Jobs that no worker has claimed."""
        return sum(self._client.llen(self.key(name)) for name in ("jobs", "handoff", "suspects"))

    def in_flight(self):
        """Jobs that workers have claimed and not answered."""
        return sum(int(claim.split()[1]) for claim in self._client.hvals(self.key("claims")))

    def leases(self):
        """Batches that workers hold."""
        return self._client.zcard(self.key("leases"))

    def recovered(self):
        """Jobs that waited for the lease of another worker to end."""
        return int(self._client.hget(self.key("stats"), "redelivered") or 0)

    def assert_each_answered_once(self):
        """Every job has one good result, nothing is left behind, and nothing had to be tried again."""
        self.collect()
        twice = [name for name, count in self.answers.items() if count > 1]
        lost = self.pushed - len(self.answers)
        assert not self.failed, self.failed[:3]
        assert (lost, twice[:10]) == (0, [])
        left = {"waiting": self.waiting(), "in flight": self.in_flight(), "leases": self.leases()}
        assert not any(left.values()), left


def _body(table, rows):
    """The part of a job after its id: rows of the table, from its start again as often as needed."""
    with open(table, newline="") as file:
        lines = itertools.islice(itertools.cycle(list(csv.DictReader(file))), rows)
        picked = [[_value(line[name]) for name in FEATURES] for line in lines]
    members = {"features": FEATURES, "rows": picked, "outputs": ["label"]}
    return json.dumps(members, separators=(",", ":"))[1:]


def _value(cell):
    """A cell as a JSON value."""
    if cell in ("", "NA"):
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
