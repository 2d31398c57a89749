//! Judgements as TREC writes them: `qid 0 docno grade` a line, with white space or tabs between. Three columns with
//! tabs, `qid docno grade`, are read too, and a first line of names is passed over.

use std::io::BufRead;

use crate::evaluation::Judgements;

use super::lines::LineReader;
use super::{RunError, column};

/// Reads all judgements.
///
/// # Errors
/// If the input cannot be read, or a line is no judgement.
pub(crate) fn read_judgements(name: &str, input: Box<dyn BufRead + '_>) -> Result<Judgements, RunError> {
    let mut lines = LineReader::new(name, input);
    let mut judgements = Judgements::default();
    let mut is_first = true;
    while let Some(line) = lines.next()? {
        let judgement = judgement(line);
        let is_header = std::mem::take(&mut is_first) && columns(line).is_some_and(|(_, _, grade)| is_name(grade));
        let twice = match judgement {
            Ok((query, document, grade)) => {
                let other = judgements.add(&column(query), &column(document), grade);
                other.map(|other| format!("query {query} has {document} with grade {other} above, here with {grade}"))
            }
            Err(_) if is_header => None,
            Err(what) => Some(what),
        };
        if let Some(what) = twice {
            return Err(lines.wrong(&what));
        }
    }
    if judgements.queries().is_empty() {
        return Err(lines.wrong("there are no judgements here; a line is qid 0 docno grade"));
    }
    Ok(judgements)
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Query, document and grade, if there are as many columns as there must be.
fn columns(line: &str) -> Option<(&str, &str, &str)> {
    let tabs: Vec<&str> = line.split('\t').map(str::trim).take(5).collect();
    let spaces: Vec<&str> = line.split_whitespace().take(5).collect();
    match (&tabs[..], &spaces[..]) {
        (&[query, _, document, grade], _) => Some((query, document, grade)),
        (&[query, document, grade], _) if !query.contains(char::is_whitespace) => Some((query, document, grade)),
        (_, &[query, _, document, grade]) => Some((query, document, grade)),
        _ => None,
    }
}

fn judgement(line: &str) -> Result<(&str, &str, i64), String> {
    let (query, document, grade) = columns(line).ok_or("a line of judgements has 4 columns: qid 0 docno grade")?;
    let grade = grade.parse().map_err(|_| format!("the grade {grade:?} is no whole number"))?;
    Ok((query, document, grade))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_are_read_in_all_their_forms() {
        for (text, read) in [
            ("q1 0 a 1\nq1  0\tb\t-1\n\n", "q1 a=1 b=-1"),
            ("q1\t0\ta\t2\r\nq1\t0\ta\t2\r\n", "q1 a=2"),
            ("query-id\tcorpus-id\tscore\nq1\ta\t1\n", "q1 a=1"),
            ("q1\t0\tb c\t1\n", "q1 b%20c=1"),
            ("topic iter docno rel\nq1 0 a 0", "q1 a=0"),
            ("q1 0 a 1\nq1 0 a 2", "qrels:2: query q1 has a with grade 1 above, here with 2"),
            ("q1 0 a 1\nq1 0 b x", "qrels:2: the grade \"x\" is no whole number"),
            ("q1 0 a 1\nq1 a 1", "qrels:2: a line of judgements has 4 columns: qid 0 docno grade"),
            ("q1 0 a 1.5", "qrels:1: the grade \"1.5\" is no whole number"),
        ] {
            let told = match read_judgements("qrels", Box::new(text.as_bytes())) {
                Ok(judgements) => {
                    let judged = &judgements.queries()[0];
                    let grades = ["a", "b", "b%20c"].into_iter();
                    let grades = grades.filter_map(|id| Some(format!(" {id}={}", judged.grade(id)?)));
                    format!("{}{}", judged.id, grades.collect::<String>())
                }
                Err(error) => error.to_string(),
            };
            assert_eq!(told, read, "{text}");
        }
        assert!(read_judgements("qrels", Box::new(&b""[..])).is_err());
    }
}
