#!/usr/bin/env python3
"""Makes docs/images/report-light.png and report-dark.png: the head of a report, as Chromium shows it.

    scripts/report-picture.py REPORT.html
"""

import pathlib
import sys

from browser import Browser

WIDTH, HEIGHT = 960, 470
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "docs/images"

if len(sys.argv) != 2:
    sys.exit(__doc__)
with Browser() as browser:
    for scheme in ("light", "dark"):
        browser.open(sys.argv[1], WIDTH, HEIGHT, scheme)
        (FOLDER / f"report-{scheme}.png").write_bytes(browser.picture(WIDTH, HEIGHT))
