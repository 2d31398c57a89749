//! The checksums of a file, at its end: a table with one of each block, then a trailer of fixed length.
//!
//! ```text
//! content | checksum of each block, 4 bytes | trailer: magic, length of the content, checksums of table and trailer
//! ```

use std::ops::Range;

/// The size of a block, which has one checksum. A search reads little here and there, so blocks are small.
pub(super) const BLOCK: usize = 4 << 10;

const MAGIC: &[u8; 8] = b"findblk1";
/// The length of the trailer, which follows the table.
pub(super) const TRAILER: usize = MAGIC.len() + 8 + 4 + 4;

/// The length of the checksum of a block.
pub(super) const SUM: usize = 4;

/// Computes the checksums of what is written.
#[derive(Default)]
pub(super) struct Sums {
    table: Vec<u8>,
    of_block: crc32fast::Hasher,
    in_block: usize,
    length: u64,
}

impl Sums {
    /// Adds what was written next.
    pub(super) fn add(&mut self, mut written: &[u8]) {
        self.length += written.len() as u64;
        while !written.is_empty() {
            let (now, later) = written.split_at(written.len().min(BLOCK - self.in_block));
            self.of_block.update(now);
            self.in_block += now.len();
            if self.in_block == BLOCK {
                self.close_block();
            }
            written = later;
        }
    }

    fn close_block(&mut self) {
        let sum = std::mem::take(&mut self.of_block).finalize();
        self.table.extend_from_slice(&sum.to_le_bytes());
        self.in_block = 0;
    }

    /// The bytes that follow the content.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.in_block > 0 {
            self.close_block();
        }
        let of_table = crc32fast::hash(&self.table);
        let start = self.table.len();
        let mut end = self.table;
        end.extend_from_slice(MAGIC);
        end.extend_from_slice(&self.length.to_le_bytes());
        end.extend_from_slice(&of_table.to_le_bytes());
        let of_trailer = crc32fast::hash(&end[start..]);
        end.extend_from_slice(&of_trailer.to_le_bytes());
        end
    }
}

/// Where content and table are in a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    content: usize,
    of_table: u32,
}

impl Layout {
    /// Parses the trailer of a file of this length; else says what is wrong with it.
    pub(super) fn parse(length: usize, trailer: &[u8; TRAILER]) -> Result<Layout, &'static str> {
        const CUT: &str = "its end is missing or changed";
        let start = length.checked_sub(TRAILER).ok_or(CUT)?;
        if number(trailer, TRAILER - 4) != crc32fast::hash(&trailer[..TRAILER - 4]) || !trailer.starts_with(MAGIC) {
            return Err(CUT);
        }
        let content = trailer[MAGIC.len()..].first_chunk().map_or(0, |length| u64::from_le_bytes(*length));
        let content = usize::try_from(content).map_err(|_| CUT)?;
        let layout = Layout { content, of_table: number(trailer, MAGIC.len() + 8) };
        if content > start || content + layout.blocks() * SUM != start {
            return Err("it is not as long as it was written");
        }
        Ok(layout)
    }

    /// The same from all bytes of a file.
    pub(super) fn of_file(bytes: &[u8]) -> Result<Layout, &'static str> {
        Layout::parse(bytes.len(), bytes.last_chunk().unwrap_or(&[0; TRAILER]))
    }

    /// The length of the content.
    pub(super) fn content(&self) -> usize {
        self.content
    }

    pub(super) fn blocks(&self) -> usize {
        self.content.div_ceil(BLOCK)
    }

    /// The blocks that hold the bytes of a range.
    pub(super) fn blocks_of(&self, range: &Range<usize>) -> Range<usize> {
        if range.is_empty() { 0..0 } else { range.start / BLOCK..range.end.div_ceil(BLOCK) }
    }

    /// The bytes of a block.
    pub(super) fn block(&self, number: usize) -> Range<usize> {
        let start = number * BLOCK;
        start..self.content.min(start + BLOCK)
    }

    /// The position of the checksum of a block; those of the next blocks follow it.
    pub(super) fn sum_at(&self, block: usize) -> usize {
        self.content + block * SUM
    }

    /// Whether the bytes of a block match its checksum.
    pub(super) fn matches(block: &[u8], sum: &[u8]) -> bool {
        crc32fast::hash(block) == number(sum, 0)
    }

    /// The same for a block, from all bytes of a file.
    pub(super) fn block_matches(&self, bytes: &[u8], block: usize) -> bool {
        Layout::matches(&bytes[self.block(block)], &bytes[self.sum_at(block)..])
    }

    /// Whether the table is as it was written.
    pub(super) fn table_matches(&self, bytes: &[u8]) -> bool {
        crc32fast::hash(&bytes[self.content..self.sum_at(self.blocks())]) == self.of_table
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |number| u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize, piece: usize) -> Vec<u8> {
        let content: Vec<u8> = (0..length).map(|at| (at * at / 7) as u8).collect();
        let mut sums = Sums::default();
        content.chunks(piece).for_each(|piece| sums.add(piece));
        [content, sums.finish()].concat()
    }

    fn is_sound(bytes: &[u8]) -> bool {
        Layout::of_file(bytes).is_ok_and(|layout| {
            layout.table_matches(bytes) && (0..layout.blocks()).all(|block| layout.block_matches(bytes, block))
        })
    }

    #[test]
    fn what_was_written_is_found_again_and_a_change_is_seen() {
        for length in [0, 1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let whole = file(length, 1000);
            assert_eq!(whole, file(length, BLOCK * 2), "{length}");
            assert!(is_sound(&whole), "{length}");
            assert_eq!(Layout::of_file(&whole).map(|layout| layout.content()), Ok(length));
            for at in (0..whole.len()).step_by(97).chain(length..whole.len()) {
                let mut changed = whole.clone();
                changed[at] ^= 1 << (at % 8);
                assert!(!is_sound(&changed), "{length}: {at}");
                assert!(!is_sound(&whole[..at]), "{length}: cut at {at}");
            }
            assert!(!is_sound(&[&whole[..], b"x"].concat()), "{length}: longer");
        }
    }
}
