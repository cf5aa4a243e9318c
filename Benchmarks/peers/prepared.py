"""The models on disk: trained and compiled once, found again by a hash of all that they depend on."""

import json
import os
import signal
import subprocess
import tempfile
import time

from recipes import BATCHES

# How long a peer may compile one model.
LIMIT_SECONDS = 120
# What has to be compiled, the peer's default first.
COMPILED = {"lleaves": ["default", "one-block"], "tl2cgen": ["plain", "quantized"]}
SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Model:
    """One recipe's folder."""

    def __init__(self, recipe, cache, pythons, versions, here):
        self.recipe, self.pythons, self.here = recipe, pythons, here
        self.folder = cache / f"{recipe.name}-{recipe.key(versions)}"
        self.notes = self.folder / "compiled.json"

    def script(self, python, name, *arguments):
        return [self.pythons[python], str(self.here / name), *map(str, arguments)]

    def train(self, threads):
        done = self.folder / "trained"
        if not done.exists():
            start = time.perf_counter()
            subprocess.run(self.script("peers", "train.py", self.recipe.name, self.folder, "--threads", threads),
                           check=True, stdout=subprocess.DEVNULL)
            done.touch()
            print(f"{self.recipe.name}: trained in {time.perf_counter() - start:.0f} s", flush=True)

    def compile(self, peers):
        """What could not be compiled in time is not tried again: seconds, or null, by peer and way."""
        notes = json.loads(self.notes.read_text(encoding="utf-8")) if self.notes.exists() else {}
        for peer in peers:
            for what in COMPILED.get(peer, []) if self.refusal(peer) is None else []:
                if what not in notes.setdefault(peer, {}):
                    # The default takes the shortest: what it cannot do in time the others cannot.
                    hopeless = None in notes[peer].values()
                    notes[peer][what] = None if hopeless else self.compile_one(peer, what)
                    self.notes.write_text(json.dumps(notes), encoding="utf-8")
        return notes

    def compile_one(self, peer, what):
        start = time.perf_counter()
        command = self.script(peer, "contestant.py", peer, self.recipe.name, self.folder, "--prepare", what)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            seconds = time.perf_counter() - start if process.wait(LIMIT_SECONDS) == 0 else None
        except subprocess.TimeoutExpired:
            seconds = None
        finally:
            # Compilers that it started are in its group.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        result = f"compiled in {seconds:.0f} s" if seconds else f"not compiled in {LIMIT_SECONDS} s"
        print(f"{self.recipe.name}: {peer}, {what}: {result}", flush=True)
        return seconds

    def refusal(self, peer):
        """Why a peer cannot take this model; None: it can."""
        if peer in ("xgboost", "lightgbm") and self.recipe.library != peer:
            return "another library's model"
        if peer == "lleaves" and self.recipe.library != "lightgbm":
            return "takes models of LightGBM only"
        if peer == "tl2cgen" and not self.recipe.trees:
            return "takes trees only"
        return None


class Contestant:
    """A peer's process, pinned, with the model in memory; it waits without work while others are measured."""

    def __init__(self, model, peer, core):
        command = model.script(peer, "contestant.py", peer, model.recipe.name, model.folder)
        self.peer = peer
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True,
            env=os.environ | SINGLE_THREADED, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            message = self.errors.read().strip().splitlines()[-1:] or ["nothing said"]
            raise RuntimeError(f"{self.peer} ended: {message[0][:200]}")
        return json.loads(line)

    def measure(self, seconds):
        results = {}
        for batch in BATCHES:
            self.process.stdin.write(json.dumps({"batch": batch, "seconds": seconds}) + "\n")
            self.process.stdin.flush()
            results[batch] = self.answer()
        return results

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()
