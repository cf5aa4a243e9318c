#!/usr/bin/env python3
"""Prints the chart's values for the images that jenkins/build-image.sh recorded, one a line.

    jenkins/image_values.py IMAGES_JSON

Every image is named by its digest: what was tested is what runs.
"""

import json
import pathlib
import re
import sys

# What helm's --set-string takes as one value: a comma or brace would begin another.
NAME = re.compile(r"[A-Za-z0-9._:/-]+")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        images = json.loads(pathlib.Path(sys.argv[1]).read_text())
        lines = []
        for name in ("worker", "trainer", "cli"):
            image, digest = images[name]["image"], images[name]["digest"]
            if not NAME.fullmatch(image) or not DIGEST.fullmatch(digest):
                sys.exit(f"image_values: {sys.argv[1]} has a strange {name}: {image[:80]!r}, {digest[:80]!r}")
            repository = re.sub(r":[^:/]+$", "", image)
            lines.append(f"image.{name}={repository}@{digest}")
    except (OSError, ValueError, KeyError, TypeError) as problem:
        sys.exit(f"image_values: {sys.argv[1]} is not what jenkins/build-image.sh writes: {problem!r}")
    print("\n".join(lines))


main()
