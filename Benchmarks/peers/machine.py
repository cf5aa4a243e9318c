"""What the figures were measured on."""

import os
import platform
import re

# Those that decide which kernels there are.
NAMED_FEATURES = ["avx2", "avx512f", "avx512bw", "avx512_vbmi", "gfni", "asimd"]


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        lines = file.read().split("\n\n")[0].splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def description():
    facts = _processor()
    features = set(facts.get("flags", facts.get("Features", "")).split())
    named = [name for name in NAMED_FEATURES if name in features] or ["no wide vectors"]
    identity = facts.get("model name", facts.get("CPU part", platform.machine()))
    if "cpu family" in facts:
        identity += f" (family {facts['cpu family']}, model {facts['model']})"
    return f"{identity}, {os.cpu_count()} cores, {', '.join(named)}; {platform.system()} {platform.machine()}"


def time_stamp_ghz():
    """How fast the time stamp counter of an x86-64 processor runs; None elsewhere."""
    facts = _processor()
    if not re.search(r"\bconstant_tsc\b", facts.get("flags", "")):
        return None
    return round(float(facts["bogomips"]) / 2000, 3)
