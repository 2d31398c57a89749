//! What reports say through time, as tables for a briefing.

use std::io;

use crate::output::statements::{PassageOf, Statement, StatementGroup, StatementTable, Statements};

use super::{Briefing, BriefingRow, BriefingSection, MAX_BRIEFING_ROWS, known, known_of};

/// The columns of a table for each body.
const TRAIL_COLUMNS: [&str; 6] = ["Date", "Kind", "Grade", "Compared", "Passage", "Reference"];

/// The columns of one table of all bodies.
const LATEST_COLUMNS: [&str; 6] = ["Authority", "Date", "Kind", "Mentions", "Passage", "Reference"];

impl Briefing {
    /// Of passages in groups.
    ///
    /// # Errors
    /// If there are more than a briefing has.
    pub(in crate::output) fn of_statements(statements: &Statements<'_>, table: StatementTable) -> io::Result<Briefing> {
        let title = statements.asked.as_ref().map_or(&*statements.about, |asked| asked.understood).to_owned();
        let mut about = statements.notes.clone();
        about.extend(Some(statements.caution.to_owned()).filter(|caution| !caution.is_empty()));
        let columns = match table {
            StatementTable::ByName => TRAIL_COLUMNS,
            StatementTable::One => LATEST_COLUMNS,
        };
        let mut briefing = Briefing::empty(title, about, columns);
        for group in &statements.groups {
            let title = Some(group.name.clone()).filter(|_| table == StatementTable::ByName);
            if briefing.sections.last().is_none_or(|section| section.title != title) {
                briefing.sections.push(BriefingSection { title, rows: Vec::new() });
            }
            let rows = match table {
                StatementTable::ByName => briefing.trail_rows(group),
                StatementTable::One => briefing.latest_rows(group),
            };
            briefing.sections.last_mut().into_iter().for_each(|section| section.rows.extend(rows.iter().cloned()));
            if briefing.rows().take(MAX_BRIEFING_ROWS + 1).count() > MAX_BRIEFING_ROWS {
                let what =
                    format!("more than {MAX_BRIEFING_ROWS} passages are no briefing: narrow the query, or use csv");
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
        }
        Ok(briefing)
    }

    /// A row for each passage, and for the one that it is compared with; one row for a silent report.
    fn trail_rows(&mut self, group: &StatementGroup<'_>) -> Vec<BriefingRow> {
        if let Some((report, _)) = group.report.filter(|_| group.statements.is_empty()) {
            let [kind, date, grade] = known_of(report);
            let cells = [date, kind, grade, group.said.clone()];
            return vec![BriefingRow { cells, text: String::new(), marks: Vec::new(), reference: None }];
        }
        let mut rows = Vec::new();
        for one in &group.statements {
            rows.push(self.trail_row(one.status, &one.passage, one));
            if let Some(beside) = &one.beside {
                rows.push(BriefingRow { marks: Vec::new(), ..self.trail_row("before", beside, one) });
            }
        }
        rows
    }

    fn trail_row(&mut self, status: &str, of: &PassageOf<'_>, one: &Statement<'_>) -> BriefingRow {
        let [kind, date, grade] = known_of(of.report);
        BriefingRow {
            cells: [date, kind, grade, status.to_owned()],
            text: of.passage.text.clone(),
            marks: one.highlights.to_vec(),
            reference: Some(self.reference(of.report, of.passage)),
        }
    }

    fn latest_rows(&mut self, group: &StatementGroup<'_>) -> Vec<BriefingRow> {
        let mut row = |one: &Statement<'_>| {
            let [kind, date, _] = known_of(one.passage.report);
            BriefingRow {
                cells: [known(Some(group.name.clone())), date, kind, group.said.clone()],
                ..self.trail_row(one.status, &one.passage, one)
            }
        };
        group.statements.iter().map(&mut row).collect()
    }
}
