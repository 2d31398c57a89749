"""The tables and the bars of a run against the peers."""

import tables
import timing
from measure import OURS, SORTS

CALLED = {
    "all sorts": "all sorts",
    "word": "word",
    "all": "three words",
    "phrase": "phrase",
    "any": "any of three",
    "near": "near",
    "pre": "near, in order",
}
# What a peer finds against findings, over queries of a sort: a median outside of this is another question.
PLAUSIBLE = (0.8, 1.25)
# The least share of queries for which a warm engine must find as many passages as findings, within a tenth.
MIN_AGREEING = 0.9


def all_tables(bench):
    return [
        "**Making the index.** Seconds, and as a ratio to findings:",
        "",
        *making(bench),
        "",
        f"**One search as a process**, {bench.args.searches} queries, the ten best with snippets. Milliseconds, and as a ratio"
        " to findings for the same queries:",
        "",
        *searching(bench),
        "",
        "**Many queries in one process.** Queries a second, and in brackets those of findings as a ratio to them:",
        "",
        *batches(bench),
        "",
        *(steady(bench) if bench.steady_speed else []),
        "**What is found.** Passages against those that findings finds: the median ratio, and the share of queries within"
        " a tenth:",
        "",
        *answers(bench),
    ]


def making(bench):
    names = ["", "index of", "seconds", "ratio", "MB of text a second", "index, MB", "index / text", "most memory, MB"]
    kinds = {OURS: "reports, read and cut", **{peer.name: peer.indexes for peer in bench.peers}}
    own = bench.made[OURS][0]
    text = bench.text_bytes
    rows = []
    for name, (seconds, peak, size) in bench.made.items():
        time = (f"{seconds:.2f}", f"{seconds / own:.2f}", f"{text / 1e6 / seconds:.1f}")
        rows.append((name, kinds[name], *time, f"{size / 1e6:.1f}", f"{size / text:.2f}", f"{peak / 1e6:.0f}"))
    return tables.table(names, rows)


def milliseconds(runs):
    return [run.seconds * 1e3 for run in runs]


def searching(bench):
    rows = []
    for name, runs in bench.searched.items():
        times, ours = milliseconds(runs), milliseconds(bench.beside[name])
        middle, high = timing.median(times), timing.percentile95(times)
        median = (f"{middle:.1f}", f"{middle / timing.median(ours):.2f}")
        slow = (f"{high:.1f}", f"{high / timing.percentile95(ours):.2f}")
        rows.append((name, *median, *slow, f"{max(run.peak for run in runs) / 1e6:.0f}"))
    return tables.table(["", "median", "ratio", "95th percentile", "ratio", "most memory, MB"], rows)


def batches(bench):
    sorts = [sort for sort in CALLED if sort in bench.speed]
    names = list(dict.fromkeys(name for sort in sorts for name in bench.speed[sort]))

    def cell(sort, name):
        speed = bench.speed[sort]
        if name not in speed:
            return "–"
        return f"{speed[name]:.0f}" + ("" if name == OURS else f" ({speed[OURS] / speed[name]:.2f})")

    return tables.table(["", *(CALLED[sort] for sort in sorts)], [(name, *(cell(sort, name) for sort in sorts)) for name in names])


def steady(bench):
    """The heading and the table of what is asked of engines that are warm."""
    rows = [(OURS, *(f"{bench.steady_speed[sort][OURS]:.0f}" for sort in CALLED))]
    for peer in bench.warm:
        speeds = [bench.steady_speed[sort] for sort in CALLED]
        rows.append((f"{peer.name}, warm", *(f"{one[peer.name]:.0f} ({one[OURS] / one[peer.name]:.2f})" for one in speeds)))
        rows.append(("the same found, within a tenth", *(f"{bench.agree[sort][peer.name]:.1%}" for sort in CALLED)))
    return [
        "**Many queries to a file of JSON Lines, beside an engine that is warm.** findings as a process from its start to its end,"
        " the other in passes of a process that has answered the same queries before. Queries a second, and in brackets"
        " those of findings as a ratio to them:",
        "",
        *tables.table(["", *CALLED.values()], rows),
        "",
    ]


def answers(bench):
    def cell(sort, name):
        found = bench.found[sort].get(name)
        return f"{found[0]:.2f}, {found[1]:.0%}" if found else "–"

    rows = [(peer.name, *(cell(sort, peer.name) for sort in SORTS)) for peer in bench.peers]
    return tables.table(["", *(CALLED[sort] for sort in SORTS)], rows)


def all_bars(bench):
    """What is promised, and that each peer was asked what findings was asked."""
    seconds, _, size = bench.made[OURS]
    own = timing.median(milliseconds(bench.searched[OURS]))
    speed = bench.speed["all sorts"]
    bars = [
        tables.at_most("index, bytes a byte of text", size / bench.text_bytes, 1.5),
        tables.at_most("search, ms, median", own, 10 if bench.text_bytes < 100e6 else 25, "{:.1f}"),
    ]
    if "tantivy alone" in bench.made:
        made, answered = seconds / bench.made["tantivy alone"][0], speed[OURS] / speed["tantivy alone"]
        bars.append(tables.at_most("index, seconds, against tantivy alone", made, 2.0))
        bars.append(tables.at_least("batch, queries a second, against tantivy alone", answered, 0.7))
    for name in ("sqlite3 FTS5", "Xapian, quest"):
        if name in bench.searched:
            theirs, ours = (timing.median(milliseconds(some[name])) for some in (bench.searched, bench.beside))
            bars.append(tables.at_most(f"search, median, against {name}", ours / theirs, 1.0))
    bars += steady_bars(bench)
    for sort, found in bench.found.items():
        # NEAR is another thing in each, and shown only.
        for name, (ratio, _) in found.items() if sort != "near" else ():
            if not PLAUSIBLE[0] <= ratio <= PLAUSIBLE[1]:
                shown = f"{PLAUSIBLE[0]} to {PLAUSIBLE[1]}"
                bars.append(tables.Bar(f"{name} finds what findings finds, {CALLED[sort]}", f"{ratio:.2f}", shown, False))
    return bars


def steady_bars(bench):
    bars = []
    for peer in bench.warm if bench.steady_speed else ():
        for sort in (*SORTS, "pre"):
            speed, agree = bench.steady_speed[sort], bench.agree[sort][peer.name]
            name = f"batch, queries a second, against {peer.name} when warm, {CALLED[sort]}"
            bars.append(tables.at_least(name, speed[OURS] / speed[peer.name], 1.0))
            name = f"queries for which {peer.name} finds the same within a tenth, {CALLED[sort]}"
            bars.append(tables.at_least(name, agree, MIN_AGREEING))
    return bars
