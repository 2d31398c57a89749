"""Everything that is measured at one size."""

import json
import shutil
import sys
from collections import Counter

import filters
import material
import timing
from queries import QUERIES, fts5_statement

SEED = 2019
# An index is made so often that about so many seconds go by, and not more often than the rounds.
SECONDS = 20


class OneSize:
    """A corpus of one size in a folder of its own, and its figures."""

    def __init__(self, args, findings, generator, sqlite, megabytes, folder):
        self.args, self.findings, self.generator, self.sqlite = args, findings, generator, sqlite
        self.megabytes, self.folder = megabytes, folder
        self.corpus, self.at = folder / "corpus", str(folder / "index")
        self.times, self.sqlite_times = {}, {}

    def measure(self):
        self.generate()
        self.indexing()
        self.facts_right = self.check()
        self.updating()
        self.draw_queries()
        # The corpus is looked at by each search, so it is deleted last.
        self.searching()
        self.filtered = filters.measure(self, filters.texts(self.kinds, self.authorities))
        self.batch_of_many()
        self.verifying()
        self.say(f"search {self.search_median:.1f} ms, batch {self.batch:.0f} a second")

    def say(self, what):
        print(f"{self.megabytes} MB: {what}", file=sys.stderr, flush=True)

    def generate(self):
        made = timing.run(
            [self.generator, str(self.corpus), "--mb", str(self.megabytes), "--seed", str(self.args.seed)], keep_output=True
        )
        self.facts = json.loads(made.out)
        self.text = self.facts["bytes"]
        # It is no report, and would only be in the way of counting files.
        (self.corpus / "facts.json").unlink()
        self.say(f"made in {made.seconds:.1f} s")

    def indexing(self):
        runs = []
        while not runs or (len(runs) < self.args.rounds and sum(run.seconds for run in runs) < SECONDS):
            shutil.rmtree(self.at, ignore_errors=True)
            command = [self.findings, "index", str(self.corpus), "--index", self.at, "--memory", str(self.args.memory)]
            runs.append(timing.run(command, watched=True))
        self.seconds = timing.median(run.seconds for run in runs)
        self.cost = self.seconds / self.text
        self.cpu_cost = timing.median(run.cpu for run in runs) / self.text
        self.peak = max(run.peak for run in runs)
        self.own = max(run.own for run in runs)
        self.index = material.size(self.at)
        self.passages = int(runs[-1].err.split(" passages")[0].split()[-1])
        memory = f"{self.peak / 2**20:.0f} MiB, {self.own / 2**20:.0f} of its own"
        self.say(f"indexed in {self.seconds:.1f} s, {memory}, {self.index / self.text:.2f} of the text")

    def check(self):
        """How many of the known counts are right, and how many there are."""
        right, known = 0, 0
        for query in self.facts["queries"]:
            command = [self.findings, "search", query["query"], "--index", self.at, "--format", "json", "-n", "1", "-q"]
            total = json.loads(timing.run(command, (0, 1), keep_output=True).out)["total"]
            pair = lambda counts: (counts["passages"], counts["reports"])
            right += self.is_right(query["query"], pair(total), pair(query))
            known += 1
        kinds, years, self.authorities = Counter(), Counter(), Counter()
        for report in material.records([self.findings, "reports", "--index", self.at, "--format", "jsonl"]):
            kinds[report["kind"]] += 1
            years[(report["date"] or "none")[:4]] += 1
            if report["authority"]:
                self.authorities[report["authority"]] += 1
        self.kinds = kinds
        for name, found in (("kinds", kinds), ("years", years)):
            right += self.is_right(name, dict(found), self.facts[name])
            known += 1
        return right, known

    def is_right(self, name, found, expected):
        if found != expected:
            self.say(f"WRONG: {name}: {found}, not {expected}")
        return found == expected

    def updating(self):
        command = [self.findings, "index", str(self.corpus), "--index", self.at]
        self.update = timing.median(timing.run(command).seconds for _ in range(self.args.rounds))

    def draw_queries(self):
        """One walk over all passages: the queries of the batch are drawn, and the table of SQLite is filled."""
        timing.apart(self.walk)

    def walk(self):
        command = [self.findings, "search", "*", "--all", "--sort", "report", "--index", self.at, "--format", "jsonl"]
        passages = material.records(command)
        if self.sqlite:
            passages = material.into_fts5(passages, self.folder / "passages.db")
        material.draw_queries((passage["text"] for passage in passages), self.folder / "queries", self.args.queries, SEED)

    def searching(self):
        ours, theirs = [], []
        self.search_peak = 0
        for query in QUERIES:
            commands = {"findings": [self.findings, "search", query.typed, "--index", self.at]}
            if self.sqlite and query.match:
                commands["sqlite3"] = [self.sqlite, str(self.folder / "passages.db"), fts5_statement(query)]
            one = {name: lambda command=command: timing.run(command, (0, 1)) for name, command in commands.items()}
            ran = timing.in_turn(self.args.rounds, one)
            times = {name: [run.seconds * 1e3 for run in runs] for name, runs in ran.items()}
            self.times[query.sort] = timing.median(times["findings"])
            ours += times["findings"]
            self.search_peak = max([self.search_peak, *(run.peak for run in ran["findings"])])
            if "sqlite3" in times:
                self.sqlite_times[query.sort] = timing.median(times["sqlite3"])
                theirs += times["sqlite3"]
        self.search_median, self.search_95 = timing.median(ours), timing.percentile95(ours)
        if theirs:
            self.sqlite_median, self.sqlite_95 = timing.median(theirs), timing.percentile95(theirs)

    def batch_of_many(self):
        lines = material.lines_of(self.folder / "queries")
        typed = self.folder / "typed"
        typed.write_text("".join(material.typed(*line) + "\n" for line in lines), encoding="utf-8")
        command = [self.findings, "batch", str(typed), "--index", self.at]
        runs = timing.in_turn(min(3, self.args.rounds), {"batch": lambda: timing.run(command, watched=True)})["batch"]
        self.batch = len(lines) / timing.median(run.seconds for run in runs)
        self.batch_peak = max(run.peak for run in runs)
        self.batch_own = max(run.own for run in runs)
        # Twice as many, so that it shows whether memory grows with them.
        typed.write_text(typed.read_text(encoding="utf-8") * 2, encoding="utf-8")
        self.batch_own_of_twice = timing.run(command, watched=True).own

    def verifying(self):
        run = timing.run([self.findings, "verify", "--index", self.at], watched=True)
        self.verify, self.verify_cost, self.verify_own = run.seconds, run.cpu / self.text, run.own
