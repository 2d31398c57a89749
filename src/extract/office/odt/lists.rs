//! The counting of lists in an OpenDocument text.

use std::collections::HashMap;

use super::super::numbers::{LEVELS, Marker};
use super::super::xml::XmlElement;
use super::styles::{OdtLevel, OdtStyles, printed};

/// How far each level has counted.
type LevelCounters = [Option<u64>; LEVELS];

/// The lists that are open, and how far those that have ended have counted.
#[derive(Debug, Default)]
pub(super) struct OdtLists {
    /// The style of each open list; a list in a list has that of the one around it, if none of its own.
    open: Vec<Option<String>>,
    /// The ids of the outermost list and of the one that it continues.
    ids: [Option<String>; 2],
    counted: LevelCounters,
    by_id: HashMap<String, LevelCounters>,
    by_style: HashMap<String, LevelCounters>,
    headings: LevelCounters,
    /// The level and start of an item whose first paragraph is still to come.
    waiting: Option<Option<u64>>,
}

impl OdtLists {
    pub(super) fn open(&mut self, element: &XmlElement<'_>) {
        let style = element.style("style-name").or_else(|| self.open.last().cloned().flatten());
        if self.open.is_empty() {
            let goes_on = element.value("continue-numbering").as_deref() == Some("true");
            let goes_on_with = element.value("continue-list");
            let of_list = goes_on_with.as_ref().and_then(|id| self.by_id.get(id));
            let goes_on = goes_on || goes_on_with.is_some();
            let of_style = style.as_ref().filter(|_| goes_on).and_then(|style| self.by_style.get(style));
            self.counted = of_list.or(of_style).copied().unwrap_or_default();
            self.ids = [element.value("id"), goes_on_with];
        }
        self.open.push(style);
    }

    pub(super) fn close(&mut self) {
        let style = self.open.pop().flatten();
        self.waiting = None;
        if self.open.is_empty() {
            let ids = std::mem::take(&mut self.ids).into_iter().flatten();
            self.by_id.extend(ids.map(|id| (id, self.counted)));
            self.by_style.extend(style.map(|style| (style, self.counted)));
        }
    }

    pub(super) fn open_item(&mut self, element: &XmlElement<'_>) {
        self.waiting = Some(element.number("start-value"));
    }

    /// The marker before a paragraph that begins here.
    pub(super) fn marker(&mut self, styles: &OdtStyles) -> Option<Marker> {
        let start = self.waiting.take()?;
        let at = self.open.len().clamp(1, LEVELS) - 1;
        let levels = self.open.last().and_then(Option::as_deref).and_then(|style| styles.list(style));
        let Some(levels) = levels else { return Some(Marker::Bullet) };
        count(&mut self.counted, levels, at, start)
    }

    /// The marker before a heading of this level, from 1.
    pub(super) fn heading(&mut self, level: usize, start: Option<u64>, styles: &OdtStyles) -> Option<Marker> {
        count(&mut self.headings, styles.outline(), level.clamp(1, LEVELS) - 1, start)
    }
}

fn count(counted: &mut LevelCounters, levels: &[OdtLevel], at: usize, start: Option<u64>) -> Option<Marker> {
    let level = levels.get(at)?;
    let next = counted[at].map(|last| last.saturating_add(1));
    let number = start.or(next).or(level.start).unwrap_or(1);
    counted[at] = Some(number);
    counted[at + 1..].fill(None);
    let (text, shown) = printed(levels, at, counted);
    level.look.marker(number, text, shown)
}
