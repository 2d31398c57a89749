//! Words set in lines and lines on pages, as text taken out of a PDF file has them: lines are full by the width of their
//! letters, not by their number; at the end of each page are a running footer and a page number, and a form feed comes
//! before the next.

/// The widths of letters in a plain type without serifs, in thousandths of its size, by their first byte.
const WIDTHS: [u16; 256] = widths();
/// What a letter takes in the mean, spaces among them.
const USUAL: usize = 480;

const fn widths() -> [u16; 256] {
    let mut widths = [556; 256];
    let mut byte = 0;
    while byte < 256 {
        widths[byte] = match byte as u8 {
            0x80..=0xbf => 0,
            b'i' | b'j' | b'l' | b'\'' => 222,
            b' ' | b'.' | b',' | b':' | b';' | b'!' | b'I' | b'f' | b't' | b'/' => 278,
            b'r' | b'-' | b'(' | b')' | 0xe2 => 333,
            b'c' | b'k' | b's' | b'v' | b'x' | b'y' | b'z' | b'J' => 500,
            b'A' | b'B' | b'E' | b'K' | b'P' | b'S' | b'V' | b'X' | b'Y' => 667,
            b'C' | b'D' | b'H' | b'N' | b'R' | b'U' | b'w' => 722,
            b'G' | b'O' | b'Q' => 778,
            b'm' | b'M' => 833,
            b'W' => 944,
            _ => 556,
        };
        byte += 1;
    }
    widths
}

pub(crate) struct Sheet {
    pub(crate) out: Vec<u8>,
    /// Most on a line.
    width: usize,
    /// Lines on a page.
    height: usize,
    /// What stands over each page number; nothing in most letters.
    footer: String,
    column: usize,
    line: usize,
    page: usize,
}

impl Sheet {
    /// With so many usual letters on a line, and so many lines on a page.
    pub(crate) fn new(letters: usize, height: usize, footer: String, bytes: usize) -> Sheet {
        let width = letters * USUAL;
        Sheet { out: Vec::with_capacity(bytes + bytes / 8), width, height, footer, column: 0, line: 0, page: 1 }
    }

    /// Sets a word on the line if it fits, or on the next.
    pub(crate) fn word(&mut self, word: &str) {
        let width = word.bytes().map(|byte| usize::from(WIDTHS[usize::from(byte)])).sum::<usize>();
        let space = usize::from(WIDTHS[usize::from(b' ')]);
        // Where a sentence and a line end together, only a guess tells whether the paragraph does too; what is planted
        // has to be counted without guesses, so such a line gets one word more.
        let ends_sentence = !self.out.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b',');
        if self.column > 0 && self.column + space + width > self.width && !ends_sentence {
            self.break_line(true);
        } else if self.column > 0 {
            self.out.push(b' ');
            self.column += space;
        }
        self.out.extend_from_slice(word.as_bytes());
        self.column += width;
    }

    /// Sets several.
    pub(crate) fn words(&mut self, words: &str) {
        words.split_ascii_whitespace().for_each(|word| self.word(word));
    }

    /// Ends a line that has words. A page that ends with a full line looks as if the paragraph went on; it gets more lines.
    pub(crate) fn end_line(&mut self) {
        self.break_line(self.column < self.width * 2 / 3);
    }

    fn break_line(&mut self, page_may_end: bool) {
        if self.column > 0 {
            self.out.push(b'\n');
            self.column = 0;
            self.line += 1;
        }
        if self.line >= self.height && page_may_end {
            self.end_page();
            self.out.push(b'\x0c');
        }
    }

    /// An empty line; none at the head of a page.
    pub(crate) fn gap(&mut self) {
        self.end_line();
        if self.line > 0 {
            self.out.push(b'\n');
            self.line += 1;
        }
    }

    /// Whole lines.
    pub(crate) fn lines(&mut self, lines: &str) {
        for line in lines.lines() {
            if line.is_empty() {
                self.gap()
            } else {
                self.words(line)
            }
            self.end_line();
        }
    }

    /// The footer of the page; the next begins.
    pub(crate) fn end_page(&mut self) {
        if self.column > 0 {
            self.out.push(b'\n');
        }
        self.out.push(b'\n');
        if !self.footer.is_empty() {
            self.out.extend_from_slice(self.footer.as_bytes());
            self.out.extend_from_slice(b"\n\n");
        }
        self.out.extend_from_slice(self.page.to_string().as_bytes());
        self.out.extend_from_slice(b"\n\n");
        (self.column, self.line, self.page) = (0, 0, self.page + 1);
    }
}
