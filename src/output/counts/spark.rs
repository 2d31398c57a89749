//! A row of small columns: a timeline in a line of text.

const COLUMNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A column for each rate, of which `full` is the highest; a blank where there is none, and a dot for nothing at all.
pub(in crate::output) fn sparkline(rates: impl Iterator<Item = Option<f64>>, full: f64) -> String {
    rates.map(|rate| rate.map_or(' ', |rate| column(rate / full))).collect()
}

fn column(share: f64) -> char {
    if share <= 0.0 {
        return '·';
    }
    let step = (share * COLUMNS.len() as f64).ceil() as usize;
    COLUMNS[step.clamp(1, COLUMNS.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rate_has_its_column() {
        let rates = [Some(0.0), Some(1.0), Some(50.0), Some(100.0), None];
        assert_eq!(sparkline(rates.into_iter(), 100.0), "·▁▄█ ");
    }
}
