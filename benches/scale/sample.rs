//! What is learnt from the text reports of the sample corpus: which word follows which, where sentences begin, and how
//! long paragraphs are.
//!
//! It is learnt by a plain look at blank lines, not by the program's own layout, so that the same bytes are written
//! whatever is changed there.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use walkdir::WalkDir;

use crate::planted;
use crate::random::Random;

/// A paragraph has so many words at least; what is shorter is a heading, a footer or an address.
const FEWEST: usize = 8;
/// A paragraph has words of so many letters in the mean, or is too simple: real reports have 155 words in a thousand
/// bytes, the whole sample 173, what is learnt so 162.
const LETTERS: usize = 5;
/// After one word in so many, the text goes on from another place with the same word.
const TURN: usize = 4;
/// Sentences of a topic: with so many, a report comes back to what it said as often as real ones do, so that the text
/// is as hard to compress as theirs.
const TOPIC: usize = 20;
/// One sentence in so many is of no topic.
const DIGRESSION: usize = 5;

/// A word as it stands in the sample, with what is printed against it.
#[derive(Clone, Copy)]
pub(crate) struct Place(u32);

/// What a section is about.
#[derive(Clone, Copy)]
pub(crate) struct Topic(usize);

pub(crate) struct Sample {
    text: String,
    words: Vec<Word>,
    /// For each spelling the places where it stands, one spelling after the other.
    places: Vec<u32>,
    /// Where the places of each spelling begin.
    first_places: Vec<u32>,
    sentences: Vec<u32>,
    /// Words in each paragraph of the sample.
    lengths: Vec<usize>,
}

struct Word {
    start: u32,
    bytes: u8,
    spelling: u32,
    ends_sentence: bool,
    is_plain: bool,
}

impl Sample {
    pub(crate) fn of(corpus: &Path) -> anyhow::Result<Sample> {
        let mut learnt = Sample {
            text: String::new(),
            words: vec![],
            places: vec![],
            first_places: vec![],
            sentences: vec![],
            lengths: vec![],
        };
        for entry in WalkDir::new(corpus).sort_by_file_name() {
            let path = entry?.into_path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
                // Those in older encodings are not needed.
                String::from_utf8(bytes).iter().for_each(|text| learnt.read(text));
            }
        }
        ensure!(!learnt.lengths.is_empty(), "{}: no paragraph to learn from", corpus.display());
        learnt.place_words();
        Ok(learnt)
    }

    /// How many words a paragraph of the sample has, drawn evenly.
    pub(crate) fn length(&self, random: &mut Random) -> usize {
        *random.pick(&self.lengths)
    }

    /// Something to write about: sentences that stand together in the sample.
    pub(crate) fn topic(&self, random: &mut Random) -> Topic {
        Topic(random.below(self.sentences.len() - TOPIC.min(self.sentences.len()) + 1))
    }

    /// The first word of a sentence, of the topic as a rule.
    pub(crate) fn sentence(&self, Topic(topic): Topic, random: &mut Random) -> Place {
        let digresses = random.below(DIGRESSION) == 0;
        let some = if digresses { &self.sentences[..] } else { &self.sentences[topic..] };
        let some = if digresses { some } else { &some[..TOPIC.min(some.len())] };
        Place(*random.pick(some))
    }

    /// The word that follows this one, or in one case of [`TURN`] one that follows it elsewhere in the sample; after the
    /// end of a sentence, the first of another.
    pub(crate) fn next(&self, topic: Topic, Place(at): Place, random: &mut Random) -> Place {
        let word = &self.words[at as usize];
        let spelling = word.spelling as usize;
        let next = if random.below(TURN) == 0 {
            let places = &self.places[self.first_places[spelling] as usize..self.first_places[spelling + 1] as usize];
            random.pick(places) + 1
        } else {
            at + 1
        };
        if word.ends_sentence || next as usize >= self.words.len() { self.sentence(topic, random) } else { Place(next) }
    }

    pub(crate) fn word(&self, Place(at): Place) -> &str {
        let Word { start, bytes, .. } = self.words[at as usize];
        &self.text[start as usize..start as usize + usize::from(bytes)]
    }

    pub(crate) fn ends_sentence(&self, Place(at): Place) -> bool {
        self.words[at as usize].ends_sentence
    }

    /// Whether it is of small letters only, so that another word may stand in its place.
    pub(crate) fn is_plain(&self, Place(at): Place) -> bool {
        self.words[at as usize].is_plain
    }

    fn read(&mut self, text: &str) {
        for block in text.replace('\x0c', "").split("\n\n") {
            let begins = |line: &str| line.trim_start().starts_with(['•', '◼', '\u{f0b7}', '-', '–']);
            let mut paragraph = String::new();
            for line in block.lines() {
                if begins(line) {
                    self.learn(&std::mem::take(&mut paragraph));
                }
                paragraph.push_str(line);
                paragraph.push(' ');
            }
            self.learn(&paragraph);
        }
    }

    /// Takes a paragraph in, if it is one.
    fn learn(&mut self, paragraph: &str) {
        let words: Vec<&str> = paragraph.split_whitespace().filter(|word| is_word(word)).collect();
        let ends_well = words.last().is_some_and(|word| ends_sentence(word));
        let letters: usize = words.iter().map(|word| word.len()).sum();
        let is_simple = letters < LETTERS * words.len();
        if words.len() < FEWEST || is_simple || !ends_well || !words[0].starts_with(char::is_uppercase) {
            return;
        }
        self.lengths.push(words.len());
        let mut begins = true;
        for word in words {
            // A word with another's beginning in it would find what was not planted.
            if planted::would_be_found(word) {
                continue;
            }
            // Where the first word stays out, the next is no beginning.
            if begins && word.starts_with(char::is_uppercase) {
                self.sentences.push(self.words.len() as u32);
            }
            begins = ends_sentence(word);
            let is_plain = word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            let start = self.text.len() as u32;
            self.text.push_str(word);
            self.words.push(Word { start, bytes: word.len() as u8, spelling: 0, ends_sentence: begins, is_plain });
        }
    }

    /// Numbers the spellings and notes where each stands.
    fn place_words(&mut self) {
        let mut spellings: HashMap<&str, usize> = HashMap::new();
        let mut places: Vec<Vec<u32>> = Vec::new();
        for (at, word) in self.words.iter_mut().enumerate() {
            let text = &self.text[word.start as usize..word.start as usize + usize::from(word.bytes)];
            let spelling = *spellings.entry(text).or_insert(places.len());
            if spelling == places.len() {
                places.push(Vec::new());
            }
            places[spelling].push(at as u32);
            word.spelling = spelling as u32;
        }
        for of_one in places {
            self.first_places.push(self.places.len() as u32);
            self.places.extend(of_one);
        }
        self.first_places.push(self.places.len() as u32);
    }
}

/// Neither the mark or number of a paragraph nor in brackets, where acronyms are explained.
fn is_word(word: &str) -> bool {
    let is_label = word.strip_suffix('.').is_some_and(|number| number.parse::<u32>().is_ok());
    let has_letters = word.contains(|c: char| c.is_alphanumeric());
    has_letters && !is_label && word.len() < 40 && !word.contains(['(', ')', '/', '@', '…'])
}

fn ends_sentence(word: &str) -> bool {
    word.trim_end_matches(['’', '\'', '”', '"']).ends_with(['.', '?', '!'])
}
