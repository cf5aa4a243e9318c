"""What the browser tests share: one world, one Chromium, a page for each test."""

import os
import pathlib
import tempfile

import pytest
from playwright.sync_api import sync_playwright

from world import ROOT, TOKENS, World


@pytest.fixture(scope="module")
def world():
    # A unix socket's path has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="sl.", dir="/tmp", ignore_cleanup_errors=True) as folder:
        world = World(folder)
        try:
            yield world
        finally:
            world.close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        # Chromium refuses to run its sandbox as root.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*flags, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    """A browser profile of the test's own; a complaint of the browser, or a request elsewhere, fails the test."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(20_000)
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    context.on(
        "request",
        lambda request: request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "about:"))
        or complaints.append(f"the page asks for {request.url}"))
    yield context
    context.close()
    # What a test provokes on purpose is an answer, no complaint.
    assert [each for each in complaints if "the server responded with a status of 4" not in each] == []


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture(scope="session")
def log_in():
    """Logs a page in by the form and leaves it at the overview."""

    def log_in(page, address, name="ada"):
        page.goto(address)
        page.get_by_label("Your token").fill(TOKENS[name])
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(address + "/")

    return log_in


@pytest.fixture(scope="session")
def picture():
    """Keeps a picture of a page for the documentation, when the run is asked to (SCREENSHOTS=1)."""

    def picture(page, name):
        if os.environ.get("SCREENSHOTS") == "1":
            page.screenshot(path=pathlib.Path(ROOT) / f"docs/images/dashboard-{name}.png")

    return picture
