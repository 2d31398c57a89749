"""bm25s: scores worked out when the index is made, and kept in a matrix; searching adds up columns.

It has neither phrases nor operators: a query finds all passages with any of its words, so it is asked words and
any-of-three only. Words are letters and digits in lower case; stop words stay, and there are no stems, as in its
defaults. The passages are kept beside the matrix, which is mapped into memory. Much of what one process takes is
Python's: its start, that of numpy, the vocabulary read from JSON. It gives whole passages.
"""

from peer import Scripted

WORDS = r"(?u)\b\w+\b"


class Bm25s(Scripted):
    name = "bm25s"
    module = "bm25s"
    file = "bm25s_peer.py"
    sorts = ("word", "any")

    def searches(self, sort, words):
        return {"bm25s, Python": self.script("search", self.index, sort, words)} if sort in self.sorts else {}


def tokens(texts, **more):
    import bm25s

    return bm25s.tokenize(texts, stopwords=None, token_pattern=WORDS, show_progress=False, **more)


def index(passages, directory):
    import bm25s

    engine = bm25s.BM25()
    engine.index(tokens([passage["text"] for passage in passages]), show_progress=False)
    kept = [{key: passage[key] for key in ("id", "authority", "section", "text")} for passage in passages]
    engine.save(directory, corpus=kept, show_progress=False)


def opened(directory):
    import bm25s

    return bm25s.BM25.load(directory, load_corpus=True, mmap=True)


def show(engine, words):
    found, scores = engine.retrieve(tokens([words], return_ids=False), k=10, show_progress=False)
    for passage, score in zip(found[0], scores[0]):
        print(f"{score:.3f}\t{passage['id']}\t{passage['text']}")


def search(directory, _sort, words):
    show(opened(directory), words)


def batch(directory, queries):
    engine = opened(directory)
    for _, words in queries:
        show(engine, words)


def count(directory, queries):
    engine = opened(directory)
    for _, words in queries:
        print(int((engine.get_scores(words.split()) > 0).sum()))


if __name__ == "__main__":
    import scripted

    scripted.main(index, search, batch, count)
