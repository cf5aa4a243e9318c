"""Opens report pages in Chromium, light and dark, wide and narrow, and prints what is wrong with them as a JSON list."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "scripts"))
from browser import Browser

WIDTHS = (1200, 400)

# Finds what a reader would stumble over. Contrast is WCAG 2's; 3 is enough for large type.
LOOK = r"""
(() => {
  const problems = []
  const root = document.documentElement
  if (root.scrollWidth > window.innerWidth) problems.push(`the page is ${root.scrollWidth} pixels wide`)
  const channel = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
  const color = text => {
    const numbers = text.match(/[\d.]+(e-?\d+)?/g).map(Number)
    const scale = text.startsWith("rgb") ? 255 : 1
    return [...numbers.slice(0, 3).map(value => value / scale), numbers[3] ?? 1]
  }
  const background = element => {
    const layers = []
    for (let each = element; each; each = each.parentElement) {
      const layer = color(getComputedStyle(each).backgroundColor)
      if (layer[3] > 0) layers.push(layer)
      if (layer[3] === 1) break
    }
    return layers.reverse().reduce((below, [r, g, b, a]) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a)),
      [1, 1, 1])
  }
  const seen = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || seen.has(element) || !element.checkVisibility()) continue
    seen.add(element)
    const style = getComputedStyle(element)
    const isDrawn = element.ownerSVGElement !== undefined && element.ownerSVGElement !== null
    const text = color(isDrawn ? style.fill : style.color)
    const [one, other] = [luminance(text), luminance(background(element))].sort((a, b) => b - a)
    const ratio = (one + 0.05) / (other + 0.05)
    const needed = parseFloat(style.fontSize) >= 24 ? 3 : 4.5
    if (ratio < needed) problems.push(`"${walker.currentNode.data.trim().slice(0, 30)}" has the contrast ${ratio.toFixed(2)}`)
    if (element.tagName === "text") {
      const [inner, outer] = [element.getBoundingClientRect(), element.ownerSVGElement.getBoundingClientRect()]
      if (inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1
          || inner.bottom > outer.bottom + 1) {
        problems.push(`"${element.textContent.slice(0, 30)}" leaves its picture`)
      }
      if (inner.height < 9) problems.push(`"${element.textContent.slice(0, 30)}" is ${inner.height} pixels high`)
    }
  }
  for (const svg of document.querySelectorAll("svg")) {
    const {width, height} = svg.getBoundingClientRect()
    if (svg.checkVisibility() && (width < 20 || height < 5)) problems.push(`a picture of ${width} × ${height} pixels`)
    if (svg.getAttribute("role") === "img" && !svg.getAttribute("aria-label") && !svg.querySelector("title, desc")) {
      problems.push("a picture without a name")
    }
  }
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.tabIndex !== 0) problems.push("a table that the keyboard can't scroll")
  }
  const names = [...document.querySelectorAll("[id]")].map(each => each.id)
  if (new Set(names).size !== names.length) problems.push("two elements have one id")
  for (const link of document.querySelectorAll("a")) {
    if (!document.querySelector(link.getAttribute("href"))) problems.push(`a link to nothing: ${link.getAttribute("href")}`)
  }
  if (document.querySelectorAll("figure, table").length < 5) problems.push("the page is nearly empty")
  return problems
})()
"""


def problems_of_events(events):
    for event in events:
        method, content = event["method"], event["params"]
        if method == "Runtime.exceptionThrown" or method == "Runtime.consoleAPICalled":
            yield f"the console says {json.dumps(content)[:200]}"
        if method == "Log.entryAdded":
            yield f"the browser logs {content['entry']['text'][:200]}"
        if method == "Network.requestWillBeSent":
            url = content["request"]["url"]
            if not url.startswith(("file:", "data:")):
                yield f"the page asks for {url}"


def main():
    problems = []
    with Browser() as browser:
        for path in sys.argv[1:]:
            papers = set()
            for scheme in ("light", "dark"):
                for width in WIDTHS:
                    browser.open(path, width, 900, scheme)
                    found = browser.evaluate(LOOK) + list(problems_of_events(browser.events))
                    problems += [f"{path}, {scheme}, {width} wide: {problem}" for problem in found]
                papers.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
            if len(papers) != 2:
                problems.append(f"{path}: light and dark have one background")
    print(json.dumps(problems))


main()
