"""The full-text search of SQLite, FTS5, by the sqlite3 shell.

Porter's stems of words by Unicode; positions are kept, as FTS5 does if nothing else is said; the text stands in the
table. The index is made by Python's sqlite3, in one transaction, and optimised: one thread, as SQLite has it. A batch is
a script of statements that one shell reads.
"""

import shutil
import sys
from pathlib import Path

import material
import timing
from peer import HERE, Peer


class Sqlite(Peer):
    name = "sqlite3 FTS5"
    sorts = ("word", "all", "phrase", "any", "near")
    stemmed = sorts

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.shell = shutil.which("sqlite3")
        self.database = str(Path(self.index) / "passages.db")

    def missing(self):
        return None if self.shell else "its shell is not installed"

    def version(self):
        return "sqlite3 " + timing.run([self.shell, "--version"], keep_output=True).out.split()[0]

    def index_command(self):
        return [sys.executable, str(HERE / "sqlite_peer.py"), "index", self.passages, self.index]

    def searches(self, sort, words):
        return {self.name: [self.shell, self.database, statement(sort, words)]}

    def batch(self, queries):
        return self.script(queries, statement, "statements")

    def count_command(self, queries):
        return self.script(queries, count_statement, "counts")

    def script(self, queries, made, called):
        """A command that runs a file of statements, one for each query."""
        script = self.folder / f"{called}.sql"
        script.write_text("".join(f"{made(*line)};\n" for line in material.lines_of(queries)), encoding="utf-8")
        return [self.shell, self.database, f'.read "{script}"']


def match(sort, words):
    pieces = words.split()
    typed = {"phrase": f'"{words}"', "any": " OR ".join(pieces), "near": f"NEAR({words}, 5)"}.get(sort, words)
    return f"WHERE passages MATCH 'text : ({typed})'"


def statement(sort, words):
    """The ten best with their snippets."""
    shown = "id, authority, date, section, snippet(passages, 0, '[', ']', '…', 40)"
    return f"SELECT {shown} FROM passages {match(sort, words)} ORDER BY rank LIMIT 10"


def count_statement(sort, words):
    return f"SELECT count(*) FROM passages {match(sort, words)}"


def index(passages, directory):
    Path(directory).mkdir()
    for _ in material.into_fts5(passages, Path(directory) / "passages.db"):
        pass


if __name__ == "__main__":
    import scripted

    scripted.told(index, *sys.argv[2:])
