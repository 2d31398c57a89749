"""Tables of figures, the list of bars, and the section of a document that they are written to."""

import os
import platform
import re
import shutil
import sys
from dataclasses import dataclass

import timing
from building import ROOT


@dataclass
class Bar:
    """What is promised of a figure, and whether it holds."""

    name: str
    figure: str
    bar: str
    met: bool


def table(names, rows):
    """A Markdown table; all cells but the first of each row are figures, so they stand to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(3, *(len(row[at]) for row in [names, *rows])) for at in range(len(names))]

    def line(cells):
        padded = [cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(cells, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths)) + "|"
    return [line(names), rule, *map(line, rows)]


def bars(some):
    return table(["bar", "figure", "must be", ""], [(b.name, b.figure, b.bar, "met" if b.met else "**missed**") for b in some])


def at_most(name, value, most, form="{:.2f}"):
    return Bar(name, form.format(value), f"at most {most}", value <= most)


def at_least(name, value, least, form="{:.2f}"):
    return Bar(name, form.format(value), f"at least {least}", value >= least)


def machine(findings):
    """The machine and the versions of what is always there."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = re.search(r'name = "tantivy"\nversion = "([^"]+)"', (ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    versions = [timing.run([findings, "--version"], keep_output=True).out.strip()]
    versions += [f"tantivy {version.group(1)}"] if version else []
    if sqlite := shutil.which("sqlite3"):
        versions.append("sqlite3 " + timing.run([sqlite, "--version"], keep_output=True).out.split()[0])
    where = f"{os.cpu_count()} CPUs, {memory:.0f} GiB, {platform.system()} {platform.machine()}"
    return f"{where}; {', '.join(versions)}", f"load {os.getloadavg()[0]:.1f} at the end"


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def replace_section(path, name, lines):
    """Puts the lines between `<!-- NAME -->` and `<!-- end of NAME -->` of a document."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    text = path.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        sys.exit(f"{path}: no lines {begin.strip()} and {end} to write between")
    before, rest = text.split(begin, 1)
    path.write_text(before + begin + "\n".join(lines) + "\n" + end + rest.split(end, 1)[1], encoding="utf-8")
