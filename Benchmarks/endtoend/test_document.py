#!/usr/bin/env python3
"""What the end-to-end part of docs/performance.md says of the reports, and what its pictures show."""

import copy
import pathlib
import tempfile
import unittest
import xml.dom.minidom

import document
import pictures
import sizes

HEAD = {"date": "2031-02-03", "machine": "A processor, 2 cores", "size": "default", "took_seconds": 9.0, "load_before": 0.1,
        "rounds": 2}
LOOP = {"rate": 1000, "jobs": 8000, "seconds": 8.0, "p50_ms": 0.4, "p95_ms": 0.9, "p99_ms": 1.25, "p999_ms": 3.0,
        "max_ms": 7.5, "late_p99_ms": 0.1}
TURN = {"jobs_per_second": 100_000.0, "seconds": 1.0, "server_cpu_seconds_per_job": 2e-6,
        "worker_cpu_seconds_per_job": 3e-6, "commands_per_job": 0.0123, "bytes_in_per_job": 200.0, "bytes_out_per_job": 300.0}
REPORTS = {
    "drain": HEAD | {
        "compared": 5000, "versions": {"XGBoost": "3.2.0", "Redis": "7.0.15"},
        "placements": {
            "pinned": {"processes": 1, "lanes": 2, "absent": {"rq": "rq ended; its log ends:\ntrace\n  Error: no\n"}, "rounds": [
                {"scoreline": 300_000.0, "python-loop": 75_000.0, "scoreline-onetree": 600_000.0, "sidekiq": 6_000.0},
                {"scoreline": 330_000.0, "python-loop": 66_000.0, "scoreline-onetree": 600_000.0, "sidekiq": 5_000.0}]}}},
    "latency": HEAD | {"compared": 5000, "maximum": 200_000.0, "seconds": 8.0, "loops": [
        {"share": 0, **LOOP, "rate": 5}, {"share": 0.5, **LOOP}],
        "floor": {"stopped": {"share": 0.0123, "longest_ms": 8.1, "cores": 2},
                  "ping": {"p50_ms": 0.131, "p99_ms": 4.9, "count": 160}}},
    "batch": HEAD | {"batches": [1, 1024], "rounds": [{"1": 10_000.0, "1024": 300_000.0}, {"1": 20_000.0, "1024": 300_000.0}],
                     "taken": [{"1": 1.0, "1024": 250.0}, {"1": 1.0, "1024": 260.0}]},
    "payload": HEAD | {"rows": [1, 1000], "forms": ["JSON", "binary"], "rounds": [
        {"JSON": {"1": 100_000.0, "1000": 400.0}, "binary": {"1": 90_000.0, "1000": 2_000.0}}]},
    "models": HEAD | {"models": [1, 16], "rounds": [{"1": 300_000.0, "16": 280_000.0}], "megabytes": {"1": 31.5, "16": 62.0},
                      "commands_per_second": {"1": 12.0, "16": 190.0}},
    "workers": HEAD | {"workers": [1, 2], "cores": 2, "waiting_batch": 8, "delay_ms": 1, "rounds": [
        {"1": TURN, "2": TURN | {"jobs_per_second": 180_000.0}}], "waiting": [
        {"1": TURN | {"jobs_per_second": 5_000.0}, "2": TURN | {"jobs_per_second": 9_950.0}}]},
    "network": HEAD | {"lanes": [2, 8], "ways": ["unix", "delayed"], "round_trip_ms": 1.21, "rounds": [
        {"unix": {"2": 300_000.0, "8": 290_000.0}, "delayed": {"2": 200_000.0, "8": 280_000.0}}]},
    "reload": HEAD | {"workers": 2, "share": 0.5, "peace": LOOP, "reloading": LOOP | {"p99_ms": 2.0},
                      "publish_seconds": [0.3, 0.5, 0.2], "model_bytes": 2_400_000},
    "idle": HEAD | {"lanes": 2, "alone": {"sent_per_second": {}, "inside_per_second": {}, "worker_cpu_percent": 0, "server_cpu_percent": 0.2},
                    "beside": {"sent_per_second": {"blmove": 2.0, "get": 0.5}, "inside_per_second": {"get": 3.0}, "worker_cpu_percent": 0.3,
                               "server_cpu_percent": 0.4}},
    "cost": HEAD | {"turns": [TURN]},
    "memory": HEAD | {"idle_megabytes": 21.0, "settled_megabytes": 25.5, "model_bytes": 2_400_000, "points": [
        {"reloads": 0, "megabytes": 30.0}, {"reloads": 50, "megabytes": 30.5}]},
    "telemetry": HEAD | {
        "on": ["--admin"], "lacks": ["--drift"], "ways": ["off", "on", "predictions"], "rounds": [
            {way: {"jobs_per_second": rate, "cpu_seconds_per_job": 1e-3 / rate} for way, rate in turn.items()} for turn in (
                {"off": 1000.0, "on": 980.0, "predictions": 900.0}, {"off": 2000.0, "on": 1980.0, "predictions": 1600.0},
                {"off": 1000.0, "on": 1010.0, "predictions": 950.0})]},
}
REPORTS["idle"]["seconds"] = 20.0


def line(text, *starts):
    """The cells of the one line that starts with those."""
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("|")]
    found = [row for row in rows if row[: len(starts)] == list(starts)]
    if len(found) != 1:
        raise AssertionError(f"{len(found)} lines start with {starts} in\n{text}")
    return found[0]


class DocumentTests(unittest.TestCase):
    def setUp(self):
        self.reports = copy.deepcopy(REPORTS)

    def section(self, name):
        return "\n\n".join(getattr(document, name)(self.reports[name]))

    def test_a_contestants_ratio_is_the_median_of_the_rounds_not_of_the_rates(self):
        self.reports["drain"]["placements"]["pinned"]["rounds"].append({"scoreline": 90_000.0, "python-loop": 90_000.0})
        self.assertEqual(line(self.section("drain"), "tuned Python loop")[1:], ["75 000", "4.00 × (1.00 – 5.00)"])

    def test_what_does_not_score_stands_in_a_table_of_its_own_and_is_said_to_do_nothing(self):
        scorers, floors = self.section("drain").split("scores nothing worth the name")
        self.assertIn("tuned Python loop", scorers)
        self.assertNotIn("Sidekiq", scorers)
        self.assertIn("| Sidekiq with a job that does nothing | 5 500 |", floors)
        self.assertIn("reaches 52 % of what it does with one. With one it does 110 × the jobs of Sidekiq.", floors)

    def test_who_could_not_run_has_no_figure_and_a_reason(self):
        text = self.section("drain")
        self.assertEqual(line(text, "RQ, SimpleWorker")[1:], ["–", "–"])
        self.assertIn("* RQ, SimpleWorker: not measured. rq ended; its log ends: Error: no\n", text + "\n")

    def test_percentiles_stand_beside_their_load(self):
        self.assertEqual(line(self.section("latency"), "50 %"),
                         ["50 %", "1 000", "0.400", "0.900", "1.25", "3.00", "7.50", "0.100", "8 000"])
        self.assertEqual(line(self.section("latency"), "idle")[1], "5")

    def test_what_the_machine_alone_does_to_latency_is_told_in_percent_and_milliseconds(self):
        text = self.section("latency")
        self.assertIn("were stopped for 1.23 % of the time", text)
        self.assertIn("the longest 8.10 ms", text)
        self.assertIn("took 0.131 ms (p50) and 4.90 ms (p99 of 160)", text)

    def test_sweeps_have_medians_and_rows_a_second(self):
        self.assertEqual(line(self.section("batch"), "1"), ["1", "1.00", "15 000", "10 000 – 20 000"])
        self.assertEqual(line(self.section("batch"), "1 024")[1], "255")
        self.assertEqual(line(self.section("payload"), "1 000"), ["1 000", "400", "400 000", "2 000", "2 000 000"])
        self.assertEqual(line(self.section("models"), "16"), ["16", "280 000", "62.0", "190"])
        computing, _, waiting = self.section("workers").partition("there and back")
        self.assertEqual(line(computing, "2"), ["2", "180 000", "1.80 ×", "36 %"])
        self.assertEqual(line(waiting, "2"), ["2", "9 950", "1.99 ×", "2 %"])
        self.assertEqual(line(self.section("network"), "TCP, 1.21 ms there and back"),
                         ["TCP, 1.21 ms there and back", "200 000", "280 000"])

    def test_a_worker_without_jobs_is_counted_for_each_lane(self):
        self.assertIn("1.25 Redis commands a second for each lane", self.section("idle"))
        self.assertEqual(line(self.section("idle"), "`GET`")[1:], ["0.500", "3.00"])
        self.assertEqual(line(self.section("idle"), "`BLMOVE`")[1:], ["2.00", ""])

    def test_publishing_has_the_median_and_the_largest(self):
        self.assertIn("3 versions; ", self.section("reload"))
        self.assertIn("median 0.30 s, largest 0.50 s", self.section("reload"))

    def test_telemetry_has_its_sign_and_names_what_is_missing(self):
        text = self.section("telemetry")
        self.assertEqual(line(text, "`--admin`, metrics read every second")[1:],
                         ["1 010", "-1.0 % (-2.0 % … +1.0 %)", "0.990", "+1.0 % (-1.0 % … +2.0 %)"])
        self.assertEqual(line(text, "the same, and `--prediction-log file:…` of every row")[2], "-10.0 % (-20.0 % … -5.0 %)")
        self.assertIn("Not in this build: `--drift`.", text)

    def test_what_was_not_measured_is_named_and_the_rest_stands(self):
        del self.reports["latency"], self.reports["memory"]
        text = document.text(self.reports)
        self.assertIn("Not measured in this run: latency, memory.", text)
        self.assertNotIn("### Latency", text)
        self.assertIn("### What a job costs", text)

    def test_parts_of_another_day_or_size_say_so(self):
        self.assertIn("Measured on 2031-02-03: A processor, 2 cores.", document.text(self.reports))
        self.reports["batch"]["size"] = "full"
        self.assertIn("* Measured on 2031-02-03: A processor, 2 cores; sizes: full: batch.", document.text(self.reports))
        self.reports["latency"]["commit"] = "abc1234-dirty"
        self.assertIn("* Measured on 2031-02-03, commit abc1234-dirty: A processor, 2 cores: latency.", document.text(self.reports))

    def test_aims_stand_beside_what_was_measured_and_say_when_they_are_missed(self):
        text = document.text(self.reports)
        rows = {row[0]: row[1:] for row in ([cell.strip() for cell in row.strip("|").split("|")] for row in text.split("###")[1].splitlines()
                                            if row.startswith("|"))}
        self.assertEqual(rows["a full queue, one core for Redis: jobs/s of the tuned Python loop"], ["≥ 4 ×", "4.50 ×", "met"])
        self.assertEqual(rows["the same, p99"], ["< 5 ms", "1.25 ms", "met"])
        self.assertEqual(rows["memory of a worker, some seconds after 50 versions"], ["< 44.8 MB", "25.5 MB", "met"])
        self.assertEqual(rows["all telemetry on: jobs/s"], ["> -3 %", "-1.0 %", "met"])
        self.reports["latency"]["loops"][1]["p99_ms"] = 5.0
        self.assertIn("| the same, p99 | < 5 ms | 5.00 ms | **missed** |", document.text(self.reports))
        self.assertNotIn("### Aims", document.text({"batch": self.reports["batch"]}))

    def test_pictures_are_wellformed_small_and_the_same_each_time(self):
        for name, (title, draw) in pictures.DRAWN.items():
            picture = draw(self.reports[name])
            self.assertEqual(picture, draw(copy.deepcopy(self.reports[name])))
            page = xml.dom.minidom.parseString(picture)
            self.assertEqual(page.getElementsByTagName("title")[0].firstChild.data, title)
            self.assertIn("prefers-color-scheme:dark", picture)
            self.assertLess(len(picture), 10_000)

    def test_a_longer_bar_is_a_larger_rate(self):
        page = xml.dom.minidom.parseString(pictures.drain(self.reports["drain"]))
        widths = [float(bar.getAttribute("width")) for bar in page.getElementsByTagName("rect")[1:]]
        ours, loop, floor, sidekiq = widths
        self.assertTrue(floor > ours > loop > sidekiq)

    def test_pictures_of_missing_parts_go_away_and_others_are_written(self):
        with tempfile.TemporaryDirectory(prefix="sl-document.") as folder:
            page = pathlib.Path(folder, "page.md")
            page.write_text(f"before\n{document.BEGIN}\nold\n{document.END}\nafter\n", encoding="utf-8")
            images = pathlib.Path(folder, "images")
            images.mkdir()
            (images / "bench-batch.svg").write_text("old")
            del self.reports["batch"]
            document.write(self.reports, document.PARTS, page)
            self.assertEqual({file.name for file in images.iterdir()},
                             {"bench-drain.svg", "bench-latency.svg", "bench-payload.svg"})
            text = page.read_text(encoding="utf-8")
            self.assertTrue(text.startswith(f"before\n{document.BEGIN}\n\nMeasured on"))
            self.assertTrue(text.endswith(f"{document.END}\nafter\n"))

    def test_a_size_can_be_changed_and_nonsense_is_refused(self):
        self.assertEqual(sizes.chosen("quick", ["rounds=3", "open_seconds=0.5"]).rounds, 3)
        for change in ("name=5", "rounds=0", "rounds=many", "laps=3"):
            with self.assertRaises(ValueError):
                sizes.chosen("default", [change])


if __name__ == "__main__":
    unittest.main()
