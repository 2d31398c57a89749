//! The order in which the parts of a page are read: columns one after the other, and lines across them in their place.

use super::printed::PrintedLine;

/// The maximum depth of columns inside columns.
const MAX_DEPTH: usize = 2;
/// A column has at least this many lines, of this many characters on average.
const MIN_LINES: usize = 6;
const MIN_CHARS_PER_LINE: usize = 18;
/// Lines across two columns are so few for each line of the shorter one.
const MAX_SHARE_ACROSS: f32 = 0.25;
/// Possible gaps between columns are tried in steps of this many points.
const STEP: f32 = 4.0;

/// Pieces of lines, sorted from the top of the page to its foot, as columns in reading order.
pub(super) fn in_order(segments: Vec<PrintedLine>) -> Vec<Vec<PrintedLine>> {
    let mut columns = Vec::new();
    let [head, body, foot] = set_apart(segments);
    columns.push(head);
    divide(body, MAX_DEPTH, &mut columns);
    columns.push(foot);
    columns.retain(|column| !column.is_empty());
    columns
}

/// The lines at the top and at the foot that are separate from the body.
fn set_apart(segments: Vec<PrintedLine>) -> [Vec<PrintedLine>; 3] {
    let mut bases: Vec<f32> = segments.iter().map(|segment| segment.base).collect();
    bases.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    let mut steps: Vec<f32> = bases.windows(2).map(|pair| pair[0] - pair[1]).collect();
    if steps.len() < 8 {
        return [Vec::new(), segments, Vec::new()];
    }
    let gaps = steps.clone();
    steps.sort_by(f32::total_cmp);
    let apart = steps[steps.len() / 2] * 1.9;
    let above = gaps.iter().take(3).rposition(|gap| *gap > apart).map_or(f32::INFINITY, |at| bases[at + 1] + 1.0);
    let last = gaps.len().saturating_sub(3);
    let below = gaps[last..].iter().position(|gap| *gap > apart).map_or(f32::NEG_INFINITY, |at| bases[last + at] - 1.0);
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for segment in segments {
        let part = if segment.base > above {
            0
        } else if segment.base < below {
            2
        } else {
            1
        };
        parts[part].push(segment);
    }
    parts
}

fn divide(segments: Vec<PrintedLine>, depth: usize, columns: &mut Vec<Vec<PrintedLine>>) {
    let gap = if depth == 0 { None } else { gap(&segments) };
    let Some(gap) = gap else {
        columns.push(segments);
        return;
    };
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for segment in segments {
        let beside = segment.right <= gap || segment.left >= gap;
        if beside && !across.is_empty() {
            columns.push(std::mem::take(&mut across));
        }
        if segment.right <= gap {
            left.push(segment);
        } else if segment.left >= gap {
            right.push(segment);
        } else {
            // Lines above a line across both are read before it.
            divide(std::mem::take(&mut left), depth - 1, columns);
            divide(std::mem::take(&mut right), depth - 1, columns);
            across.push(segment);
        }
    }
    columns.push(across);
    divide(left, depth - 1, columns);
    divide(right, depth - 1, columns);
}

/// Where the gap between two columns is, if there are two.
fn gap(segments: &[PrintedLine]) -> Option<f32> {
    let left = segments.iter().map(|s| s.left).fold(f32::INFINITY, f32::min);
    let right = segments.iter().map(|s| s.right).fold(f32::NEG_INFINITY, f32::max);
    let width = right - left;
    if segments.len() < 2 * MIN_LINES || !(100.0..5_000.0).contains(&width) {
        return None;
    }
    let tries = (width * 0.6 / STEP) as usize;
    let places = (0..=tries).map(|step| left + width * 0.2 + step as f32 * STEP);
    let best = places.filter_map(|place| across(segments, place).map(|across| (across, place)));
    best.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place)| place)
}

/// How many lines go across a place for each line beside it, if that may be a gap between columns.
fn across(segments: &[PrintedLine], place: f32) -> Option<f32> {
    let mut sides = [(0_usize, 0_usize); 2];
    let mut across = 0;
    for segment in segments {
        let side = match segment {
            s if s.right <= place => &mut sides[0],
            s if s.left >= place => &mut sides[1],
            _ => {
                across += 1;
                continue;
            }
        };
        side.0 += 1;
        side.1 += segment.text.chars().count();
    }
    let wide = |&(lines, characters): &(usize, usize)| lines >= MIN_LINES && characters >= lines * MIN_CHARS_PER_LINE;
    let share = across as f32 / sides[0].0.min(sides[1].0).max(1) as f32;
    (sides.iter().all(wide) && share <= MAX_SHARE_ACROSS).then_some(share)
}
