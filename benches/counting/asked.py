"""What is asked: of findings by its commands, of sqlite3 and DuckDB by statements over an export of the same index."""

from dataclasses import dataclass

# The passages that match, as FTS5 finds them and as DuckDB does: it has no words, so it looks at every text.
FOUND = "SELECT number, passages.report FROM passages_fts JOIN passages ON number = passages_fts.rowid WHERE passages_fts MATCH '{match}'"
SCANNED = "SELECT id AS number, report FROM passages WHERE contains(lower(text), '{plain}')"

COUNT = "SELECT count(*), count(DISTINCT report), count(DISTINCT authority) FROM found JOIN reports ON id = report"
# Each group with what it is out of.
COUNT_BY = """SELECT {by}, count(DISTINCT found.report), count(DISTINCT reports.id), count(found.number)
    FROM reports LEFT JOIN found ON reports.id = found.report GROUP BY {by} ORDER BY {by}"""
SEARCH = """SELECT passages.id, authority, date, section, snippet(passages_fts, 0, '[', ']', '…', 40)
    FROM passages_fts JOIN passages ON number = passages_fts.rowid JOIN reports ON reports.id = report
    WHERE passages_fts MATCH '{match}' ORDER BY rank LIMIT 10"""
LINES = """SELECT passages.id, snippet(passages_fts, 0, '[', ']', '…', 20)
    FROM passages_fts JOIN passages ON number = passages_fts.rowid WHERE passages_fts MATCH '{match}'"""
TRAIL = """SELECT date, kind, overall_grade, passages.id, text
    FROM reports LEFT JOIN found ON reports.id = found.report LEFT JOIN passages ON passages.{key} = found.number
    WHERE authority = '{authority}' ORDER BY date"""
LATEST = """SELECT authority, max(date), count(*) FROM found JOIN reports ON id = found.report
    WHERE authority IS NOT NULL GROUP BY authority ORDER BY authority"""


@dataclass(frozen=True, eq=False)
class Asked:
    name: str
    arguments: list
    """Of findings."""
    statement: str | None = None
    """What is selected of `found`; None where neither of the others has anything of the kind."""
    whole: str | None = None
    """A statement for sqlite3 alone."""
    reads_texts: bool = False

    def sqlite(self, **values):
        if self.whole:
            return self.whole.format(**values) + ";"
        return f"WITH found AS ({FOUND}) {self.statement};".format(key="number", **values) if self.statement else None

    def duckdb(self, tables, **values):
        """The same over files of Parquet, which it reads anew."""
        if not self.statement:
            return None
        views = "".join(f"CREATE VIEW {name} AS SELECT * FROM '{path}';" for name, path in tables.items())
        return views + f"WITH found AS ({SCANNED}) {self.statement};".format(key="id", **values)


def counts(typed):
    """Counts of a query, which is matched as it is printed, as the others do."""
    verbatim = ["--match", "verbatim"]
    by = lambda *fields: COUNT_BY.replace("{by}", ", ".join(f"reports.{field}" for field in fields))
    return [
        Asked("count", ["count", typed, *verbatim], COUNT),
        Asked("count --by year", ["count", typed, "--by", "year", *verbatim], by("year")),
        Asked("count --by authority", ["count", typed, "--by", "authority", "--zeros", *verbatim], by("authority")),
        Asked("count --by kind,year", ["count", typed, "--by", "kind,year", *verbatim], by("kind", "year")),
    ]


def commands(typed, authority, quotation, passage, reports):
    """Each command that is asked of a query, an authority, a quotation, a passage or two reports."""
    return [
        Asked("search", ["search", typed], whole=SEARCH),
        *counts(typed),
        Asked("kwic", ["kwic", typed, "--all", "--match", "verbatim"], whole=LINES, reads_texts=True),
        Asked("kwic --collocates", ["kwic", typed, "--collocates"], reads_texts=True),
        Asked("trail", ["trail", typed, "--authority", authority], TRAIL, reads_texts=True),
        Asked("latest", ["latest", typed], LATEST, reads_texts=True),
        Asked("quote", ["quote", quotation], reads_texts=True),
        Asked("similar", ["similar", passage], reads_texts=True),
        Asked("compare", ["compare", *reports], reads_texts=True),
    ]
