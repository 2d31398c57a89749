//! Writes the results of several threads in the order of their work. Each thread writes to its own slot. The slot whose
//! turn it is goes straight to the sink; the others wait in memory, within limits on their number and size.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The maximum number of bytes that wait in one slot; with more, the thread waits for its turn.
const MAX_WAITING_BYTES: usize = 1 << 20;

/// Where the results go.
pub(super) trait OrderedSink {
    /// What is reported of a finished piece of work.
    type Outcome;

    /// Writes bytes; calls come in order.
    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()>;

    /// Reports a finished piece of work, all of whose bytes are written.
    fn complete(&mut self, outcome: Self::Outcome) -> anyhow::Result<()>;
}

/// Slots in front of a sink.
pub(super) struct OrderedWriter<S: OrderedSink> {
    state: Mutex<WriterState<S>>,
    turn_changed: Condvar,
    /// How far a new slot may be ahead of the one whose turn it is.
    window: u64,
}

struct WriterState<S: OrderedSink> {
    sink: S,
    /// The number of the slot whose turn it is.
    turn: u64,
    /// Slots that were finished before their turn.
    waiting: BTreeMap<u64, (Vec<u8>, S::Outcome)>,
    stopped: bool,
    error: Option<anyhow::Error>,
}

impl<S: OrderedSink> OrderedWriter<S> {
    /// A writer for a number of threads; the first slot is number 0. A few slots per thread may wait for a slow one.
    pub(super) fn new(sink: S, threads: usize) -> OrderedWriter<S> {
        let state = WriterState { sink, turn: 0, waiting: BTreeMap::new(), stopped: false, error: None };
        OrderedWriter { state: Mutex::new(state), turn_changed: Condvar::new(), window: 3 * threads as u64 }
    }

    /// The slot of a number. Numbers are given out one by one, and each slot is finished or dropped. `None` after an
    /// error.
    pub(super) fn slot(&self, number: u64) -> Option<WriterSlot<'_, S>> {
        let state = self.wait(|state| number >= state.turn + self.window);
        (!state.stopped).then(|| WriterSlot { writer: self, number, bytes: Vec::new(), is_done: false })
    }

    /// Whether further work is useless.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Stops all slots because of an error, unless they are stopped already.
    pub(super) fn fail(&self, error: impl Into<anyhow::Error>) {
        let mut state = self.lock();
        if !state.stopped {
            state.stopped = true;
            state.error = Some(error.into());
        }
        drop(state);
        self.turn_changed.notify_all();
    }

    /// The sink, and the error that stopped it, if any.
    pub(super) fn finish(self) -> (S, Option<anyhow::Error>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.sink, state.error)
    }

    fn lock(&self) -> MutexGuard<'_, WriterState<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, is_early: impl Fn(&WriterState<S>) -> bool) -> MutexGuard<'_, WriterState<S>> {
        let early = |state: &mut WriterState<S>| !state.stopped && is_early(state);
        self.turn_changed.wait_while(self.lock(), early).unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: OrderedSink> WriterState<S> {
    /// Records an error of the sink.
    fn record(&mut self, done: anyhow::Result<()>) -> io::Result<()> {
        done.map_err(|error| {
            self.stopped = true;
            self.error.get_or_insert(error);
            stopped()
        })
    }

    /// Writes the next slots, as far as they are finished.
    fn drain(&mut self) -> io::Result<()> {
        while let Some((bytes, outcome)) = self.waiting.remove(&self.turn) {
            let taken = if bytes.is_empty() { Ok(()) } else { self.sink.write(&bytes) };
            let done = taken.and_then(|()| self.sink.complete(outcome));
            self.record(done)?;
            self.turn += 1;
        }
        Ok(())
    }
}

/// Takes the results of one piece of work.
pub(super) struct WriterSlot<'l, S: OrderedSink> {
    writer: &'l OrderedWriter<S>,
    number: u64,
    bytes: Vec<u8>,
    is_done: bool,
}

impl<S: OrderedSink> WriterSlot<'_, S> {
    /// Ends the slot; its work is done.
    pub(super) fn finish(mut self, outcome: S::Outcome) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let mut state = self.writer.lock();
        if state.stopped {
            return Err(stopped());
        }
        state.waiting.insert(self.number, (bytes, outcome));
        let drained = state.drain();
        drop(state);
        self.is_done = drained.is_ok();
        self.writer.turn_changed.notify_all();
        drained
    }

    /// Waits for its turn and writes what it has.
    fn write_through(&mut self) -> io::Result<()> {
        let mut state = self.writer.wait(|state| state.turn != self.number);
        if state.stopped {
            return Err(stopped());
        }
        let taken = state.sink.write(&self.bytes);
        self.bytes.clear();
        state.record(taken)
    }
}

impl<S: OrderedSink> Write for WriterSlot<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= MAX_WAITING_BYTES {
            self.write_through()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A slot that is not finished stops all others: those behind it must not be written.
impl<S: OrderedSink> Drop for WriterSlot<'_, S> {
    fn drop(&mut self) {
        if !self.is_done {
            self.writer.lock().stopped = true;
            self.writer.turn_changed.notify_all();
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

    /// Keeps the bytes and the outcomes; fails above `max` bytes.
    struct TestSink {
        bytes: Vec<u8>,
        outcomes: Vec<u64>,
        max: usize,
    }

    impl OrderedSink for TestSink {
        type Outcome = u64;

        fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
            self.bytes.extend_from_slice(bytes);
            anyhow::ensure!(self.bytes.len() <= self.max, "full");
            Ok(())
        }

        fn complete(&mut self, outcome: u64) -> anyhow::Result<()> {
            self.outcomes.push(outcome);
            Ok(())
        }
    }

    fn writer(max: usize) -> OrderedWriter<TestSink> {
        OrderedWriter::new(TestSink { bytes: Vec::new(), outcomes: Vec::new(), max }, 4)
    }

    /// Four threads write the numbers up to `count`, those of each thread at its own pace.
    fn run(
        writer: &OrderedWriter<TestSink>,
        count: u64,
        write: impl Fn(u64, &mut WriterSlot<'_, TestSink>) -> io::Result<()> + Sync,
    ) {
        let next = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        let Some(mut slot) = (number < count).then(|| writer.slot(number)).flatten() else { return };
                        if write(number, &mut slot).and_then(|()| slot.finish(number)).is_err() {
                            return;
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn results_leave_in_order_however_long_each_takes() {
        let writer = writer(usize::MAX);
        run(&writer, 300, |number, slot| {
            thread::sleep(Duration::from_micros(number * 7919 % 400));
            write!(slot, "{number} ")
        });
        let (kept, error) = writer.finish();
        let expected: String = (0..300).map(|number| format!("{number} ")).collect();
        assert!(error.is_none() && kept.bytes == expected.as_bytes() && kept.outcomes == (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_long_result_goes_out_in_pieces_when_it_is_its_turn() {
        let writer = writer(usize::MAX);
        let piece = vec![b'x'; MAX_WAITING_BYTES / 2];
        run(&writer, 12, |number, slot| {
            for _ in 0..5 {
                slot.write_all(&piece)?;
                assert!(slot.bytes.len() < MAX_WAITING_BYTES);
            }
            write!(slot, "{number}")
        });
        let (kept, _) = writer.finish();
        let ends: String = kept.bytes.iter().filter(|&&byte| byte != b'x').map(|&byte| char::from(byte)).collect();
        assert_eq!((ends.as_str(), kept.bytes.len()), ("01234567891011", 12 * 5 * piece.len() + 14));
    }

    #[test]
    fn an_error_stops_all_slots_and_is_reported_once() {
        let full = writer(100);
        run(&full, 10_000, |number, slot| write!(slot, "{number} "));
        assert!(full.is_stopped());
        assert_eq!(full.finish().1.map(|error| error.to_string()).as_deref(), Some("full"));

        let dropped = writer(usize::MAX);
        run(&dropped, 1_000, |number, slot| if number == 20 { Err(stopped()) } else { write!(slot, "{number} ") });
        let (kept, error) = dropped.finish();
        assert!(error.is_none() && kept.outcomes.len() <= 20);
    }
}
