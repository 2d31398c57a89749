"""Recoll, a desktop search over Xapian, by recollindex and recollq; a batch by its Python module.

Recoll indexes files. Its index is made of the reports themselves, as that of findings is: it reads them and finds no
passages, authorities or dates in them. To be asked for passages it has a second index, of one text file a passage,
which is not timed: the time would be that of so many files. English stems, which Recoll looks up when it is asked; no
web history, no aspell, no other program asked what a file is. The text is kept, compressed, which is its default;
recollq -A prints an abstract, made of what stands around the words, for each of the ten. Phrases are searched by stems
too. A batch asks for the same abstracts in one process.
"""

import json
import os
import re
import shutil
from pathlib import Path

import material
import timing
from peer import Scripted

SETTINGS = """\
topdirs = {files}
indexstemminglanguages = english
noaspell = 1
usesystemfilecommand = 0
processwebqueue = 0
indexedmimetypes = text/plain
loglevel = 1
"""


class Recoll(Scripted):
    name = "Recoll"
    indexes = "reports, whole"
    module = "recoll.recoll"
    file = "recoll_peer.py"
    sorts = ("word", "all", "phrase", "any", "near")
    stemmed = sorts
    most_queries = 200

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.programs = [shutil.which(name) for name in ("recollindex", "recollq")]
        self.of_reports = f"{self.index}, reports"

    def missing(self):
        return None if all(self.programs) else "recollindex and recollq are not installed"

    def version(self):
        said = timing.run([self.programs[0], "-h"], accepted=(0, 1), keep_output=True)
        words = (said.out + said.err).split()
        at = [n for n, word in enumerate(words) if word == "Recoll" and n + 1 < len(words)]
        return f"Recoll {words[at[-1] + 1]}" if at else "Recoll"

    def prepare(self):
        files = self.folder / "a file a passage"
        files.mkdir()
        with open(self.passages, encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                folder = files / f"{number // 1000:04}"
                folder.mkdir(exist_ok=True)
                (folder / f"{number}.txt").write_text(json.loads(line)["text"], encoding="utf-8")
        self.made(self.index, files)

    def make(self):
        return self.made(self.of_reports, self.tools.reports)

    def made(self, directory, files):
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        Path(directory, "recoll.conf").write_text(SETTINGS.format(files=f'"{files}"'), encoding="utf-8")
        return timing.run([self.programs[0], "-c", directory, "-z"])

    def index_size(self):
        return material.size(self.of_reports)

    def searches(self, sort, words):
        return {"Recoll, recollq": [self.programs[1], "-c", self.index, "-A", "-n", "10", typed(sort, words)]}

    def batch(self, queries):
        return self.script("batch", self.index, queries) if self.python else None

    def counts(self, queries):
        """By recollq, a process each: the module's count is a lower bound, and what is exact is asked for by an option."""
        return [self.count(*line) for line in material.lines_of(queries)]

    def count(self, sort, words):
        command = [self.programs[1], "-c", self.index, "-E", "-Q", typed(sort, words)]
        said = re.search(r"^(\d+) result", timing.run(command, keep_output=True).out, re.MULTILINE)
        return int(said[1]) if said else 0


def typed(sort, words):
    """In Recoll's language all words must be there if nothing else is said."""
    pieces = words.split()
    return {"phrase": f'"{words}"', "any": " OR ".join(pieces), "near": f'"{words}"p5'}.get(sort, words)


def batch(directory, queries):
    from recoll import recoll

    database = recoll.connect(confdir=directory)
    database.setAbstractParams(maxchars=250, contextwords=4)
    query = database.query()
    for sort, words in queries:
        query.execute(typed(sort, words), stemming=1, stemlang="english")
        for document in query.fetchmany(10):
            print(f"{document.url}\t{query.makedocabstract(document)}")


if __name__ == "__main__":
    import scripted

    scripted.main(None, None, batch, None)
