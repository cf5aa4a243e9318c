"""Who gets in, and whose forms are taken."""

import http.client
import http.server
import threading
import time
import urllib.parse

import pytest

from world import TOKENS


@pytest.fixture(scope="module")
def address(world):
    world.publish()
    return world.acting()


@pytest.fixture(scope="module")
def foreign():
    """Pages of another server: a form on each that leads to the dashboard, sent as soon as the page is there."""
    pages = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def add(action, form_token):
        path = f"/{len(pages)}"
        pages[path] = (
            f'<form method="post" action="{action}"><input name="form" value="{form_token}"></form>'
            "<script>document.forms[0].submit()</script>")
        return lambda host: f"http://{host}:{server.server_port}{path}"

    yield add
    server.shutdown()


def is_paused(world):
    return world.redis.exists(world.key("paused")) == 1


def test_nobody_gets_in_without_a_token(world, page, context, address):
    for path in ("/", "/models/penguins/queue", "/models/penguins/audit", "/nowhere"):
        page.goto(address + path)
        assert page.url == address + "/login"
    for path in ("/api/status", "/api/models/penguins/audit"):
        assert context.request.get(address + path).status == 401
    answer = context.request.post(address + "/models/penguins/actions/pause", headers={"Origin": address})
    assert answer.status == 401 and not is_paused(world)
    page.goto(address)
    page.get_by_label("Your token").fill("x" * 40)
    page.get_by_role("button", name="Log in").click()
    assert "Nobody has this token" in page.get_by_role("alert").inner_text()
    assert context.cookies() == []


def test_a_login_lasts_until_the_logout_and_its_cookie_is_out_of_reach(page, context, address, log_in):
    log_in(page, address)
    cookie, = context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto(address)
    assert page.url == address + "/login"


def ask(address, path, *headers):
    """The answer to a request with exactly these headers, which no browser would send; its body is not read yet."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=30)
    connection.putrequest("GET", path)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def test_a_copy_of_a_cookie_is_worth_nothing_after_the_logout(page, context, address, log_in, chromium):
    log_in(page, address)
    cookie, = context.cookies()
    copy = ("Cookie", f"{cookie['name']}={cookie['value']}")
    with chromium.new_context() as other:
        other_page = other.new_page()
        log_in(other_page, address)
        stream = ask(address, "/", copy, ("Accept", "text/event-stream"))
        assert stream.readline() == b"retry: 3000\n"
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login")
        end = time.monotonic() + 30
        while stream.readline():
            assert time.monotonic() < end, "the live page goes on"
        assert ask(address, "/api/status", copy).status == 401
        # Another login of the same person is not touched.
        other_page.reload()
        assert other_page.url == address + "/"


def test_whom_a_proxy_names_acts_under_that_name(world, chromium, address):
    behind = world.dashboard("--allow-actions", "--identity-header", "X-Forwarded-User")
    name = ("X-Forwarded-User", "grace@example.com")
    with chromium.new_context(extra_http_headers=dict([name])) as context:
        page = context.new_page()
        page.goto(behind + "/models/penguins/queue")
        assert "grace@example.com" in page.locator("header").inner_text()
        assert page.get_by_role("button", name="Log out").count() == 0
        page.get_by_role("button", name="Pause the queue").click()
        assert page.locator(".notice").inner_text() == "Done: the queue is paused."
        assert is_paused(world)
        page.get_by_role("button", name="Let the queue go on").click()
        page.goto(behind + "/models/penguins/audit")
        rows = page.locator("tbody tr").all_inner_texts()
        assert all("grace@example.com" in row for row in rows[:2]) and "resume" in rows[0] and "pause" in rows[1]
    for headers in ((), (name, name), (("X-Forwarded-User", " "),), (("X-Forwarded-User", "g" * 129),)):
        assert ask(behind, "/api/status", *headers).status == 403, headers
    # Where nothing was said of a proxy, the header is anybody's.
    assert ask(address, "/api/status", name).status == 401


def test_a_form_without_its_token_or_with_another_session_s_is_refused(world, page, context, address, log_in, chromium):
    log_in(page, address)
    page.goto(address + "/models/penguins/queue")
    field = page.locator("#actions input[name=form]")
    headers, act = {"Origin": address}, address + "/models/penguins/actions/pause"
    with chromium.new_context() as other:
        others_page = other.new_page()
        log_in(others_page, address, "bob")
        others_page.goto(address + "/models/penguins/queue")
        foreign_token = others_page.locator("#actions input[name=form]").get_attribute("value")
    for form in ({}, {"form": ""}, {"form": foreign_token}):
        for path in (act, act.replace("/models", "/api/models")):
            answer = context.request.post(path, form=form, headers=headers)
            assert answer.status == 403 and "form" in answer.text(), (path, form)
        # Nor can another page log somebody out.
        assert context.request.post(address + "/logout", form=form, headers=headers).status == 403, form
    assert not is_paused(world)
    answer = context.request.post(act, form={"form": field.get_attribute("value")}, headers=headers, max_redirects=0)
    assert answer.status == 303 and is_paused(world)
    world.scoreline("resume", "penguins")


def test_forms_of_other_pages_are_refused_also_with_the_right_token(world, page, address, log_in, foreign):
    log_in(page, address)
    page.goto(address + "/models/penguins/queue")
    token = page.locator("#actions input[name=form]").get_attribute("value")
    evil = foreign(address + "/models/penguins/actions/pause", token)
    # Another port is the same site: the cookie comes along. Another name is another site: it does not.
    for host, status in (("127.0.0.1", 403), ("localhost", 401)):
        with page.expect_response("**/actions/pause") as answer:
            page.goto(evil(host))
        assert answer.value.status == status, host
    assert not is_paused(world)


def test_a_program_uses_a_token_without_a_form(world, context, address):
    headers = {"Authorization": f"Bearer {TOKENS['bob']}"}
    act = f"{address}/api/models/penguins/actions/"
    assert context.request.post(act + "pause", headers=headers).json()["detail"] == "the queue is paused"
    assert is_paused(world)
    assert context.request.post(act + "resume", headers=headers).ok
    assert context.request.post(act + "rollback", headers=headers).status == 409
    assert context.request.post(act + "explode", headers=headers).status == 404
    entries = context.request.get(f"{address}/api/models/penguins/audit", headers=headers).json()["entries"]
    assert [(entry["who"], entry["action"]) for entry in entries[:2]] == [("bob", "resume"), ("bob", "pause")]
    assert entries[0]["from"] == "dashboard, 127.0.0.1"


def test_a_rebound_name_and_wrong_tokens_without_end_are_refused(context, address):
    assert context.request.get(address, headers={"Host": "evil.example"}).status == 403
    statuses = []
    # The minute that counts may end in between, and another one begins.
    while 429 not in statuses and len(statuses) < 40:
        wrong = context.request.get(address + "/api/status", headers={"Authorization": "Bearer wrong"})
        statuses.append(wrong.status)
    assert statuses[-1] == 429 and statuses.count(401) >= 8, statuses
    right = context.request.get(address + "/api/status", headers={"Authorization": f"Bearer {TOKENS['ada']}"})
    assert right.status == 429 and 1 <= int(right.headers["retry-after"]) <= 60


def test_a_dashboard_that_only_shows_has_no_controls_and_takes_none(world, page, context):
    address = world.dashboard()
    for tab in ("queue", "workers", "audit"):
        page.goto(f"{address}/models/penguins/{tab}")
        assert page.locator("form[action*=actions]").count() == 0
    answer = context.request.post(address + "/models/penguins/actions/pause", headers={"Origin": address})
    assert answer.status == 403 and "--allow-actions" in answer.text() and not is_paused(world)
