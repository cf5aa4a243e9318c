"""A headless Chromium on a pipe, spoken to in its DevTools protocol: no driver, no package, no port."""

import base64
import json
import os
import pathlib
import subprocess
import tempfile


class Browser:
    """One page. As a context manager it ends with its process and its folder, whatever happens."""

    def __init__(self, timeout=1800):
        self.events = []
        self._count = 0
        self._waiting = b""
        self._folder = tempfile.TemporaryDirectory(prefix="sl.", ignore_cleanup_errors=True)
        # The browser reads its descriptor 3 and writes its descriptor 4.
        read_end, self._commands = os.pipe()
        self._answers, write_end = os.pipe()
        flags = [
            "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
            f"--user-data-dir={self._folder.name}",
        ]
        if os.geteuid() == 0:
            # Chromium refuses to run its sandbox as root.
            flags.append("--no-sandbox")

        # Through descriptors above both ends, so that neither copy overwrites the other.
        command = ["sh", "-c", 'exec 3<&"$0" 4>&"$1"; shift; exec chromium "$@" about:blank', str(read_end), str(write_end)]
        self._process = subprocess.Popen(
            ["timeout", str(timeout), *command, *flags], pass_fds=(read_end, write_end), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_end)
        os.close(write_end)
        self._session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._commands)
        self._process.terminate()
        self._process.wait()
        os.close(self._answers)
        self._folder.cleanup()

    def call(self, method, **parameters):
        """The answer to a command; what happens meanwhile goes to `events`."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def open(self, path, width, height, scheme):
        """Shows a file in light or dark and forgets earlier events."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._read()

    def evaluate(self, script):
        """The value of an expression."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def picture(self, width, height):
        """A PNG of the page's upper left corner."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def _read(self):
        while b"\0" not in self._waiting:
            piece = os.read(self._answers, 1 << 16)
            if not piece:
                raise RuntimeError("chromium ended: is it installed, and was it given enough time?")
            self._waiting += piece
        line, _, self._waiting = self._waiting.partition(b"\0")
        message = json.loads(line)
        if "method" in message:
            self.events.append(message)
        return message
