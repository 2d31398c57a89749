//! `findings evaluate`: how good runs are by judgements of people, side by side.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};

use anyhow::{Context, bail};

use crate::evaluation::{Judgements, Paired, Scores};
use crate::output::{Evaluation, MeasuredRun, safe, write_evaluation};
use crate::runs::{RunAnswer, RunError, RunReader, column, read_judgements};

use super::args::{Common, EvaluateArgs};
use super::exit::Exit;
use crate::asking::UnitChoice;

pub(super) fn run(
    args: &EvaluateArgs,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    refuse_stdin_twice([&args.qrels].into_iter().chain(&args.runs))?;
    let judgements = read_judgements(&args.qrels, input(&args.qrels)?)?;
    let mut runs: Vec<MeasuredRun> = Vec::new();
    for name in &args.runs {
        let scores = measured(args, &judgements, name)?;
        let against_first = runs.first().map_or_else(Vec::new, |first| against(args, &scores, &first.scores));
        runs.push(MeasuredRun { name: name.clone(), scores, against_first });
    }
    let evaluation = Evaluation {
        judgements: &judgements,
        measures: &args.measure,
        runs: &runs,
        only_answered: args.only_answered,
        per_query: args.per_query,
    };
    write_evaluation(out, args.format, &evaluation)?;
    out.flush()?;
    if !common.quiet {
        write_remarks(args, &judgements, &runs, err)?;
    }
    let is_nothing = runs.iter().all(|run| run.scores.answered() == 0);
    Ok(if is_nothing { Exit::Nothing } else { Exit::Done })
}

/// A file, or stdin by the name of `-`.
pub(super) fn input(name: &str) -> anyhow::Result<Box<dyn BufRead>> {
    if name == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
    }
    let file = File::open(name).with_context(|| name.to_owned())?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// Refuses to read stdin twice.
pub(super) fn refuse_stdin_twice<'a>(names: impl IntoIterator<Item = &'a String>) -> anyhow::Result<()> {
    if names.into_iter().filter(|name| *name == "-").count() > 1 {
        bail!("- is stdin, which can be read once only; give the other a file");
    }
    Ok(())
}

/// Measures a run while reading it. A run with scattered queries is read again into memory.
fn measured(args: &EvaluateArgs, judgements: &Judgements, name: &str) -> anyhow::Result<Scores> {
    let mut scores = Scores::new(judgements);
    let mut reader = RunReader::new(name, input(name)?, None)?;
    loop {
        match reader.next_answer() {
            Ok(Some(answer)) => add(args, judgements, &answer, &mut scores),
            Ok(None) => return Ok(scores),
            Err(RunError::Scattered { .. }) if can_be_read_again(name) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let mut scores = Scores::new(judgements);
    for answer in RunReader::new(name, input(name)?, None)?.gather()? {
        add(args, judgements, &answer, &mut scores);
    }
    Ok(scores)
}

/// Whether a run can be read twice, unlike a pipe.
fn can_be_read_again(name: &str) -> bool {
    name != "-" && fs::metadata(name).is_ok_and(|metadata| metadata.is_file())
}

fn add(args: &EvaluateArgs, judgements: &Judgements, answer: &RunAnswer, scores: &mut Scores) {
    if answer.error.is_some() {
        return scores.add_failed(judgements, &answer.key());
    }
    let hits: Vec<_> = match args.unit {
        UnitChoice::Passage => answer.hits.iter().map(|hit| (hit.score, hit.key())).collect(),
        UnitChoice::Report => {
            let mut best: BTreeMap<_, f32> = BTreeMap::new();
            for hit in &answer.hits {
                let score = best.entry(column(hit.report())).or_insert(hit.score);
                *score = score.max(hit.score);
            }
            best.into_iter().map(|(report, score)| (score, report)).collect()
        }
    };
    scores.add(judgements, &args.measure, &answer.key(), hits.iter().map(|(score, id)| (*score, &**id)));
}

fn against(args: &EvaluateArgs, scores: &Scores, first: &Scores) -> Vec<Paired> {
    let paired = |at| Paired::new(&scores.differences(first, at, args.only_answered), args.seed);
    (0..args.measure.len()).map(paired).collect()
}

/// Writes what the means do not show.
fn write_remarks(
    args: &EvaluateArgs,
    judgements: &Judgements,
    runs: &[MeasuredRun],
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let all = judgements.queries().len();
    let without = judgements.queries().iter().filter(|judged| judged.gains().is_empty()).count();
    if without > 0 {
        writeln!(err, "{without} of {all} judged queries have no relevant document, and count 0")?;
    }
    for run in runs {
        let (name, scores) = (safe(&run.name), &run.scores);
        let missing = all - scores.answered();
        let counted = if args.only_answered { "left out" } else { "counted as 0" };
        let failed = if scores.failed > 0 { format!(" ({} failed)", scores.failed) } else { String::new() };
        let rest = if missing > 0 { format!("; {missing} missing{failed}, {counted}") } else { String::new() };
        writeln!(err, "{name}: {} of {all} judged queries are answered{rest}", scores.answered())?;
        if scores.unjudged > 0 {
            writeln!(err, "{name}: queries that nobody judged, passed over: {}", scores.unjudged)?;
        }
        if scores.answered() > 0 && scores.judged_hits == 0 {
            let hint = "its ids and those of the judgements may be of two kinds; --unit report compares reports";
            writeln!(err, "{name}: none of the hits was judged: {hint}")?;
        }
    }
    Ok(())
}
