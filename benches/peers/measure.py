"""One run: the material, then the measures one after the other, each with all programs in turn."""

import json
import shutil
import sys
from collections import defaultdict

import material
import timing
from peer import Peer

SEED = 2019
SORTS = ("word", "all", "phrase", "any", "near")
OURS = "findings"
# So many queries of each sort are counted, to see that the same is found.
COUNTED = 100


class Bench:
    """What is measured of findings and its peers."""

    def __init__(self, args, findings, peers, tools, folder):
        self.args, self.findings, self.tools, self.folder = args, findings, tools, folder
        self.every, self.peers, self.left_out = peers, [], []
        self.before = str(args.before.resolve()) if args.before else None

    def at(self, name):
        return str(self.folder / name)

    def prepare(self):
        """The index of findings, the passages as it cut them, and queries of their words."""
        made = timing.run([self.findings, "index", str(self.tools.reports), "--index", self.at("index")], accepted=(0, 3))
        if self.before:
            command = [self.before, "index", str(self.tools.reports), "--index", self.at("before"), "--quiet"]
            timing.run(command, accepted=(0, 3))
        self.said = made.err.strip().splitlines()[-1]
        self.text_bytes = material.size(self.tools.reports)
        timing.apart(material.passages, self.findings, self.at("index"), self.at("passages.jsonl"))
        timing.apart(material.queries, self.at("passages.jsonl"), self.folder / "queries", self.args.queries, SEED)
        few = ("word", "all", "phrase", "any")
        timing.apart(material.queries, self.at("passages.jsonl"), self.folder / "few", self.args.searches, SEED, few)
        for peer in self.every:
            if why := peer.missing():
                self.left_out.append(f"- {peer.name} was left out: {why}.")
                continue
            peer.prepare()
            self.peers.append(peer)

    def indexing(self):
        """By name the seconds, the peak memory and the size of each index."""

        def ours():
            shutil.rmtree(self.at("again"), ignore_errors=True)
            command = [self.findings, "index", str(self.tools.reports), "--index", self.at("again"), "--quiet"]
            return timing.run(command, accepted=(0, 3))

        ran = timing.in_turn(self.args.rounds, {OURS: ours, **{peer.name: peer.make for peer in self.peers}})
        sizes = {OURS: material.size(self.at("index")), **{peer.name: peer.index_size() for peer in self.peers}}
        median = {name: timing.median(run.seconds for run in runs) for name, runs in ran.items()}
        self.made = {name: (median[name], max(run.peak for run in runs), sizes[name]) for name, runs in ran.items()}

    def searching(self):
        """Whole processes, one query each: by name all runs, and by name those of findings for the same queries."""
        self.searched, self.beside = defaultdict(list), defaultdict(list)
        for sort, words in material.lines_of(self.folder / "few"):
            commands = {OURS: [self.findings, "search", material.typed(sort, words), "--index", self.at("index")]}
            for peer in self.peers:
                commands |= peer.searches(sort, words)
            one = {name: lambda command=command: timing.run(command, (0, 1)) for name, command in commands.items()}
            ran = timing.in_turn(self.args.rounds, one)
            for name, runs in ran.items():
                self.searched[name] += runs
                self.beside[name] += ran[OURS]

    def batches(self):
        """Many queries in one process: by sort and name, queries a second."""
        self.speed, self.batch_peak = {}, 0
        lines = material.lines_of(self.folder / "queries")
        for sort in (*SORTS, "all sorts"):
            # tantivy and others have no NEAR of the same meaning, so it is not in the sum.
            some = [line for line in lines if line[0] == sort or sort == "all sorts" and line[0] != "near"]
            contenders = self.contenders(some, sort)
            asked = {name: number for name, (number, _) in contenders.items()}
            ran = timing.in_turn(self.args.rounds, {name: work for name, (_, work) in contenders.items()})
            took = {name: timing.median(run.seconds for run in runs) for name, runs in ran.items()}
            self.speed[sort] = {name: asked[name] / took[name] for name in ran}
            self.batch_peak = max([self.batch_peak, *(run.peak for run in ran[OURS])])

    def steady(self):
        """Batches to a file, of a process of findings and of engines that are warm: by sort and name, queries a second; and
        the share of queries for which both find about as many passages."""
        self.steady_speed, self.agree = {}, {}
        lines = material.lines_of(self.folder / "queries")
        # In order stand the same two words as near each other: that is how they were drawn.
        lines += [("pre", words) for sort, words in lines if sort == "near"]
        for sort in (*SORTS, "pre", "all sorts"):
            some = [line for line in lines if line[0] == sort or sort == "all sorts" and line[0] not in ("near", "pre")]
            typed = self.typed(some, sort)
            ours = [self.findings, "batch", str(typed), "--index", self.at("index")]
            contenders = {OURS: lambda ours=ours: timing.run(ours, keep_output=True)}
            plain, files = self.plain(some, f"{sort}, steady"), {}
            for peer in self.warm:
                files[peer.name] = self.folder / f"answers of {peer.name}"
                contenders[peer.name] = lambda peer=peer: peer.steady(plain, files[peer.name])
            if not files:
                return
            ran = timing.in_turn(self.args.rounds, contenders)
            self.steady_speed[sort] = {
                name: len(some) / timing.median(run.seconds for run in runs) for name, runs in ran.items()
            }
            found = totals(ran[OURS][-1].out.splitlines(), OURS, some)
            self.agree[sort] = {
                name: agreeing(found, totals(file.read_text(encoding="utf-8").splitlines(), name, some))
                for name, file in files.items()
            }

    @property
    def warm(self):
        """The peers that can be measured warm."""
        return [peer for peer in self.peers if type(peer).steady is not Peer.steady]

    def typed(self, lines, sort):
        """A file of queries as a person types them for findings."""
        typed = self.folder / f"typed {sort}"
        typed.write_text("".join(material.typed(*line) + "\n" for line in lines), encoding="utf-8")
        return typed

    def contenders(self, lines, sort):
        """By name, how many queries are asked and what asks them."""
        typed = self.typed(lines, sort)
        ours = [self.findings, "batch", str(typed), "--index", self.at("index")]
        trec = [*ours, "--format", "trec"]
        made = {
            OURS: (len(lines), lambda: timing.run(ours)),
            "findings, one core": (len(lines), lambda: timing.run(ours, one_core=True)),
            "findings to trec": (len(lines), lambda: timing.run(trec)),
        }
        if self.before:
            older = [self.before, "batch", str(typed), "--index", self.at("before")]
            made["findings before"] = (len(lines), lambda: timing.run(older))
        for peer in self.peers:
            some = lines[: peer.most_queries]
            if any(line[0] not in peer.sorts for line in some):
                continue
            plain = self.plain(some, f"{sort} for {peer.name}")
            if command := peer.batch(plain):
                made[peer.name] = (len(some), lambda command=command: timing.run(command))
        return made

    def plain(self, lines, name):
        path = self.folder / f"queries {name}"
        path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
        return path

    def answers(self):
        """By sort and name, what a peer finds against findings: the median ratio, and the share that is about equal."""
        self.found = {}
        lines = material.lines_of(self.folder / "queries")
        for sort in SORTS:
            some = [line for line in lines if line[0] == sort][:COUNTED]
            verbatim, inflected = self.own_counts(some)
            self.found[sort] = {}
            for peer in self.peers:
                if sort not in peer.sorts:
                    continue
                counts = peer.counts(self.plain(some, f"to count, {sort}"))
                if counts is None:
                    continue
                ours = inflected if sort in peer.stemmed else verbatim
                ratios = [theirs / own for theirs, own in zip(counts, ours, strict=True) if own]
                about = sum(0.9 <= ratio <= 1.1 for ratio in ratios) / len(ratios)
                self.found[sort][peer.name] = (timing.median(ratios), about)

    def own_counts(self, lines):
        """How many passages findings finds, by the very words and by inflections."""
        typed = self.typed(lines, "to count")
        counts = []
        for match in ("verbatim", "inflected"):
            command = [self.findings, "batch", str(typed), "--index", self.at("index"), "-n", "1", "--match", match]
            records = map(json.loads, timing.run(command, keep_output=True).out.splitlines())
            counts.append([record["total"]["passages"] for record in records])
        return counts


def totals(records, name, asked):
    """How many passages each query found, in the order of the queries, by records that may come in any; each must be there
    with its ten best and their texts, or something else was measured."""
    found = {}
    for record in map(json.loads, records):
        total = record["total"] if isinstance(record["total"], int) else record["total"]["passages"]
        hits = record["hits"]
        if len(hits) != min(10, total) or not all(hit["text"] for hit in hits):
            sys.exit(f"{name}: query {record['id']} found {total} passages, and gives {len(hits)}")
        found[record["id"]] = total
    missing = [number for number in range(1, len(asked) + 1) if str(number) not in found]
    if missing or len(found) != len(asked):
        sys.exit(f"{name}: {len(found)} records of {len(asked)} queries")
    return [found[str(number)] for number in range(1, len(asked) + 1)]


def agreeing(ours, theirs):
    """The share of queries for which both numbers are within a tenth of each other."""
    return sum(abs(own - other) <= 0.1 * max(own, other) for own, other in zip(ours, theirs, strict=True)) / len(ours)
