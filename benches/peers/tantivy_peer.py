"""tantivy alone: the library that findings stands on, given the passages ready-cut, by tantivy_alone.rs.

It has the same fields, options, threads and memory as findings and tantivy's own words: what findings costs beyond it
is reading, healing, finding out who and when, and its own ranking. It has no NEAR: a phrase with as much slop, which
finds less.
"""

import material
from peer import Peer


class Tantivy(Peer):
    name = "tantivy alone"
    sorts = ("word", "all", "phrase", "any", "near")
    stemmed = sorts

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.program = tools.tantivy

    def index_command(self):
        return [self.program, "index", self.passages, self.index]

    def searches(self, sort, words):
        return {self.name: [self.program, "search", self.index, material.typed(sort, words)]}

    def batch(self, queries):
        return [self.program, "query", self.index, str(queries), "1"]

    def count_command(self, queries):
        return [self.program, "count", self.index, str(queries)]
