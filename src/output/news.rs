//! What saved queries found that is new, query by query.

use std::io::{self, Write};

use crate::engine::{Answer, Hit, Unit};
use crate::news::{News, Novelty};
use crate::query::Diagnostic;

use super::news_wire::{SavedAnswerWire, SavedRunWire};
use super::safe::safe;
use super::style::{TextRole, TextStyle};
use super::{Content, Format, counts_line, markdown, text, write_object};

/// A run of saved queries.
#[derive(Debug)]
pub(crate) struct SavedRun {
    /// When the run before it was, if there was one.
    pub before: Option<String>,
    /// When it was.
    pub at: String,
    /// The queries with what they found.
    pub answers: Vec<SavedAnswer>,
}

/// What a saved query found.
#[derive(Debug)]
pub(crate) struct SavedAnswer {
    /// Its name.
    pub name: String,
    /// The query as typed.
    pub text: String,
    /// The query as understood.
    pub understood: String,
    /// Remarks on the query.
    pub diagnostics: Vec<Diagnostic>,
    /// What a hit is.
    pub unit: Unit,
    /// What its hits are compared with.
    pub compared: Compared,
    /// The answer without the hits, and those that are new; or why there is none.
    pub found: Result<(Answer<()>, Vec<News>), String>,
}

/// What the hits of a saved query are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// What the query has found before.
    WithItself,
    /// What it found before the query or its options were altered.
    WithAltered,
    /// Nothing: all that it finds counts as seen from now on.
    AllSeen,
    /// Nothing: all that it finds is news.
    AllNews,
}

impl SavedRun {
    /// How many queries have news.
    pub(crate) fn with_news(&self) -> usize {
        self.answers.iter().filter(|answer| !answer.news().is_empty()).count()
    }

    /// How many hits are news.
    pub(crate) fn news(&self) -> usize {
        self.answers.iter().map(|answer| answer.news().len()).sum()
    }

    /// How many queries could not be run.
    pub(crate) fn failed(&self) -> usize {
        self.answers.iter().filter(|answer| answer.found.is_err()).count()
    }
}

impl SavedAnswer {
    /// The hits that are new.
    pub(crate) fn news(&self) -> &[News] {
        self.found.as_ref().map_or(&[], |(_, news)| news)
    }

    /// "3 new, 1 changed; 14 passages in 9 of 31 reports, 8 of 12 authorities".
    fn counts(&self, answer: &Answer<()>) -> String {
        let changed = self.news().iter().filter(|one| one.novelty == Novelty::Changed).count();
        let new = self.news().len() - changed;
        let parts = [(new, "new"), (changed, "changed")].into_iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
        format!("{}; {}", parts.join(", "), counts_line(answer, self.unit, &(0..0)))
    }
}

/// Writes the news of a run; text shows a limited number of hits of each query.
///
/// # Errors
/// If `out` fails, and for a format that news do not have.
pub(crate) fn write_news(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    limit: usize,
    run: &SavedRun,
) -> io::Result<()> {
    let with_news = || run.answers.iter().filter(|answer| !answer.news().is_empty());
    match format {
        Format::Text => with_news().enumerate().try_for_each(|(at, answer)| {
            out.write_all(if at == 0 { b"" } else { b"\n" })?;
            news_text(out, style, limit, answer)
        }),
        Format::Markdown => with_news().try_for_each(|answer| news_markdown(out, answer)),
        Format::Json => write_object(out, &SavedRunWire::new(run)),
        Format::Jsonl => {
            run.answers.iter().try_for_each(|answer| write_object(out, &SavedAnswerWire::of_line(run, answer)))
        }
        format => Err(Content::News.has_no(format)),
    }
}

fn news_text(out: &mut dyn Write, style: &TextStyle, limit: usize, answer: &SavedAnswer) -> io::Result<()> {
    let Ok((found, news)) = &answer.found else { return Ok(()) };
    writeln!(out, "{}  {}", style.paint(TextRole::Name, &safe(&answer.name)), safe(&answer.understood))?;
    writeln!(out, "{}", answer.counts(found))?;
    for News { hit, novelty, .. } in news.iter().take(limit) {
        writeln!(out)?;
        let look = text::HitLook { unit: answer.unit, explain: false, status: Some(status(answer.unit, *novelty)) };
        text::one(out, style, hit, &look)?;
    }
    match news.len().saturating_sub(limit) {
        0 => Ok(()),
        more => writeln!(out, "\n… {more} more"),
    }
}

fn news_markdown(out: &mut dyn Write, answer: &SavedAnswer) -> io::Result<()> {
    let Ok((found, news)) = &answer.found else { return Ok(()) };
    writeln!(out, "## {}\n", markdown::escaped(&answer.name))?;
    writeln!(out, "{}: {}\n", markdown::escaped(&answer.understood), markdown::escaped(&answer.counts(found)))?;
    for (number, News { hit, novelty, .. }) in (1..).zip(news) {
        let hit = Hit { rank: number, ..hit.clone() };
        markdown::hit_with(out, &hit, Some(status(answer.unit, *novelty)))?;
    }
    Ok(())
}

/// What is new, in words.
fn status(unit: Unit, novelty: Novelty) -> &'static str {
    match (unit, novelty) {
        (Unit::Passage, Novelty::First) => "new, nothing in its report before",
        (_, Novelty::Changed) => "changed",
        _ => "new",
    }
}
