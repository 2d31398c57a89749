//! The formats of the numbers in a workbook's cells, by the styles of the cells.

use std::collections::HashMap;

use super::super::xml::{XmlElement, XmlWalker, walk_through};
use super::number::{NumberFormat, general};

/// The codes of the formats that workbooks do not state (ECMA-376, part 1, 18.8.30). For those of 14 and 22, which the
/// reader's own system chooses, stands the order that means the same everywhere.
const BUILT_IN: [(u64, &str); 27] = [
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (14, "yyyy-mm-dd"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "yyyy-mm-dd h:mm"),
    (37, "#,##0;-#,##0"),
    (38, "#,##0;-#,##0"),
    (39, "#,##0.00;-#,##0.00"),
    (40, "#,##0.00;-#,##0.00"),
    (41, "#,##0;-#,##0"),
    (42, "#,##0;-#,##0"),
    (43, "#,##0.00;-#,##0.00"),
    (44, "#,##0.00;-#,##0.00"),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mm:ss"),
    (49, "@"),
];

/// More styles of cells than this no program writes.
const MAX_STYLES: usize = 100_000;

/// The format of each style.
#[derive(Default)]
pub(super) struct NumberFormats(Vec<Option<NumberFormat>>);

impl NumberFormats {
    /// Those that the part of styles states.
    pub(super) fn of(part: &str) -> NumberFormats {
        let mut walker = StyleWalker::default();
        let _ = walk_through(&mut walker, part);
        let mut known: HashMap<u64, Option<NumberFormat>> = HashMap::new();
        let mut format = |number: &u64| {
            let built_in = || BUILT_IN.iter().find(|(built_in, _)| built_in == number).map(|(_, code)| *code);
            let code = walker.codes.get(number).map(String::as_str).or_else(built_in);
            known.entry(*number).or_insert_with(|| code.and_then(NumberFormat::of)).clone()
        };
        NumberFormats(walker.styles.iter().map(&mut format).collect())
    }

    /// What a cell of a style shows for a number, as the file has it.
    pub(super) fn shown(&self, style: usize, value: &str, is_1904: bool) -> String {
        let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            return value.to_owned();
        };
        let format = self.0.get(style).and_then(Option::as_ref);
        format.and_then(|format| format.shown(number, is_1904)).unwrap_or_else(|| general(number, value))
    }
}

/// A walk through the part of styles.
#[derive(Default)]
struct StyleWalker {
    /// Codes of formats by their numbers.
    codes: HashMap<u64, String>,
    /// The number of the format of each style.
    styles: Vec<u64>,
}

impl XmlWalker for StyleWalker {
    /// Whether it is the list of the styles of cells.
    type Scope = bool;

    fn open(&mut self, element: &XmlElement<'_>, around: &[bool]) -> Option<bool> {
        match element.name() {
            "numFmt" if self.codes.len() < MAX_STYLES => {
                if let (Some(number), Some(code)) = (element.number("numFmtId"), element.style("formatCode")) {
                    self.codes.insert(number, code);
                }
            }
            "xf" if around.last() == Some(&true) && self.styles.len() < MAX_STYLES => {
                self.styles.push(element.number("numFmtId").unwrap_or(0));
            }
            _ => {}
        }
        Some(element.name() == "cellXfs")
    }

    fn close(&mut self, _: bool) {}

    fn text(&mut self, _: &str, _: &[bool]) {}
}
