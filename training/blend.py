"""Average several sets of weights of one model.

    python -m training.blend --out out/mean.pt out/a/model.pt out/b/model.pt=0.5

In: torch weights by `training.train`, each with the share that it counts for (1 where none is given). Out: their mean.
Rounds that start from the same weights stay so near each other that their mean reads better than any of them
(Wortsman and others 2022, *Model soups*).
"""

from __future__ import annotations

import argparse
import math
import pathlib

import torch

from training.train import average


def read_share(value: str) -> tuple[pathlib.Path, float]:
    """Read `FILE` or `FILE=SHARE`."""
    name, sign, share = value.rpartition("=")
    if not sign or "/" in share:
        return pathlib.Path(value), 1.0
    try:
        number = float(share)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{value}: give a share above 0, as in {name}=0.5")
    return pathlib.Path(name), number


def main(arguments: list[str] | None = None) -> None:
    """Average and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", nargs="+", type=read_share, metavar="FILE[=SHARE]")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args(arguments)
    states = [torch.load(path, weights_only=True) for path, _ in options.weights]
    torch.save(average(states, [share for _, share in options.weights]), options.out)


if __name__ == "__main__":
    main()
