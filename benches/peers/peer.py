"""What every peer is to the measuring: commands that index, search, answer many queries and count."""

import shutil
import sys
from pathlib import Path

import material
import timing

HERE = Path(__file__).resolve().parent


class Peer:
    """A search engine beside findings, over the same passages. Each peer's file says how it is set up, and why."""

    name = ""
    """As the tables call it."""
    indexes = "passages ready-cut"
    """What its index is made of, and so what its time is for."""
    stemmed = ()
    """The sorts of query that it answers by stems; the others it answers by the very words."""
    sorts = ()
    """The sorts of query that it has."""
    most_queries = 100_000
    """A slow peer is asked fewer of a batch."""

    def __init__(self, tools, folder):
        self.tools, self.folder = tools, Path(folder)
        self.passages = str(self.folder / "passages.jsonl")
        self.index = str(self.folder / f"index of {self.name}")

    def missing(self):
        """Why it cannot be measured here; None if it can."""

    def version(self):
        """Its name and version."""

    def prepare(self):
        """What is to be done once, before anything is measured."""

    def make(self):
        """Makes the index anew, and gives a run with its time and memory."""
        shutil.rmtree(self.index, ignore_errors=True)
        ran = timing.run(self.index_command(), keep_output=True)
        ran.seconds, ran.peak = map(float, ran.out.split())
        return ran

    def index_command(self):
        """Prints the seconds, and the bytes of memory it took beyond the passages."""
        raise NotImplementedError

    def index_size(self):
        return material.size(self.index)

    def searches(self, sort, words):
        """By name, commands that print the ten best of a query with their text or snippets: whole processes."""
        raise NotImplementedError

    def batch(self, queries):
        """A command that answers a file of queries in one process and prints the ten best of each."""
        raise NotImplementedError

    def steady(self, queries, out):
        """Answers a file of queries again and again in one process until that makes it no faster, each time into a file of
        JSON Lines; gives a run with the seconds of one pass, None where the peer has no such thing."""

    def counts(self, queries):
        """How many passages each query of a file finds."""
        return list(map(int, timing.run(self.count_command(queries), keep_output=True).out.split()))

    def count_command(self, queries):
        raise NotImplementedError


class Scripted(Peer):
    """A peer that is a library of Python: its file is also the program that is measured."""

    module = ""
    file = ""

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.python = importing(self.module, tools.pythons)

    def missing(self):
        return None if self.python else f"no Python here imports {self.module}; --python names one that does"

    def version(self):
        what = f"import {self.module} as m; print(getattr(m, '__version__', None) or m.version_string())"
        return f"{self.name} {timing.run([self.python, '-c', what], keep_output=True).out.strip()}"

    def script(self, *args):
        return [self.python, str(HERE / self.file), *map(str, args)]

    def index_command(self):
        return self.script("index", self.passages, self.index)

    def batch(self, queries):
        return self.script("batch", self.index, queries)

    def count_command(self, queries):
        return self.script("count", self.index, queries)


def importing(module, pythons):
    """The first interpreter that has the module."""
    works = lambda python: timing.succeeds([python, "-c", f"import {module}"])
    return next(filter(works, pythons), None)


def pythons(given):
    """Those named, this one, and that of the system, where Debian's packages are."""
    found = [*map(str, given), sys.executable, "/usr/bin/python3"]
    return [python for python in dict.fromkeys(found) if shutil.which(python)]
