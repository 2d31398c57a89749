//! tantivy's view of the words: one token stream of folded words, one of stems.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text::{
    Stemmer, Word, base_of_possessive, fold, fold_into, parts_words, short_form, singular_acronym, starts_sentence,
    words,
};

use super::backlog::Backlog;
use super::schema::{CAPITALS, PARTED, SENTENCE};

/// The tokenizer of folded words. A possessive is also its base, at the same position. The first word of a sentence has the
/// mark of one at its position, and a word after a comma or the like has another. Both halves of a hyphenated word are also
/// one term, "multi-agency", at the second half's position: so its closed form can be recognised. An acronym in capitals is
/// also a term that ordinary words are not.
pub(super) const VERBATIM: &str = "verbatim";
/// The tokenizer of stems. The plural of an acronym, `RHIs`, has the acronym's stem beside its own.
pub(super) const STEMS: &str = "stems";
/// The tokenizer that only counts: every word is the same empty term.
pub(super) const LENGTH: &str = "length";

/// Makes the tokenizers known to an index. A text that is cut into words to be indexed as it is printed is taken out of
/// the backlog: each passage has one, and nothing else shows how far indexing has come.
pub(super) fn register(tokenizers: &TokenizerManager, backlog: &Backlog) {
    let verbatim = Analyser { stemmer: None, token: Token::default(), backlog: Some(backlog.clone()) };
    tokenizers.register(VERBATIM, TextAnalyzer::builder(verbatim).build());
    tokenizers.register(LENGTH, TextAnalyzer::builder(LengthTokenizer(Token::default())).build());
    let stems = Analyser { stemmer: Some(Stemming::default()), token: Token::default(), backlog: None };
    tokenizers.register(STEMS, TextAnalyzer::builder(stems).build());
}

/// A text segmented into words: where each begins and ends.
#[derive(Default)]
struct SegmentedText {
    text: String,
    words: Rc<Vec<(usize, usize)>>,
}

thread_local! {
    /// The last text: a passage goes into several fields, one after the other.
    static LAST: RefCell<SegmentedText> = RefCell::default();
}

fn segment(text: &str) -> Rc<Vec<(usize, usize)>> {
    LAST.with_borrow_mut(|last| {
        if last.text != text {
            let words = words(text).map(|word| (word.start, word.end()));
            match Rc::get_mut(&mut last.words) {
                Some(before) => {
                    before.clear();
                    before.extend(words);
                }
                None => last.words = Rc::new(words.collect()),
            }
            last.text.clear();
            last.text.push_str(text);
        }
        Rc::clone(&last.words)
    })
}

/// A stemmer whose memory is not cloned.
#[derive(Default)]
struct Stemming(Stemmer);

impl Clone for Stemming {
    fn clone(&self) -> Stemming {
        Stemming::default()
    }
}

#[derive(Clone)]
struct Analyser {
    stemmer: Option<Stemming>,
    token: Token,
    backlog: Option<Backlog>,
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.backlog.iter().for_each(Backlog::take);
        self.token.reset();
        self.token.position = usize::MAX;
        let stemmer = self.stemmer.as_mut().map(|stemming| &mut stemming.0);
        WordStream {
            text,
            words: segment(text),
            next: 0,
            stemmer,
            token: &mut self.token,
            folded: String::new(),
            beside: Vec::new(),
        }
    }
}

#[derive(Clone)]
struct LengthTokenizer(Token);

impl Tokenizer for LengthTokenizer {
    type TokenStream<'a> = LengthStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LengthStream<'a> {
        self.0.reset();
        self.0.position = 0;
        LengthStream { left: segment(text).len(), token: &mut self.0 }
    }
}

/// One empty token for each word.
struct LengthStream<'a> {
    left: usize,
    token: &'a mut Token,
}

impl TokenStream for LengthStream<'_> {
    fn advance(&mut self) -> bool {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        more
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

struct WordStream<'a> {
    text: &'a str,
    words: Rc<Vec<(usize, usize)>>,
    /// How many of the words were returned.
    next: usize,
    stemmer: Option<&'a mut Stemmer>,
    token: &'a mut Token,
    /// The word before, folded.
    folded: String,
    /// More terms at the position of the current word.
    beside: Vec<String>,
}

impl WordStream<'_> {
    /// Makes the folded word the token, and collects the other terms at its position.
    fn fold(&mut self, word: Word<'_>, between: &str) {
        fold_into(word.text, &mut self.token.text);
        if let Some(base) = base_of_possessive(&self.token.text) {
            self.beside.push(base.to_owned());
        }
        if between == "-" {
            self.beside.push(format!("{}-{}", self.folded, self.token.text));
        }
        for capitals in capitals(word.text).into_iter().flatten() {
            self.beside.push(format!("{CAPITALS}{capitals}"));
        }
        if starts_sentence(between, word.text) {
            self.beside.push(SENTENCE.to_owned());
        } else if self.token.position > 0 && parts_words(between) {
            self.beside.push(PARTED.to_owned());
        }
        self.folded.clone_from(&self.token.text);
    }
}

/// All terms at one position of a text: where it may be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PositionTerms {
    /// The folded word, and what else has the place of one.
    pub(crate) words: Vec<String>,
    /// The stem of the word, and of what it may be the plural of.
    pub(crate) stems: Vec<String>,
}

/// Reads the terms of texts position by position, for engines that are given terms rather than texts.
pub(crate) struct TermReader {
    words: Analyser,
    stems: Analyser,
}

impl Default for TermReader {
    fn default() -> TermReader {
        let analyser = |stemmer| Analyser { stemmer, token: Token::default(), backlog: None };
        TermReader { words: analyser(None), stems: analyser(Some(Stemming::default())) }
    }
}

impl TermReader {
    /// The terms of a text, position by position.
    pub(crate) fn positions(&mut self, text: &str) -> Vec<PositionTerms> {
        let mut positions: Vec<PositionTerms> = Vec::new();
        let mut take = |mut stream: WordStream<'_>, list: fn(&mut PositionTerms) -> &mut Vec<String>| {
            while stream.advance() {
                let Token { position, text, .. } = stream.token();
                if positions.len() <= *position {
                    positions.resize_with(position + 1, PositionTerms::default);
                }
                list(&mut positions[*position]).push(text.clone());
            }
        };
        take(self.words.token_stream(text), |terms| &mut terms.words);
        take(self.stems.token_stream(text), |terms| &mut terms.stems);
        positions
    }

    /// The stems of a text, each once, in order.
    pub(crate) fn stems(&mut self, text: &str) -> BTreeSet<String> {
        let mut stems = BTreeSet::new();
        let mut stream = self.stems.token_stream(text);
        while stream.advance() {
            stems.insert(stream.token().text.clone());
        }
        stems
    }
}

/// The step that a passage of so many words has in the index: lengths are kept in 256 of them.
pub(crate) fn length_step(words: usize) -> u8 {
    FieldNormReader::fieldnorm_to_id(u32::try_from(words).unwrap_or(u32::MAX))
}

/// The folded acronyms that a word in capitals may be meant as: `CAMHs` is one CAMHS, or several CAMH.
pub(crate) fn capitals(word: &str) -> [Option<String>; 2] {
    [short_form(word).map(fold), singular_acronym(word).map(|_| fold(word))]
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(term) = self.beside.pop() {
            self.token.text = term;
            return true;
        }
        let before = if self.token.position == usize::MAX { 0 } else { self.token.offset_to };
        let Some(&(start, end)) = self.words.get(self.next) else { return false };
        let word = Word { text: &self.text[start..end], start };
        self.next += 1;
        self.token.position = self.token.position.wrapping_add(1);
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end());
        match &mut self.stemmer {
            None => self.fold(word, &self.text[before..word.start]),
            Some(stemmer) => {
                fold_into(word.text, &mut self.folded);
                self.token.text.clear();
                self.token.text.push_str(stemmer.stem(&self.folded));
                if let Some(acronym) = singular_acronym(word.text) {
                    self.beside.push(stemmer.stem(&fold(acronym)).to_owned());
                }
            }
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
