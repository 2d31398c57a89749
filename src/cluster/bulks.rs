//! Bulks on their way: the next is made while the cluster takes those before it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::engine::IndexError;

use super::client::Client;
use super::requests::Operation;

/// So many bulks are with the cluster at once; as many more wait, so that memory stays bounded.
const AT_ONCE: usize = 2;

/// Sends bulks to an index, in any order: each document has an id of its own.
pub(super) struct Bulks {
    sender: Option<SyncSender<Vec<Operation>>>,
    threads: Vec<JoinHandle<Result<(), IndexError>>>,
}

impl Bulks {
    /// To an index.
    pub(super) fn new(client: &Arc<Client>, index: &str) -> Bulks {
        let (sender, receiver) = sync_channel(AT_ONCE);
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (0..AT_ONCE).map(|_| {
            let (client, index, receiver) = (Arc::clone(client), index.to_owned(), Arc::clone(&receiver));
            thread::spawn(move || send_all(&client, &index, &receiver))
        });
        Bulks { sender: Some(sender), threads: threads.collect() }
    }

    /// Sends a bulk, once there is room for it.
    ///
    /// # Errors
    /// Where one before it could not be written.
    pub(super) fn send(&mut self, bulk: Vec<Operation>) -> Result<(), IndexError> {
        match self.sender.as_ref().map(|sender| sender.send(bulk)) {
            Some(Ok(())) if !self.threads.iter().any(JoinHandle::is_finished) => Ok(()),
            // A thread ends before its time where something is wrong, which it says.
            _ => self.finish(),
        }
    }

    /// Waits until all are written.
    ///
    /// # Errors
    /// Where one of them cannot be written.
    pub(super) fn finish(&mut self) -> Result<(), IndexError> {
        self.sender = None;
        let mut written = Ok(());
        for thread in self.threads.drain(..) {
            let one = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written = written.and(one);
        }
        written
    }
}

fn send_all(client: &Client, index: &str, bulks: &Mutex<Receiver<Vec<Operation>>>) -> Result<(), IndexError> {
    loop {
        let next = bulks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(bulk) = next else { return Ok(()) };
        client.bulk(index, &bulk)?;
    }
}
