//! The judgements of a report and their grades.
//!
//! In the text of a PDF the cells of the table of judgements come as lines, wrapped, and now and then
//! all judgements of a page before all their grades. So judgements wait until a grade comes, and the
//! one that waits longest takes it.

use std::collections::VecDeque;
use std::ops::Range;

use super::frame::Frame;
use super::lines::{Lines, cut};
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
pub(super) fn read(lines: &Lines, frame: &Frame) -> Grades {
    let mut grades = Grades { all: table(lines, frame), overall: None };
    let row = grades.all.iter().find(|row| row.judgement.to_lowercase().starts_with("overall effectiveness"));
    grades.overall = row.map(|row| {
        let (field, value) = ("overall_grade".to_owned(), row.grade.to_string());
        (row.grade, Evidence { field, value, ..row.evidence.clone() })
    });
    if grades.overall.is_none() {
        grades.overall = said_on_cover(lines, frame);
    }
    grades
}

/// A judgement that waits for its grade.
#[derive(Debug)]
struct PendingJudgement {
    words: String,
    bytes: Range<usize>,
}

fn table(lines: &Lines, frame: &Frame) -> Vec<Graded> {
    let Some(start) = table_start(lines, frame) else { return Vec::new() };
    let mut rows: Vec<Graded> = Vec::new();
    let mut waiting: VecDeque<PendingJudgement> = VecDeque::new();
    for at in start..lines.count() {
        let line = lines.line(at);
        let (cell, grade) = split_grade(line);
        let lost = waiting.back().is_some_and(|last| last.words.len() > MAX_JUDGEMENT_BYTES);
        let over =
            lost || line.len() > MAX_CELL_BYTES || rows.len() >= MAX_JUDGEMENTS || is_after_table(lines, at, &rows);
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
            wait(&mut waiting, lines, at, cell, grade.is_some());
        }
        let Some(grade) = grade else { continue };
        if let Some(judgement) = waiting.pop_front() {
            let bytes = judgement.bytes.start..lines.bytes(at..at + 1).end;
            let words = judgement.words.trim_end_matches(['.', ' ']);
            let words = words.strip_suffix(" is").unwrap_or(words).to_owned();
            let evidence = lines.evidence("grades", format!("{words}: {grade}"), bytes, Confidence::Sure);
            rows.push(Graded { judgement: words, grade, evidence });
        }
    }
    rows
}

/// The line after "Judgement", "Grade"; or the first numbered judgement of the older reports.
fn table_start(lines: &Lines, frame: &Frame) -> Option<usize> {
    let is_header = |at: &usize| {
        matches!(
            lines.lower_line(*at),
            "judgement" | "judgment" | "judgement grade" | "judgements" | "judgements grade"
        )
    };
    let first = |at: &usize| {
        let lower = lines.lower_line(*at);
        lower.starts_with("1. children who need help") || lower.starts_with("1 children who need help")
    };
    let from = frame.title.end;
    (from..lines.count()).find(is_header).map(|at| at + 1).or_else(|| (from..lines.count()).find(first))
}

/// Adds a cell to the judgements that wait: as a new one, or as the rest of the last.
fn wait(waiting: &mut VecDeque<PendingJudgement>, lines: &Lines, at: usize, cell: &str, complete: bool) {
    let bytes = lines.bytes(at..at + 1);
    let numbered = cell.split(' ').next().is_some_and(|label| label.ends_with('.') || label.contains('.'))
        && cell.starts_with(|c: char| c.is_ascii_digit());
    let words = cell.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let lower = words.to_lowercase();
    let starts = numbered
        || lower.starts_with("overall effectiveness")
        || lower.starts_with("the experiences")
        || lower.starts_with("the impact")
        || lower.starts_with("the effectiveness");
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
fn is_after_table(lines: &Lines, at: usize, rows: &[Graded]) -> bool {
    let lower = lines.lower_line(at);
    let overall = rows.last().is_some_and(|row| row.judgement.to_lowercase().starts_with("overall effectiveness"));
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
fn split_grade(line: &str) -> (&str, Option<Grade>) {
    const GRADES: [(&str, Grade); 10] = [
        ("requires improvement to be good", Grade::RequiresImprovement),
        ("requires improvement to be", Grade::RequiresImprovement),
        ("requires improvement to", Grade::RequiresImprovement),
        ("requires improvement", Grade::RequiresImprovement),
        ("require improvement", Grade::RequiresImprovement),
        ("requires", Grade::RequiresImprovement),
        ("outstanding", Grade::Outstanding),
        ("inadequate", Grade::Inadequate),
        ("good", Grade::Good),
        ("require improvement to be good", Grade::RequiresImprovement),
    ];
    let trimmed = line.trim_end_matches([' ', '.', ':']);
    let lower = trimmed.to_ascii_lowercase();
    for (words, grade) in GRADES {
        if let Some(before) = lower.strip_suffix(words) {
            let capital = trimmed[before.len()..].starts_with(char::is_uppercase);
            if before.is_empty() || (capital && before.ends_with([' ', ':', '-'])) {
                return (trimmed[..before.len()].trim_end_matches([' ', ':', '-']), Some(grade));
            }
        }
    }
    (line, None)
}

/// "Children's services in … require improvement to be good", "The overall judgement is good".
fn said_on_cover(lines: &Lines, frame: &Frame) -> Option<(Grade, Evidence)> {
    let page = lines.bytes(frame.title.end..(frame.title.end + 14).min(lines.count()));
    let text = lines.lower.get(page.clone())?.replace('\n', " ");
    let subject =
        ["the overall judgement is", "children's services in", "children's services for", "services for children in"];
    let at = subject.iter().find_map(|words| {
        let at = text.find(words)?;
        let starts_line = at == 0 || lines.lower.as_bytes().get(page.start + at - 1) == Some(&b'\n');
        starts_line.then_some(at)
    })?;
    let sentence = cut(&text[at..], 160);
    let (grade, end) = grade_after_verb(sentence)?;
    Some((grade, lines.evidence("overall_grade", grade, page.start + at..page.start + at + end, Confidence::Sure)))
}

fn grade_after_verb(sentence: &str) -> Option<(Grade, usize)> {
    const STATEMENTS: [(&str, Grade); 9] = [
        ("require improvement", Grade::RequiresImprovement),
        ("requires improvement", Grade::RequiresImprovement),
        ("is inadequate", Grade::Inadequate),
        ("are inadequate", Grade::Inadequate),
        ("is good", Grade::Good),
        ("are good", Grade::Good),
        ("is outstanding", Grade::Outstanding),
        ("are outstanding", Grade::Outstanding),
        ("is requires improvement", Grade::RequiresImprovement),
    ];
    let found = STATEMENTS.iter().filter_map(|(words, grade)| Some((sentence.find(words)?, words.len(), *grade)));
    found.min_by_key(|(at, ..)| *at).map(|(at, length, grade)| (grade, at + length))
}

#[cfg(test)]
mod tests {
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
            assert_eq!(split_grade(line), expected, "{line}");
        }
    }
}
