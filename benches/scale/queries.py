"""The queries of every size: what is planted in the corpus, and words of the sample that stand in a good share of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    sort: str
    typed: str
    """As a person types it for findings."""
    match: str | None
    """What FTS5 matches; None where it has nothing of the kind."""
    where: str = ""


QUERIES = [
    Query("rare word", "zexquill", "zexquill"),
    Query("word of a sixteenth", "marquex", "marquex"),
    Query("common word", "children", "children"),
    Query("wildcard", "zexq*", "zexq*"),
    Query("rare phrase", '"private fostering arrangements"', '"private fostering arrangements"'),
    Query("common phrase", '"social workers"', '"social workers"'),
    Query("and, rare words", "quaxley voxtrum", "quaxley voxtrum"),
    Query("and, common words", "children risk plan", "children risk plan"),
    Query("or, common words", "missing OR exploitation OR health", "missing OR exploitation OR health"),
    Query("near, rare words", "quaxley NEAR/5 voxtrum", "NEAR(quaxley voxtrum, 5)"),
    Query("near, common words", "risk NEAR/5 children", "NEAR(risk children, 5)"),
    Query("not", "children -risk", "children NOT risk"),
    Query("filter by date", "marquex date:>=2022", "marquex", "AND date >= 20220000"),
    Query("filter by kind", "children kind:focused-visit", None),
    Query("nothing", "notquiteaword", "notquiteaword"),
]

# The ten best of a query with their snippets, as the sqlite3 shell is asked for them.
FTS5 = (
    "SELECT id, authority, date, section, snippet(passages, 0, '[', ']', '…', 40) FROM passages"
    " WHERE passages MATCH 'text : ({match})' {where} ORDER BY rank LIMIT 10"
)


def fts5_statement(query):
    return FTS5.format(match=query.match, where=query.where)
