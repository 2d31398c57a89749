//! Values added up for documents that are close together.

use tantivy::DocId;

/// This many documents are looked at together.
pub(super) const WINDOW: usize = 4096;

/// What is added up for a window of documents.
#[derive(Default)]
pub(super) struct Windows {
    pub(super) sums: Window<f32>,
    /// How much one word counts, in halves.
    pub(super) halves: Window<u32>,
}

/// A value for each document of a window that has been asked for.
pub(super) struct Window<T> {
    values: Vec<T>,
    /// A bit for each document that has one.
    met: [u64; WINDOW / 64],
}

impl<T> Default for Window<T> {
    fn default() -> Window<T> {
        Window { values: Vec::new(), met: [0; WINDOW / 64] }
    }
}

impl<T: Clone + Default> Window<T> {
    /// The value of a document, by its place in the window.
    #[inline]
    pub(super) fn at(&mut self, at: DocId) -> &mut T {
        if self.values.is_empty() {
            self.values.resize(WINDOW, T::default());
        }
        let at = at as usize;
        self.met[at / 64] |= 1 << (at % 64);
        &mut self.values[at]
    }

    /// Forgets the value of a document, if it has one.
    #[inline]
    pub(super) fn leave_out(&mut self, at: DocId) {
        let at = at as usize;
        if let Some(value) = self.values.get_mut(at) {
            self.met[at / 64] &= !(1 << (at % 64));
            *value = T::default();
        }
    }

    /// Takes all values, in order.
    pub(super) fn take(&mut self, mut each: impl FnMut(DocId, T)) {
        for (number, bits) in (0..).zip(&mut self.met) {
            while *bits != 0 {
                let at = number * 64 + bits.trailing_zeros();
                *bits &= *bits - 1;
                each(at, std::mem::take(&mut self.values[at as usize]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_no_value_any_more() {
        let mut window = Window::<f32>::default();
        window.leave_out(7);
        for at in [0, 63, 64, 4_095] {
            *window.at(at) += 1.5;
            *window.at(at) += 1.0;
        }
        window.leave_out(63);
        window.leave_out(65);
        let mut taken = Vec::new();
        window.take(|at, value| taken.push((at, value)));
        assert_eq!(taken, [(0, 2.5), (64, 2.5), (4_095, 2.5)]);
        *window.at(63) += 4.0;
        window.take(|at, value| taken.push((at, value)));
        assert_eq!(taken[3..], [(63, 4.0)]);
    }
}
