"""What people do on the dashboard is done, asked for twice where it destroys, and written down."""

import pytest

from world import PENGUINS, ROOT, until


@pytest.fixture(scope="module")
def served(world):
    """Two versions, a worker."""
    world.publish()
    world.publish()
    return world.worker("penguins")


@pytest.fixture(scope="module")
def address(world, served):
    """On the same Redis, under another prefix, are the versions to promote."""
    return world.acting("--from", f"unix://{world.socket}", "--from-prefix", "staging")


@pytest.fixture
def page(context, address, log_in):
    page = context.new_page()
    log_in(page, address)
    return page


def notice(page):
    return page.locator(".notice").inner_text()


def dead(world):
    return [fields["job"] for _, fields in world.redis.xrange(world.key("dead"))]


def test_pause_and_resume(world, page, address, picture):
    page.goto(address + "/models/penguins/queue")
    page.get_by_role("button", name="Pause the queue").click()
    assert notice(page) == "Done: the queue is paused."
    assert world.redis.exists(world.key("paused"))
    world.push("held")
    page.get_by_role("button", name="Let the queue go on").click()
    assert notice(page) == "Done: the queue goes on."
    until("the job that was held is scored", lambda: world.redis.llen(world.key("results")) == 1)


def test_one_dead_letter_is_retried_and_leaves_the_others(world, page, address):
    world.redis.delete(world.key("dead"), world.key("results"))
    first, second = world.bury("order-1", "order-2")
    page.goto(address + "/models/penguins/dead")
    page.get_by_role("button", name=f"Retry the dead letter {first}").click()
    assert notice(page) == "Done: retried 1 job."
    until("the retried job is answered", lambda: world.redis.llen(world.key("results")) == 1)
    assert len(dead(world)) == 1 and "order-2" in dead(world)[0]
    page.get_by_label(f"Select the dead letter {second}").check()
    page.get_by_role("button", name="Retry selected").click()
    assert notice(page) == "Done: retried 1 job."
    assert dead(world) == []


def test_all_that_match_are_discarded_after_the_name_was_typed(world, page, address, picture):
    world.redis.delete(world.key("dead"))
    world.bury("order-1", "invoice-1", "order-2")
    page.goto(address + "/models/penguins/dead?job=order")
    picture(page, "dead")
    page.get_by_role("button", name="Discard all that match").click()
    assert "job id contains “order”" in page.locator("main").inner_text()
    field = page.get_by_label("Type the model’s name")
    field.fill("pengiuns")
    page.get_by_role("button", name="Do it").click()
    assert "is not the name" in page.get_by_role("alert").first.inner_text()
    assert len(dead(world)) == 3
    page.get_by_label("Type the model’s name").fill("penguins")
    page.get_by_role("button", name="Do it").click()
    assert notice(page) == "Done: discarded 2 jobs."
    assert len(dead(world)) == 1 and "invoice-1" in dead(world)[0]


def test_a_worker_is_drained_by_the_keyboard_alone(world, page, address, served):
    further = world.worker("penguins")
    ids = {each["pid"]: each["id"] for each in world.workers()}
    victim = ids[further.pid]
    page.goto(address + "/models/penguins/workers")
    button = page.get_by_role("button", name=f"Drain worker {victim}")
    button.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    assert button.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    page.locator(".notice").wait_for()
    assert notice(page) == "Done: the worker was asked to drain."
    assert further.wait(30) == 0
    assert "as an operator asked" in further.log.read_text()
    assert [each["id"] for each in world.workers()] == [ids[served.pid]] and served.poll() is None


def test_a_model_file_is_published_through_the_gate(world, page, address):
    before = world.live()
    damaged = bytearray(PENGUINS.read_bytes())
    damaged[-1] ^= 1
    for content, is_published in ((bytes(damaged), False), (PENGUINS.read_bytes(), True)):
        page.goto(address + "/models/penguins/versions")
        page.get_by_text("Publish a version").click()
        page.get_by_label("Model file").set_input_files(
            {"name": "new.safetensors", "mimeType": "application/octet-stream", "buffer": content})
        page.get_by_role("button", name="Publish", exact=True).click()
        if is_published:
            assert notice(page) == f"Done: penguins version {before + 1} is published."
        else:
            page.get_by_text("new.safetensors is refused and was not published").wait_for()
            assert world.live() == before
    until("the worker serves it", lambda: world.workers()[0]["version"] == before + 1)


def test_a_rollback_takes_the_name_and_who_did_what_is_told(world, page, address, picture):
    previous = int(world.redis.hget(world.key("model"), "previous"))
    page.goto(address + "/models/penguins/versions")
    picture(page, "versions")
    page.get_by_role("button", name=f"Roll back to version {previous}").click()
    page.get_by_label("Type the model’s name").fill("penguins")
    page.get_by_role("button", name="Do it").click()
    assert notice(page) == f"Done: version {previous} is live."
    assert world.live() == previous
    page.get_by_role("link", name="Audit").click()
    rows = page.locator("tbody tr").all_inner_texts()
    assert "ada" in rows[0] and "rollback" in rows[0] and "dashboard, 127.0.0.1" in rows[0]
    told = " ".join(rows)
    for act in ("pause", "resume", "dead-retry", "dead-discard", "drain", "publish"):
        assert act in told, act
    assert "failed" in told


def test_a_form_that_was_open_while_somebody_else_rolled_back_changes_nothing(world, page, context, address):
    page.goto(address + "/models/penguins/versions")
    form = page.locator("form[enctype]")
    fields = {name: form.locator(f"[name={name}]").get_attribute("value") for name in ("form", "generation")}
    page.get_by_role("button", name="Roll back to version").click()
    world.publish()
    live = world.live()
    page.get_by_label("Type the model’s name").fill("penguins")
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("the pointer of model penguins moved").wait_for()
    assert world.live() == live
    file = {"name": "late.safetensors", "mimeType": "application/octet-stream", "buffer": PENGUINS.read_bytes()}
    answer = context.request.post(
        address + "/models/penguins/actions/publish", multipart={**fields, "file": file}, headers={"Origin": address})
    assert answer.status == 409 and "the pointer of model penguins" in answer.text()
    assert world.live() == live


def test_a_version_is_promoted_and_one_that_is_not_there_is_a_failure(world, page, address):
    for file in ("penguins", "diabetes"):
        world.scoreline("models", "publish", "penguins", ROOT / f"model_bin/{file}.safetensors", "--prefix", "staging")
    before = world.live()

    def promote(version):
        page.goto(address + "/models/penguins/versions")
        page.get_by_text("Publish a version").click()
        page.get_by_label("Version to copy from the other Redis").fill(version)
        page.get_by_role("button", name="Promote").click()

    promote("7")
    page.get_by_text("has no version 7").wait_for()
    assert world.live() == before
    promote("")
    # The other Redis has a model of another kind, which is told.
    assert notice(page).startswith(
        f"Done: penguins version {before + 1} is published; unlike what was live before: the task is regression, not "
        "multiclass;")
    assert world.live() == before + 1
    model = world.key("model")
    assert world.redis.hget(model, f"sha256:{before + 1}") == world.redis.hget(
        model.replace("scoreline", "staging"), "sha256:2")
    page.get_by_role("link", name="Audit").click()
    rows = page.locator("tbody tr", has_text="promote")
    # What a page shows may be a second old.
    rows.nth(1).wait_for()
    done, failed = rows.all_inner_texts()
    assert "ada" in done and "version 2" in done and "done" in done
    assert "ada" in failed and "version 7" in failed and "failed" in failed
