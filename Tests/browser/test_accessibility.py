"""Every page for everybody: axe's rules in light and dark, a phone's width, the keyboard, live without a reload."""

import pytest
from axe_playwright_python.sync_playwright import Axe

TABS = ("queue", "workers", "in-flight", "dead", "versions", "drift", "audit", "jobs")


@pytest.fixture(scope="module")
def address(world):
    """Something of everything, so that no page is empty."""
    world.publish()
    world.worker("penguins")
    world.bury("order-1", "order-2", "a-very-long-name-" * 20)
    world.push("first")
    world.scoreline("pause", "penguins")
    world.push("second")
    world.publish("refused")
    return world.acting()


def pages(address):
    yield address + "/"
    for tab in TABS:
        yield f"{address}/models/penguins/{tab}"
    yield f"{address}/models/refused/queue"
    yield f"{address}/models/nobody/queue"
    yield f"{address}/nowhere"


def open_confirmation(page, address):
    page.goto(address + "/models/penguins/dead")
    page.get_by_role("button", name="Discard all", exact=False).first.click()
    page.get_by_role("button", name="Do it").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, address, log_in, scheme):
    page.emulate_media(color_scheme=scheme)
    axe = Axe()

    def check():
        found = axe.run(page)
        assert found.violations_count == 0, f"{page.url}, {scheme}: {found.generate_report()}"

    page.goto(address)
    check()
    log_in(page, address)
    for each in pages(address):
        page.goto(each)
        check()
    open_confirmation(page, address)
    check()


def test_nothing_is_wider_than_a_phone(page, address, log_in, picture):
    log_in(page, address)
    page.set_viewport_size({"width": 360, "height": 740})
    for each in [*pages(address), None]:
        if each:
            page.goto(each)
        else:
            open_confirmation(page, address)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{page.url} is {width} pixels wide"
    page.goto(address)
    picture(page, "phone")


def test_the_keyboard_skips_to_the_content_and_meets_everything_in_its_order(page, address, log_in):
    log_in(page, address)
    page.goto(address + "/models/penguins/queue")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.goto(address + "/models/penguins/queue")
    met = []
    for _ in range(80):
        page.keyboard.press("Tab")
        place = page.evaluate("""
            () => {
              const all = [...document.querySelectorAll("a, button, input, summary, [tabindex='0']")]
              return all.indexOf(document.activeElement)
            }""")
        if place < 0:
            break
        met.append(place)
    assert met == sorted(met) and len(met) > 8
    outlined = page.evaluate("""
        () => {
          document.querySelector(".tabs a").focus()
          return getComputedStyle(document.activeElement).outlineStyle
        }""")
    assert outlined != "none"


def test_what_changes_arrives_without_a_reload(world, page, address, log_in, picture):
    log_in(page, address)
    page.goto(address + "/models/penguins/queue")
    page.locator("[data-state=live]").wait_for()
    page.evaluate("window.isSame = true")
    pending = page.locator(".tile", has_text="Pending").locator(".value")
    before = int(pending.inner_text())
    world.push("more-1", "more-2")
    page.wait_for_function(
        "count => [...document.querySelectorAll('.tile')].some("
        "tile => tile.innerText.includes('Pending') && tile.querySelector('.value').innerText.trim() === count)",
        arg=str(before + 2))
    assert page.evaluate("window.isSame") is True
    page.goto(address)
    page.locator("[data-state=live]").wait_for()
    picture(page, "overview")


def test_what_was_typed_and_ticked_stays_when_the_page_changes(world, page, address, log_in):
    log_in(page, address)
    page.goto(address + "/models/penguins/dead")
    entry, = world.bury("ticked")
    box = page.get_by_label(f"Select the dead letter {entry}")
    box.check()
    retry = page.get_by_role("button", name=f"Retry the dead letter {entry}")
    retry.focus()
    page.evaluate("window.isSame = true")
    world.redis.xadd(world.key("dead"), {"reason": "poison", "job": '{"id": "last"}', "length": 14})
    page.get_by_text("last", exact=True).first.wait_for()
    assert page.evaluate("window.isSame") is True
    assert box.is_checked() and page.locator("tbody input:checked").count() == 1
    assert retry.evaluate("button => button === document.activeElement")
