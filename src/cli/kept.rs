//! An open index of a process that ends soon.

use std::mem::ManuallyDrop;
use std::ops::Deref;

use crate::library::Index;

/// An open index that is left as it is at the end, since taking it apart would cost a quick command more than leaking it;
/// only what others keep for it is let go.
pub(super) struct KeptIndex(ManuallyDrop<Index>);

impl KeptIndex {
    pub(super) fn new(index: Index) -> KeptIndex {
        KeptIndex(ManuallyDrop::new(index))
    }
}

impl Deref for KeptIndex {
    type Target = Index;

    fn deref(&self) -> &Index {
        &self.0
    }
}

impl Drop for KeptIndex {
    fn drop(&mut self) {
        self.0.close();
    }
}
