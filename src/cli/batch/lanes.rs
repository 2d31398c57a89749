//! Work done by several threads whose results leave in the order of the work. A thread writes into a lane of its
//! own; the lane whose turn it is goes straight out, the others wait in memory, so many and so long at most.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So many bytes may wait in one lane; one that has more waits for its turn.
const MOST_WAITING: usize = 1 << 20;

/// Where the lanes lead.
pub(super) trait Sink {
    /// What is told of a piece of work that is done.
    type Told;

    /// Takes bytes, in order.
    fn take(&mut self, bytes: &[u8]) -> anyhow::Result<()>;

    /// A piece of work is done, and all of its bytes were taken.
    fn done(&mut self, told: Self::Told) -> anyhow::Result<()>;
}

/// All lanes to a sink.
pub(super) struct Lanes<S: Sink> {
    order: Mutex<Order<S>>,
    turned: Condvar,
    /// No lane begins that is so far ahead of the one whose turn it is.
    window: u64,
}

struct Order<S: Sink> {
    sink: S,
    /// Whose turn it is.
    turn: u64,
    /// What was done before its turn.
    waiting: BTreeMap<u64, (Vec<u8>, S::Told)>,
    stopped: bool,
    error: Option<anyhow::Error>,
}

impl<S: Sink> Lanes<S> {
    /// To a sink, for so many threads; the first lane is number 0. A few lanes a thread may wait for one that is slow.
    pub(super) fn to(sink: S, threads: usize) -> Lanes<S> {
        let order = Order { sink, turn: 0, waiting: BTreeMap::new(), stopped: false, error: None };
        Lanes { order: Mutex::new(order), turned: Condvar::new(), window: 3 * threads as u64 }
    }

    /// The lane of a number. Numbers are given out one by one, and each is ended or dropped. `None` once
    /// something went wrong.
    pub(super) fn lane(&self, number: u64) -> Option<Lane<'_, S>> {
        let order = self.wait(|order| number >= order.turn + self.window);
        (!order.stopped).then(|| Lane { lanes: self, number, bytes: Vec::new(), is_done: false })
    }

    /// Whether there is no use in beginning anything more.
    pub(super) fn are_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Ends all lanes because of an error, unless they were ended already.
    pub(super) fn fail(&self, error: impl Into<anyhow::Error>) {
        let mut order = self.lock();
        if !order.stopped {
            order.stopped = true;
            order.error = Some(error.into());
        }
        drop(order);
        self.turned.notify_all();
    }

    /// The sink, after all lanes; or what went wrong with it.
    pub(super) fn end(self) -> (S, Option<anyhow::Error>) {
        let order = self.order.into_inner().unwrap_or_else(PoisonError::into_inner);
        (order.sink, order.error)
    }

    fn lock(&self) -> MutexGuard<'_, Order<S>> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, is_early: impl Fn(&Order<S>) -> bool) -> MutexGuard<'_, Order<S>> {
        let early = |order: &mut Order<S>| !order.stopped && is_early(order);
        self.turned.wait_while(self.lock(), early).unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Sink> Order<S> {
    /// Notes what went wrong with the sink.
    fn note(&mut self, done: anyhow::Result<()>) -> io::Result<()> {
        done.map_err(|error| {
            self.stopped = true;
            self.error.get_or_insert(error);
            stopped()
        })
    }

    /// Lets out what is next, as far as it is there.
    fn drain(&mut self) -> io::Result<()> {
        while let Some((bytes, told)) = self.waiting.remove(&self.turn) {
            let taken = if bytes.is_empty() { Ok(()) } else { self.sink.take(&bytes) };
            let done = taken.and_then(|()| self.sink.done(told));
            self.note(done)?;
            self.turn += 1;
        }
        Ok(())
    }
}

/// A place to write the results of one piece of work to.
pub(super) struct Lane<'l, S: Sink> {
    lanes: &'l Lanes<S>,
    number: u64,
    bytes: Vec<u8>,
    is_done: bool,
}

impl<S: Sink> Lane<'_, S> {
    /// The work is done.
    pub(super) fn end(mut self, told: S::Told) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let mut order = self.lanes.lock();
        if order.stopped {
            return Err(stopped());
        }
        order.waiting.insert(self.number, (bytes, told));
        let drained = order.drain();
        drop(order);
        self.is_done = drained.is_ok();
        self.lanes.turned.notify_all();
        drained
    }

    /// Waits for its turn and lets out what is there.
    fn pass(&mut self) -> io::Result<()> {
        let mut order = self.lanes.wait(|order| order.turn != self.number);
        if order.stopped {
            return Err(stopped());
        }
        let taken = order.sink.take(&self.bytes);
        self.bytes.clear();
        order.note(taken)
    }
}

impl<S: Sink> Write for Lane<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= MOST_WAITING {
            self.pass()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Without the results of one lane, none of those behind it may leave.
impl<S: Sink> Drop for Lane<'_, S> {
    fn drop(&mut self) {
        if !self.is_done {
            self.lanes.lock().stopped = true;
            self.lanes.turned.notify_all();
        }
    }
}

fn stopped() -> io::Error {
    io::Error::other("the batch was stopped")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Keeps the bytes and the numbers told; fails once it has so many bytes.
    struct Kept {
        bytes: Vec<u8>,
        told: Vec<u64>,
        most: usize,
    }

    impl Sink for Kept {
        type Told = u64;

        fn take(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
            self.bytes.extend_from_slice(bytes);
            anyhow::ensure!(self.bytes.len() <= self.most, "full");
            Ok(())
        }

        fn done(&mut self, told: u64) -> anyhow::Result<()> {
            self.told.push(told);
            Ok(())
        }
    }

    fn lanes(most: usize) -> Lanes<Kept> {
        Lanes::to(Kept { bytes: Vec::new(), told: Vec::new(), most }, 4)
    }

    /// Four threads write the numbers up to `count`, those of each thread at its own pace.
    fn run(lanes: &Lanes<Kept>, count: u64, write: impl Fn(u64, &mut Lane<'_, Kept>) -> io::Result<()> + Sync) {
        let next = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        let Some(mut lane) = (number < count).then(|| lanes.lane(number)).flatten() else { return };
                        if write(number, &mut lane).and_then(|()| lane.end(number)).is_err() {
                            return;
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn results_leave_in_order_however_long_each_takes() {
        let lanes = lanes(usize::MAX);
        run(&lanes, 300, |number, lane| {
            thread::sleep(Duration::from_micros(number * 7919 % 400));
            write!(lane, "{number} ")
        });
        let (kept, error) = lanes.end();
        let expected: String = (0..300).map(|number| format!("{number} ")).collect();
        assert!(error.is_none() && kept.bytes == expected.as_bytes() && kept.told == (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_long_result_goes_out_in_pieces_when_it_is_its_turn() {
        let lanes = lanes(usize::MAX);
        let piece = vec![b'x'; MOST_WAITING / 2];
        run(&lanes, 12, |number, lane| {
            for _ in 0..5 {
                lane.write_all(&piece)?;
                assert!(lane.bytes.len() < MOST_WAITING);
            }
            write!(lane, "{number}")
        });
        let (kept, _) = lanes.end();
        let ends: String = kept.bytes.iter().filter(|&&byte| byte != b'x').map(|&byte| char::from(byte)).collect();
        assert_eq!((ends.as_str(), kept.bytes.len()), ("01234567891011", 12 * 5 * piece.len() + 14));
    }

    #[test]
    fn what_goes_wrong_ends_all_lanes_and_is_told_once() {
        let full = lanes(100);
        run(&full, 10_000, |number, lane| write!(lane, "{number} "));
        assert!(full.are_stopped());
        assert_eq!(full.end().1.map(|error| error.to_string()).as_deref(), Some("full"));

        let dropped = lanes(usize::MAX);
        run(&dropped, 1_000, |number, lane| if number == 20 { Err(stopped()) } else { write!(lane, "{number} ") });
        let (kept, error) = dropped.end();
        assert!(error.is_none() && kept.told.len() <= 20);
    }
}
