//! From the text of a query to its tokens: operators, brackets, and operands that are whole nodes.

use super::ast::{Node, QuerySpan, Term, TermForm};
use super::chars::{
    Operator, Suffix, Tilde, chunk_end, is_denial, is_double_quote, is_mere_sign, is_usual_option, near_meant,
    operator, saturating_number, suffix_at, word_chunk_end,
};
use super::diagnostic::Remarks;
use super::field_names::{comparison_meant, filter_of_option};
use super::match_level::MatchLevel;
use super::words::{PhraseShape, phrase_terms, row_of, terms_of};
use super::{MAX_DEPTH, MAX_WORDS, ParseOptions};

/// A piece of a query and its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: QuerySpan,
}

/// The kind of a token. Brackets always come in pairs.
#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    Open,
    Close,
    /// Raises or lowers the operand before it.
    Boost(f32),
    Operator(Operator),
    /// A word, phrase or filter; none if it was left out, which a diagnostic has reported.
    Operand(Option<Node>),
}

/// Cuts a query into tokens, in one pass.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) options: &'a ParseOptions<'a>,
    pub(super) remarks: &'a mut Remarks,
    pub(super) tokens: Vec<Token>,
    /// The positions of all double quotation marks.
    quotes: Vec<usize>,
    /// Brackets that are open, outermost first.
    open: Vec<usize>,
    /// Brackets beyond the depth that is understood.
    too_deep: usize,
    /// How many words and values were read.
    words: usize,
    /// Whether the rest of the text is left out.
    is_cut: bool,
    /// Whether the text has so few words that a person may have typed an operator in small letters.
    is_short: bool,
}

/// `~` after a phrase without a number.
const DEFAULT_SLOP: u32 = 3;

/// In a longer query, `or` and `not` are most likely words of a sentence.
const MAX_WORDS_FOR_ADVICE: usize = 6;

/// At most this many tokens are read: each word with operators and brackets around it.
const MAX_TOKENS: usize = 8 * MAX_WORDS;

/// An option has at most this many characters, with its value.
const MAX_OPTION_CHARS: usize = 64;

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, options: &'a ParseOptions<'a>, remarks: &'a mut Remarks) -> Lexer<'a> {
        let quotes = text.char_indices().filter(|(_, c)| is_double_quote(*c)).map(|(at, _)| at).collect();
        let is_short = text.split_whitespace().nth(MAX_WORDS_FOR_ADVICE).is_none();
        let (tokens, open) = (Vec::new(), Vec::new());
        Lexer { text, options, remarks, tokens, quotes, open, too_deep: 0, words: 0, is_cut: false, is_short }
    }

    pub(super) fn tokens(mut self) -> Vec<Token> {
        let mut at = 0;
        while let Some(c) = self.char_at(at).filter(|_| !self.is_cut) {
            at = match c {
                c if c.is_whitespace() => at + c.len_utf8(),
                ')' => self.close_bracket(at),
                _ if self.words >= MAX_WORDS || self.tokens.len() >= MAX_TOKENS => self.cut(at),
                '(' => self.open_bracket(at),
                '-' if self.starts_operand(at) && is_usual_option(self.chunk_at(at + 1)) => self.option(at),
                '-' if self.starts_operand(at) && self.is_long_option(at) => self.long_option(at),
                c if is_denial(c) && self.starts_operand(at) && self.begins_something(at + c.len_utf8()) => {
                    let sign = at..at + c.len_utf8();
                    if c != '-' {
                        self.remarks.hint(sign.clone(), "read as NOT", "");
                    }
                    self.push(TokenKind::Operator(Operator::Not), sign.clone());
                    self.operand(sign.end)
                }
                _ => self.operand(at),
            };
        }
        if let Some(&first) = self.open.first().filter(|_| !self.is_cut) {
            self.remarks.hint(first..first + 1, "no closing bracket: it is taken to close at the end", "");
        }
        for _ in 0..self.open.len() {
            self.push(TokenKind::Close, self.text.len()..self.text.len());
        }
        self.tokens
    }

    /// Reads the operand at `at`, which may be no more than a sign, and returns its end.
    fn operand(&mut self, at: usize) -> usize {
        let signed = self.starts_operand(at) || self.text[..at].ends_with(is_denial);
        let (level, start) = match self.char_at(at) {
            Some('=') if signed && self.begins_word(at + 1) => (Some(MatchLevel::Verbatim), at + 1),
            Some('+') if signed && self.begins_something(at + 1) => (None, at + 1),
            Some('=') if signed => {
                self.remarks.warning(at..at + 1, "= is left out", "it goes directly before a word or a phrase: =word");
                (None, at)
            }
            _ => (None, at),
        };
        match self.char_at(start) {
            Some('(' | ')') => start,
            Some(c) if is_double_quote(c) => match self.quoted(start) {
                Some(content) => self.phrase(at..start, content, level),
                None => {
                    let message = "a lone quotation mark: the words after it are not read as a phrase";
                    self.remarks.warning(start..start + c.len_utf8(), message, "close the phrase with another one");
                    start + c.len_utf8()
                }
            },
            Some(_) if level.is_some() => self.chunk(at, start, level),
            Some(_) => match self.filter(start) {
                Some(end) => end,
                None => self.chunk(at, start, level),
            },
            None => start,
        }
    }

    /// `-c` by itself: an option of another program, rather than the letter c to be ruled out.
    fn option(&mut self, at: usize) -> usize {
        let end = at + 1 + self.chunk_at(at + 1).len();
        let typed = &self.text[at..end];
        let this = if end == at + 2 { "this letter" } else { "this" };
        let hint = format!("to rule out a word, type -word; to rule out {this}, -\"{}\"", &typed[1..]);
        self.remarks.error(at..end, format!("{typed} is not part of the query language"), &hint);
        end
    }

    /// Whether an option of the command line is at `at`: `--since`.
    fn is_long_option(&self, at: usize) -> bool {
        self.text[at..].starts_with("--") && self.chunk_at(at + 2).starts_with(char::is_alphanumeric)
    }

    /// `--since 2019` within a query, which would be words there.
    fn long_option(&mut self, at: usize) -> usize {
        let chunk = self.chunk_at(at + 2);
        let end = at + 2 + chunk.len();
        let hint = match filter_of_option(chunk, self.options.extra_fields) {
            Some(filter) => format!("in a query type {filter}"),
            None => format!("options stand beside a query; to rule out a word, type -{chunk}"),
        };
        self.remarks.error(at..end, format!("{} is not part of a query", &self.text[at..end]), &hint);
        end
    }

    /// Leaves out the rest of the text.
    fn cut(&mut self, at: usize) -> usize {
        self.is_cut = true;
        self.remarks.cut(at..self.text.len());
        self.text.len()
    }

    /// How many more words are read.
    pub(super) fn words_left(&self) -> usize {
        MAX_WORDS.saturating_sub(self.words)
    }

    /// Counts words or values, and leaves out those above the limit; `place` gives the place of one.
    pub(super) fn counted<T>(&mut self, mut words: Vec<T>, place: impl Fn(&T) -> usize) -> Vec<T> {
        if let Some(first) = words.get(self.words_left()).map(place) {
            words.truncate(self.words_left());
            self.cut(first);
        }
        self.words += words.len();
        words
    }

    fn phrase(&mut self, sign: QuerySpan, content: QuerySpan, level: Option<MatchLevel>) -> usize {
        let (terms, one_chunk) = phrase_terms(&self.text[content.clone()], content.start, self.words_left() + 1);
        let terms = self.counted(terms, |term| term.span.start);
        let quote_end = self.after_char(content.end);
        let suffix = suffix_at(&self.text[quote_end..]);
        let span = sign.start..quote_end;
        let slop = match suffix.tilde {
            None => 0,
            Some(Tilde::Bare) => DEFAULT_SLOP,
            Some(Tilde::Number(words)) => words,
        };
        if suffix.tilde.is_some() && terms.len() == 1 {
            self.remarks.hint(
                span.clone(),
                "words between the words of one word: ~ is left out",
                "word~1 for one letter off",
            );
        }
        let shape = PhraseShape { slop, compound: one_chunk, quoted: true, level };
        match row_of(terms, shape, span.clone(), self.remarks) {
            Some(node) => self.push(TokenKind::Operand(Some(node)), span),
            None => self.remarks.hint(span, "no words between the quotation marks", ""),
        }
        self.boost(suffix, quote_end)
    }

    /// Reads an operator, or words up to the next white space, quotation mark or bracket.
    fn chunk(&mut self, at: usize, start: usize, level: Option<MatchLevel>) -> usize {
        let end = word_chunk_end(self.text, start).max(self.after_char(at));
        let chunk = &self.text[start..end];
        if let Some(operator) = operator(chunk).filter(|_| at == start) {
            self.operator(operator, start..end);
            return end;
        }
        self.advise(chunk, start..end);
        let (word, suffix) = split_suffix(chunk);
        let terms = terms_of(word, start, self.words_left() + 1);
        let mut terms = self.counted(terms, |term| term.span.start);
        if let Some(tilde) = suffix.tilde {
            self.loosen(&mut terms, tilde, start..end);
        }
        let shape = PhraseShape { compound: true, level, ..PhraseShape::default() };
        if let Some(node) = row_of(terms, shape, at..start + word.len(), self.remarks) {
            self.push(TokenKind::Operand(Some(node)), at..end);
            self.boost(suffix, start + word.len());
        }
        end
    }

    fn operator(&mut self, operator: Operator, span: QuerySpan) {
        if self.text[span.clone()].starts_with('|') {
            self.remarks.hint(span.clone(), "read as OR", "");
        }
        self.push(TokenKind::Operator(operator), span);
    }

    /// Makes words match words that are spelt almost like them.
    fn loosen(&mut self, terms: &mut [Term], tilde: Tilde, span: QuerySpan) {
        if terms.iter().any(|term| term.form != TermForm::Word) {
            return self.remarks.hint(span, "~ is left out after a wildcard", "use either word~ or word*");
        }
        let one_word = terms.len() == 1;
        for term in terms {
            let letters = match tilde {
                Tilde::Number(letters) => u8::try_from(letters).unwrap_or(u8::MAX),
                Tilde::Bare if one_word && term.text.chars().count() > 5 => 2,
                Tilde::Bare => 1,
            };
            term.form = if letters == 0 { TermForm::Word } else { TermForm::Fuzzy(letters.min(2)) };
        }
        if matches!(tilde, Tilde::Number(3..)) {
            self.remarks.hint(span, "at most two letters may be off: read as ~2", "");
        }
    }

    fn boost(&mut self, suffix: Suffix, at: usize) -> usize {
        let end = at + suffix.length;
        if let Some(boost) = suffix.boost {
            self.push(TokenKind::Boost(boost), at..end);
        }
        end
    }

    fn open_bracket(&mut self, at: usize) -> usize {
        if self.open.len() < MAX_DEPTH {
            self.open.push(at);
            self.push(TokenKind::Open, at..at + 1);
        } else {
            self.too_deep += 1;
            let message = format!("more than {MAX_DEPTH} brackets within each other: the inner ones are left out");
            if self.too_deep == 1 {
                self.remarks.warning(at..at + 1, message, "");
            }
        }
        at + 1
    }

    fn close_bracket(&mut self, at: usize) -> usize {
        let suffix = suffix_at(&self.text[at + 1..]);
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if self.open.pop().is_some() {
            self.push(TokenKind::Close, at..at + 1);
            if suffix.tilde.is_some() {
                self.remarks.hint(at + 1..at + 2, "~ is left out after a bracket", "a NEAR/5 b, or \"a b\"~3");
            }
            return self.boost(suffix, at + 1);
        } else {
            self.remarks.hint(at..at + 1, "nothing to close: the bracket is left out", "");
        }
        at + 1
    }

    /// Hints for text that looks like an operator but is not one.
    fn advise(&mut self, chunk: &str, span: QuerySpan) {
        let capitals = if chunk.len() <= 12 { chunk.to_ascii_uppercase() } else { String::new() };
        let is_operator = operator(&capitals).is_some() && chunk != capitals;
        if let Some(meant) = comparison_meant(chunk, self.options.today) {
            return self.remarks.warning(span, format!("{chunk} is read as words"), &format!("did you mean {meant}"));
        }
        if is_operator && (chunk.contains('/') || self.is_short && matches!(chunk, "or" | "not")) {
            let hint = format!("{capitals} in capitals is an operator");
            self.remarks.hint(span, format!("{chunk} is read as a word"), &hint);
        } else if let Some(words) = self.near_meant_at(chunk, span.end) {
            let hint = format!("one NEAR/{words} other: within {words} words of each other");
            self.remarks.hint(span, format!("{chunk} is read as words"), &hint);
        } else if ["NEAR/", "PRE/"].iter().any(|name| chunk.starts_with(name)) {
            self.remarks.hint(span, format!("{chunk} is read as words"), "NEAR/5, NEAR/s, NEAR/p, NEAR/section");
        }
    }

    /// The distance that a chunk between two operands means in other programs, `WITHIN 5` included.
    fn near_meant_at(&self, chunk: &str, end: usize) -> Option<u32> {
        let follows_operand = matches!(self.tokens.last()?.kind, TokenKind::Operand(_) | TokenKind::Close);
        let rest = self.text[end..].trim_start();
        let words = match chunk {
            "WITHIN" => saturating_number(&rest[..chunk_end(rest, 0)])?,
            _ => near_meant(chunk).filter(|_| !rest.is_empty())?,
        };
        follows_operand.then_some(words)
    }

    /// The content of the quotation that opens at `at`, if it opens there and is closed.
    pub(super) fn quoted(&self, at: usize) -> Option<QuerySpan> {
        let content = self.after_char(at);
        let glued = !self.starts_operand(at)
            && self.text[..at].ends_with(|c: char| !is_denial(c) && !matches!(c, '=' | '+' | ':'));
        let followed = self.char_at(content).is_some_and(|c| c.is_alphanumeric() || matches!(c, '*' | '\'' | '‘'));
        if glued && !followed {
            return None;
        }
        let next = self.quotes.partition_point(|&quote| quote < content);
        self.quotes.get(next).map(|&end| content..end)
    }

    /// Whether a new operand starts at `at`, rather than the rest of a word.
    fn starts_operand(&self, at: usize) -> bool {
        let before = &self.text[..at];
        before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '|')) || before.ends_with("&&")
    }

    /// What is at `at` up to the next space or closing bracket, as far as the names of options go.
    fn chunk_at(&self, at: usize) -> &'a str {
        let rest = &self.text[at..];
        let mut chars = rest.char_indices().take(MAX_OPTION_CHARS);
        let end = chars.find(|(_, c)| c.is_whitespace() || *c == ')').map(|(end, _)| end);
        &rest[..end.or_else(|| Some(rest.char_indices().nth(MAX_OPTION_CHARS)?.0)).unwrap_or(rest.len())]
    }

    fn begins_something(&self, at: usize) -> bool {
        let verbatim = self.char_at(at) == Some('=') && self.begins_word(at + 1);
        let chunk = self.chunk_at(at);
        // Signs are not looked for: `-£50`, `-'word'`.
        verbatim
            || chunk.trim_start_matches(is_mere_sign).starts_with(char::is_alphanumeric)
            || chunk == "*"
            || self.begins_word(at)
            || self.char_at(at) == Some('(')
            || self.field_at(at).is_some()
    }

    fn begins_word(&self, at: usize) -> bool {
        match self.char_at(at) {
            Some('*') => self.char_at(at + 1).is_some_and(char::is_alphanumeric),
            Some(c) if is_double_quote(c) => self.quoted(at).is_some(),
            Some(c) => c.is_alphanumeric(),
            None => false,
        }
    }

    pub(super) fn push(&mut self, kind: TokenKind, span: QuerySpan) {
        self.tokens.push(Token { kind, span });
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    pub(super) fn after_char(&self, at: usize) -> usize {
        at + self.char_at(at).map_or(0, char::len_utf8)
    }
}

/// A chunk without its suffix, and the suffix, which only punctuation may follow.
pub(super) fn split_suffix(chunk: &str) -> (&str, Suffix) {
    let is_word = |c: char| c.is_alphanumeric() || c == '*';
    if let Some(at) = chunk.find(['~', '^']).filter(|&at| chunk[..at].contains(is_word)) {
        let suffix = suffix_at(&chunk[at..]);
        if suffix.length > 0 && !chunk[at + suffix.length..].contains(is_word) {
            return (&chunk[..at], suffix);
        }
    }
    (chunk, Suffix::default())
}
