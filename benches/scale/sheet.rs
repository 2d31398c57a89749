//! Words set in lines and lines on pages, as text taken out of a PDF file has them: a running footer and a page number
//! at the end of each page, and a form feed before the next.

pub(crate) struct Sheet {
    pub(crate) out: Vec<u8>,
    /// Most characters on a line.
    pub(crate) width: usize,
    /// Lines on a page.
    pub(crate) height: usize,
    /// What stands over each page number; nothing in most letters.
    pub(crate) footer: String,
    column: usize,
    line: usize,
    page: usize,
}

impl Sheet {
    pub(crate) fn new(width: usize, height: usize, footer: String, bytes: usize) -> Sheet {
        Sheet { out: Vec::with_capacity(bytes + bytes / 8), width, height, footer, column: 0, line: 0, page: 1 }
    }

    /// Sets a word on the line if it fits, or on the next.
    pub(crate) fn word(&mut self, word: &str) {
        let width = word.bytes().filter(|byte| byte & 0xc0 != 0x80).count();
        if self.column > 0 && self.column + 1 + width > self.width {
            // A page that ends with a sentence looks as if the paragraph ended too; it gets one more line.
            let ends_sentence = !self.out.last().is_some_and(u8::is_ascii_alphanumeric);
            self.break_line(!ends_sentence);
        } else if self.column > 0 {
            self.out.push(b' ');
            self.column += 1;
        }
        self.out.extend_from_slice(word.as_bytes());
        self.column += width;
    }

    /// Sets several.
    pub(crate) fn words(&mut self, words: &str) {
        words.split_ascii_whitespace().for_each(|word| self.word(word));
    }

    /// Ends a line that has words.
    pub(crate) fn end_line(&mut self) {
        self.break_line(true);
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
