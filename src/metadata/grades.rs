//! The judgements of a report and their grades.
//!
//! In the text of a PDF the cells of the table of judgements come as lines, wrapped, and now and then
//! all judgements of a page before all their grades. So judgements wait until a grade comes, and the
//! one that waits longest takes it.

use std::collections::VecDeque;
use std::ops::Range;

use super::frame::Frame;
use super::lines::{Lines, cut};
use super::profile::GradeWords;
use crate::report::{Confidence, Evidence, Grade};

const MAX_CELL_BYTES: usize = 110;
const MAX_JUDGEMENTS: usize = 12;
const MAX_JUDGEMENT_BYTES: usize = 140;

/// One judgement with its grade.
#[derive(Debug)]
pub(super) struct Graded {
    pub(super) judgement: String,
    pub(super) grade: Grade,
    pub(super) evidence: Evidence,
}

/// All grades of a report, and that of overall effectiveness.
#[derive(Debug, Default)]
pub(super) struct Grades {
    pub(super) all: Vec<Graded>,
    pub(super) overall: Option<(Grade, Evidence)>,
}

/// Reads the table of judgements on the first pages, and the overall grade on the cover.
pub(super) fn read(lines: &Lines, frame: &Frame, words: &GradeWords) -> Grades {
    let mut grades = Grades { all: table(lines, frame, words), overall: None };
    let row = grades.all.iter().find(|row| is_overall(row, words));
    grades.overall = row.map(|row| {
        let (field, value) = ("overall_grade".to_owned(), row.grade.to_string());
        (row.grade, Evidence { field, value, ..row.evidence.clone() })
    });
    if grades.overall.is_none() {
        grades.overall = said_on_cover(lines, frame, words);
    }
    grades
}

fn is_overall(row: &Graded, words: &GradeWords) -> bool {
    starts_with_any(&row.judgement.to_lowercase(), &words.overall)
}

fn starts_with_any(lower: &str, starts: &[String]) -> bool {
    starts.iter().any(|start| lower.starts_with(start.as_str()))
}

/// A judgement that waits for its grade.
#[derive(Debug)]
struct PendingJudgement {
    words: String,
    bytes: Range<usize>,
}

fn table(lines: &Lines, frame: &Frame, words: &GradeWords) -> Vec<Graded> {
    let Some(start) = table_start(lines, frame, words) else { return Vec::new() };
    let mut rows: Vec<Graded> = Vec::new();
    let mut waiting: VecDeque<PendingJudgement> = VecDeque::new();
    for at in start..lines.count() {
        let line = lines.line(at);
        let (cell, grade) = split_grade(line, words);
        let lost = waiting.back().is_some_and(|last| last.words.len() > MAX_JUDGEMENT_BYTES);
        let over = lost
            || line.len() > MAX_CELL_BYTES
            || rows.len() >= MAX_JUDGEMENTS
            || is_after_table(lines, at, &rows, words);
        if over {
            break;
        }
        if line.eq_ignore_ascii_case("not judged") {
            waiting.pop_front();
        }
        if is_noise(line) {
            continue;
        }
        if !cell.is_empty() {
            wait(&mut waiting, (lines, words), at, cell, grade.is_some());
        }
        let Some(grade) = grade else { continue };
        if let Some(judgement) = waiting.pop_front() {
            let bytes = judgement.bytes.start..lines.bytes(at..at + 1).end;
            let judged = judgement.words.trim_end_matches(['.', ' ']);
            let judged = judged.strip_suffix(" is").unwrap_or(judged).to_owned();
            let evidence = lines.evidence("grades", format!("{judged}: {grade}"), bytes, Confidence::Sure);
            rows.push(Graded { judgement: judged, grade, evidence });
        }
    }
    rows
}

/// The line after "Judgement", "Grade"; or the first numbered judgement of the older reports.
fn table_start(lines: &Lines, frame: &Frame, words: &GradeWords) -> Option<usize> {
    let is_header = |at: &usize| words.tables.iter().any(|header| header == lines.lower_line(*at));
    let first = |at: &usize| starts_with_any(lines.lower_line(*at), &words.first);
    let from = frame.title.end;
    (from..lines.count()).find(is_header).map(|at| at + 1).or_else(|| (from..lines.count()).find(first))
}

/// Adds a cell to the judgements that wait: as a new one, or as the rest of the last.
fn wait(
    waiting: &mut VecDeque<PendingJudgement>,
    (lines, known): (&Lines, &GradeWords),
    at: usize,
    cell: &str,
    complete: bool,
) {
    let bytes = lines.bytes(at..at + 1);
    let numbered = cell.split(' ').next().is_some_and(|label| label.ends_with('.') || label.contains('.'))
        && cell.starts_with(|c: char| c.is_ascii_digit());
    let words = cell.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let lower = words.to_lowercase();
    let starts = numbered || starts_with_any(&lower, &known.judgements) || starts_with_any(&lower, &known.overall);
    match waiting.back_mut() {
        Some(last) if !starts => {
            last.words.push(' ');
            last.words.push_str(words);
            last.bytes.end = bytes.end;
        }
        _ if words.starts_with(char::is_uppercase) || complete => {
            waiting.push_back(PendingJudgement { words: words.to_owned(), bytes });
        }
        _ => {}
    }
}

/// Whether the running text has begun.
fn is_after_table(lines: &Lines, at: usize, rows: &[Graded], words: &GradeWords) -> bool {
    let lower = lines.lower_line(at);
    let overall = rows.last().is_some_and(|row| is_overall(row, words));
    let rest_of_grade = matches!(lower, "to be good" | "be good" | "good" | "improvement to be good" | "improvement");
    overall && !rest_of_grade
        || lower == "contents"
        || lower.starts_with("what needs to improve")
        || lower.starts_with("main findings")
}

/// Headers, page numbers, footnote marks and the second line of a wrapped grade.
fn is_noise(line: &str) -> bool {
    let lower = line.to_lowercase();
    let number = line.bytes().all(|b| b.is_ascii_digit());
    number
        || matches!(
            lower.as_str(),
            "grade" | "judgement" | "to be good" | "be good" | "improvement to be good" | "improvement" | "not judged"
        )
}

/// A cell, and the grade at its end.
fn split_grade<'l>(line: &'l str, words: &GradeWords) -> (&'l str, Option<Grade>) {
    let trimmed = line.trim_end_matches([' ', '.', ':']);
    let lower = trimmed.to_ascii_lowercase();
    for (word, grade) in &words.words {
        if let Some(before) = lower.strip_suffix(word.as_str()) {
            let capital = trimmed[before.len()..].starts_with(char::is_uppercase);
            if before.is_empty() || (capital && before.ends_with([' ', ':', '-'])) {
                return (trimmed[..before.len()].trim_end_matches([' ', ':', '-']), Some(*grade));
            }
        }
    }
    (line, None)
}

/// "Children's services in … require improvement to be good", "The overall judgement is good".
fn said_on_cover(lines: &Lines, frame: &Frame, words: &GradeWords) -> Option<(Grade, Evidence)> {
    let page = lines.bytes(frame.title.end..(frame.title.end + 14).min(lines.count()));
    let text = lines.lower.get(page.clone())?.replace('\n', " ");
    let at = words.said.iter().find_map(|subject| {
        let at = text.find(subject.as_str())?;
        let starts_line = at == 0 || lines.lower.as_bytes().get(page.start + at - 1) == Some(&b'\n');
        starts_line.then_some(at)
    })?;
    let sentence = cut(&text[at..], 160);
    let (grade, end) = grade_after_verb(sentence, words)?;
    Some((grade, lines.evidence("overall_grade", grade, page.start + at..page.start + at + end, Confidence::Sure)))
}

/// "is good", "require improvement": a word for a grade after a verb, or one that is a verb itself.
fn grade_after_verb(sentence: &str, words: &GradeWords) -> Option<(Grade, usize)> {
    let found = words.words.iter().flat_map(|(word, grade)| {
        let is_verb = word.starts_with("require") && word.contains(' ');
        let verbs = ["is ", "are ", ""].into_iter().filter(move |verb| !verb.is_empty() || is_verb);
        verbs.filter_map(move |verb| {
            let statement = format!("{verb}{word}");
            Some((sentence.find(&statement)?, statement.len(), *grade))
        })
    });
    found.min_by_key(|(at, ..)| *at).map(|(at, length, grade)| (grade, at + length))
}

#[cfg(test)]
mod tests {
    use super::super::profile::Profile;
    use super::*;

    #[test]
    fn a_grade_ends_a_cell() {
        let cases = [
            ("Overall effectiveness Good", ("Overall effectiveness", Some(Grade::Good))),
            ("Requires improvement to be good", ("", Some(Grade::RequiresImprovement))),
            ("Care leavers: Outstanding", ("Care leavers", Some(Grade::Outstanding))),
            ("children who are good", ("children who are good", None)),
            ("Inadequate", ("", Some(Grade::Inadequate))),
        ];
        for (line, expected) in cases {
            assert_eq!(split_grade(line, &Profile::built_in().grades), expected, "{line}");
        }
    }
}
