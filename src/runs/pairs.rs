//! Two runs side by side, query by query.
//!
//! Both are read in turns. An answer whose query the other run has not had yet waits for it; where both have the same
//! queries in the same order, only one ever waits. What waits is the memory this takes: the queries that only one run
//! has, and those between the places of a query in the two.

use std::collections::HashMap;

use super::{RunAnswer, RunError, RunReader};

/// Two runs being read.
pub(crate) struct Pairs<'a> {
    sides: [PairSide<'a>; 2],
    /// Which of the two is read next.
    turn: usize,
    /// The answers of only one run, once both have been read; the last one first.
    left: Option<Vec<QueryPair>>,
}

struct PairSide<'a> {
    run: RunReader<'a>,
    ended: bool,
    /// How many answers have had to wait.
    read: usize,
    /// Answers by their query's key, each with a number that grows in the order of the run.
    waiting: HashMap<String, (usize, RunAnswer)>,
}

/// A query of two runs.
#[derive(Debug)]
pub(crate) enum QueryPair {
    /// Both have it.
    Both(Box<RunAnswer>, Box<RunAnswer>),
    /// Only the first has it.
    OnlyBefore(Box<RunAnswer>),
    /// Only the second has it.
    OnlyAfter(Box<RunAnswer>),
}

impl<'a> Pairs<'a> {
    /// Of two runs from their beginnings.
    pub(crate) fn new(before: RunReader<'a>, after: RunReader<'a>) -> Pairs<'a> {
        let side = |run| PairSide { run, ended: false, read: 0, waiting: HashMap::new() };
        Pairs { sides: [side(before), side(after)], turn: 0, left: None }
    }

    /// The next query. Those that only one run has come last, the first run's first.
    ///
    /// # Errors
    /// If one of the runs cannot be read.
    pub(crate) fn next_pair(&mut self) -> Result<Option<QueryPair>, RunError> {
        loop {
            if let Some(left) = &mut self.left {
                return Ok(left.pop());
            }
            let turn = self.turn;
            self.turn = 1 - turn;
            if self.sides[turn].ended {
                continue;
            }
            let Some(mut answer) = self.sides[turn].run.next_answer()? else {
                self.sides[turn].ended = true;
                if self.sides.iter().all(|side| side.ended) {
                    self.left = Some(self.rest());
                }
                continue;
            };
            let key = answer.key().into_owned();
            if let Some((_, other)) = self.sides[1 - turn].waiting.remove(&key) {
                let (before, after) = if turn == 0 { (answer, other) } else { (other, answer) };
                return Ok(Some(QueryPair::Both(Box::new(before), Box::new(after))));
            }
            let side = &mut self.sides[turn];
            answer.hits.shrink_to_fit();
            side.read += 1;
            side.waiting.insert(key, (side.read, answer));
        }
    }

    fn rest(&mut self) -> Vec<QueryPair> {
        let mut in_order = |side: usize| {
            let mut waiting: Vec<(usize, RunAnswer)> = self.sides[side].waiting.drain().map(|(_, one)| one).collect();
            waiting.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
            waiting
        };
        let (before, after) = (in_order(0), in_order(1));
        let after = after.into_iter().map(|(_, answer)| QueryPair::OnlyAfter(Box::new(answer)));
        after.chain(before.into_iter().map(|(_, answer)| QueryPair::OnlyBefore(Box::new(answer)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_meet_whatever_the_order() {
        for (before, after, expected) in [
            ("", "", ""),
            ("a b c", "a b c", "=a =b =c"),
            ("a b c", "a c", "=a =c -b"),
            ("a c", "a b c d", "=a =c +b +d"),
            ("a b c", "c b a", "=b =c =a"),
            ("x a y", "z a w", "=a -x -y +z +w"),
            ("", "a b", "+a +b"),
        ] {
            let lines =
                |run: &str| -> String { run.split_whitespace().map(|query| format!("{query} Q0 d 1 2 x\n")).collect() };
            let (before_lines, after_lines) = (lines(before), lines(after));
            let run = |lines| RunReader::new("run", lines, None).unwrap();
            let (before_lines, after_lines) = (before_lines.as_bytes(), after_lines.as_bytes());
            let mut pairs = Pairs::new(run(Box::new(before_lines)), run(Box::new(after_lines)));
            let mut told = Vec::new();
            while let Some(met) = pairs.next_pair().unwrap() {
                told.push(match met {
                    QueryPair::Both(one, other) => {
                        assert_eq!(one.id, other.id);
                        format!("={}", one.id)
                    }
                    QueryPair::OnlyBefore(one) => format!("-{}", one.id),
                    QueryPair::OnlyAfter(one) => format!("+{}", one.id),
                });
            }
            assert_eq!(told.join(" "), expected, "{before} | {after}");
        }
    }
}
