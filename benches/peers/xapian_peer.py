"""Xapian, by its Python bindings, and by its own program quest.

Its English stems and its usual strategy, which quest takes too: a bare word is searched by its stem, a phrase by the
very words, for which alone positions are kept. The passage's text is the document's data; place, authority and the like
are in it too. The database is compacted, as its manual advises for one that is not changed; that is in the time.
quest prints the whole text of a passage and marks nothing; snippets are made by the bindings only, where half of the
time of a process is Python's start. A batch is a loop over queries in one Python process: parse, get_mset, data and
snippet of each of the ten.
"""

import shutil

import material
from peer import Scripted


class Xapian(Scripted):
    name = "Xapian"
    module = "xapian"
    file = "xapian_peer.py"
    sorts = ("word", "all", "phrase", "any", "near")
    # What stands within so many words is compared as it is spelt, as phrases are.
    stemmed = ("word", "all", "any")

    def searches(self, sort, words):
        commands = {"Xapian, Python with snippets": self.script("search", self.index, sort, words)}
        if quest := shutil.which("quest"):
            options = ["-d", self.index, "-s", "english", "-o", "and", "-m", "10"]
            commands["Xapian, quest"] = [quest, *options, typed(sort, words)]
        return commands


def typed(sort, words):
    return material.typed(sort, words)


def index(passages, directory):
    import xapian

    written = f"{directory} as written"
    database = xapian.WritableDatabase(written, xapian.DB_CREATE_OR_OVERWRITE)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("en"))
    for passage in passages:
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(passage["text"])
        shown = (passage["id"], passage["authority"] or "", " › ".join(passage["section"]), passage["text"])
        document.set_data("\n".join(shown))
        database.add_document(document)
    database.commit()
    database.compact(directory)
    database.close()
    shutil.rmtree(written)


class Opened:
    """A database with its parser of queries."""

    def __init__(self, directory):
        import xapian

        self.database = xapian.Database(directory)
        self.stem = xapian.Stem("en")
        self.parser = xapian.QueryParser()
        self.parser.set_database(self.database)
        self.parser.set_stemmer(self.stem)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_AND)
        self.enquire = xapian.Enquire(self.database)

    def best(self, sort, words, number=10, at_least=0):
        self.enquire.set_query(self.parser.parse_query(typed(sort, words)))
        return self.enquire.get_mset(0, number, at_least)

    def lines(self, sort, words):
        best = self.best(sort, words)
        for match in best:
            *place, text = match.document.get_data().decode().split("\n", 3)
            yield "\t".join([*place, best.snippet(text, 250, self.stem).decode()])


def search(directory, sort, words):
    print("\n".join(Opened(directory).lines(sort, words)))


def batch(directory, queries):
    opened = Opened(directory)
    for sort, words in queries:
        print("\n".join(opened.lines(sort, words)))


def count(directory, queries):
    opened = Opened(directory)
    most = opened.database.get_doccount()
    for sort, words in queries:
        print(opened.best(sort, words, 0, most).get_matches_estimated())


if __name__ == "__main__":
    import scripted

    scripted.main(index, search, batch, count)
