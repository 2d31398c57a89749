"""What a filter costs: the same queries with it and without."""

from dataclasses import dataclass

import material
import timing
from queries import QUERIES

MAX_RATIO = 1.3
# Of common and of less common words, alone, together, as a phrase and near each other.
ASKED = [
    query.typed
    for query in QUERIES
    if query.sort in ("word of a sixteenth", "common word", "common phrase", "and, common words", "near, common words")
]
# So many different queries of a batch are asked with each filter.
MAX_BATCH = 500


@dataclass
class Filtered:
    """What one filter costs."""

    name: str
    text: str
    """As a person types it."""
    times: dict
    """By query, the medians of a search as a process, in milliseconds: without the filter and with it."""
    batch: tuple
    """Queries a second of a batch: without the filter and with it."""
    finding: int
    """How many of the queries find something with it; what finds nothing is another search, for what was meant."""

    def ratio(self, typed):
        without, filtered = self.times[typed]
        return filtered / without

    @property
    def worst(self):
        return max(map(self.ratio, self.times))

    @property
    def batch_ratio(self):
        without, filtered = self.batch
        return without / filtered


def texts(kinds, authorities):
    """By name, a filter each that keeps a good share of the reports: the usual kind, the authority with the most reports."""
    most = lambda counts: max(sorted(counts), key=counts.get)
    return {"date": "date:>=2022", "kind": f"kind:{most(kinds)}", "authority": f'authority:"{most(authorities)}"'}


def measure(one, filters):
    """Every query without a filter and with each takes its turn, as a process; then all of a batch."""
    search = lambda typed: [one.findings, "search", typed, "--index", one.at]
    rounds = one.args.rounds
    alone, filtered = {}, {name: {} for name in filters}
    for typed in ASKED:
        times = medians(rounds, {name: search(with_filter(typed, text)) for name, text in {"": "", **filters}.items()})
        alone[typed] = times[""] * 1e3
        for name in filters:
            filtered[name][typed] = times[name] * 1e3
    lines = [material.typed(*line) for line in material.lines_of(one.folder / "queries")[:MAX_BATCH]]
    commands = {}
    for name, text in {"": "", **filters}.items():
        file = one.folder / f"typed with {name or 'no filter'}"
        file.write_text("".join(with_filter(line, text) + "\n" for line in lines), encoding="utf-8")
        commands[name] = [one.findings, "batch", str(file), "--index", one.at]
    took = medians(min(3, rounds), commands)
    return [
        Filtered(
            name,
            text,
            {typed: (alone[typed], filtered[name][typed]) for typed in ASKED},
            (len(lines) / took[""], len(lines) / took[name]),
            sum(timing.run(search(with_filter(typed, text)), (0, 1), keep_output=True).out != "" for typed in ASKED),
        )
        for name, text in filters.items()
    ]


def with_filter(typed, text):
    """In brackets, since the filter is for all of the query."""
    return f"({typed}) {text}" if text else typed


def medians(rounds, commands):
    one = {name: lambda command=command: timing.run(command, (0, 1)) for name, command in commands.items()}
    ran = timing.in_turn(rounds, one)
    return {name: timing.median(run.seconds for run in runs) for name, runs in ran.items()}
