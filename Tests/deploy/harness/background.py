"""What goes on beside a test, in a thread of its own."""

import threading


class InBackground:
    """Takes a step every `pause` seconds until its end, which the end of a `with` is."""

    def __init__(self, pause):
        self._pause = pause
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _work(self):
        while not self._end.wait(self._pause):
            self.step()


class Flood(InBackground):
    """Keeps `level` jobs of the penguins waiting, so that whoever is stopped meanwhile has some; `pushed` counts them."""

    def __init__(self, client, job, level):
        """`job` gives the text of a job by its number."""
        super().__init__(pause=0.001)
        self._client, self._job, self._level = client, job, level
        self.pushed = 0

    def step(self):
        """Pushes jobs unless enough of them wait."""
        if self._client.llen("scoreline:{penguins}:jobs") < self._level:
            numbers = range(self.pushed, self.pushed + self._level // 4)
            self._client.rpush("scoreline:{penguins}:jobs", *map(self._job, numbers))
            self.pushed += len(numbers)
