"""The programs that are measured, built where none is given."""

import json
import sys
from pathlib import Path

import timing

ROOT = Path(__file__).resolve().parent.parent.parent
# What is measured is what is shipped.
PROFILE = ("--profile", "dist")


def built(given, *target):
    """The program given, or the one that `cargo build` or `cargo bench` makes of a target, named last."""
    if given:
        return str(given.resolve())
    manifest = str(ROOT / "Cargo.toml")
    command = ["cargo", *target, "--quiet", "--message-format=json", "--manifest-path", manifest]
    messages = map(json.loads, timing.run(command, keep_output=True).out.splitlines())
    made = [one["executable"] for one in messages if one.get("executable") and one["target"]["name"] == target[-1]]
    return made[-1] if made else sys.exit(f"{' '.join(command)}: no program was made")


def findings(given):
    return built(given, "build", *PROFILE, "--bin", "findings")


def bench(given, name):
    return built(given, "bench", *PROFILE, "--no-run", "--bench", name)
