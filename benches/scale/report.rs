//! One report: its head, its sections of paragraphs and bullets, its end, by the layouts of the sample corpus.

use crate::invented;
use crate::kinds::{Kind, Made};
use crate::planted::{BOILERPLATE, Plant};
use crate::random::Random;
use crate::sample::{Place, Sample, Topic};
use crate::sheet::Sheet;

/// Sizes of real reports in bytes, at even steps from the smallest to the largest: a size is drawn between two.
const SIZES: [usize; 9] = [7_000, 9_600, 11_100, 19_000, 25_400, 30_000, 35_200, 60_000, 130_000];
/// Paragraphs of real reports are so much longer than those of the sample (460 bytes); their bullets are as long.
const LONGER: f64 = 1.8;
/// What head and foot take of a size, about.
const FRAME: usize = 900;
/// A paragraph is no longer than this beyond what was drawn for it, wherever its last sentence ends.
const MOST_BEYOND: usize = 60;

/// What was written, for the facts.
pub(crate) struct Written {
    pub(crate) text: Vec<u8>,
    pub(crate) made: Made,
    pub(crate) plants: Vec<Plant>,
    pub(crate) paragraphs: usize,
    pub(crate) words: usize,
}

/// How large a report is to be.
pub(crate) fn size(random: &mut Random) -> usize {
    let at = random.unit() * (SIZES.len() - 1) as f64;
    let (below, share) = (at as usize, at.fract());
    SIZES[below] + ((SIZES[below + 1] - SIZES[below]) as f64 * share) as usize
}

/// The report of a number: the same for the same seed.
pub(crate) fn write(sample: &Sample, authorities: &[(String, String)], seed: u64, number: u64, size: usize) -> Written {
    let mut random = Random::new(seed, number);
    let made = Made::draw(&mut random, authorities);
    let footer = made.footer();
    let (width, height) = (random.within(78, 92), random.within(40, 52));
    let sheet = Sheet::new(width, height, footer, size);
    let topic = sample.topic(&mut random);
    let mut writer = Writer {
        sample,
        random,
        sheet,
        plants: vec![],
        paragraphs: 0,
        words: 0,
        number: 0,
        topic,
        word: String::new(),
    };
    writer.sheet.lines(&made.head(&mut writer.random));
    writer.body(made.kind, size.saturating_sub(FRAME));
    writer.end();
    writer.sheet.lines(&made.foot());
    writer.sheet.end_page();
    let Writer { sheet, plants, paragraphs, words, .. } = writer;
    Written { text: sheet.out, made, plants, paragraphs, words }
}

struct Writer<'s> {
    sample: &'s Sample,
    random: Random,
    sheet: Sheet,
    plants: Vec<Plant>,
    paragraphs: usize,
    words: usize,
    /// Of the paragraph before, where they are numbered.
    number: usize,
    topic: Topic,
    /// The last invented word.
    word: String,
}

impl Writer<'_> {
    fn body(&mut self, kind: Kind, size: usize) {
        let numbered = kind == Kind::Inspection && self.random.chance(0.6);
        let bullet = *self.random.pick(&["◼", "•", "-", "\u{f0b7}"]);
        let mut headings = kind.headings().iter().cycle();
        let mut left = 0;
        while self.sheet.out.len() < size {
            if left == 0 {
                left = self.random.within(4, 12);
                self.topic = self.sample.topic(&mut self.random);
                self.sheet.gap();
                self.sheet.lines(headings.next().unwrap_or(&""));
            }
            left -= 1;
            self.sheet.gap();
            if self.random.below(15) == 0 {
                self.bullets(bullet);
                continue;
            }
            if numbered {
                self.number += 1;
                self.sheet.words(&format!("{}.", self.number));
            }
            self.paragraph(LONGER);
        }
    }

    fn bullets(&mut self, bullet: &str) {
        for _ in 0..self.random.within(2, 6) {
            self.sheet.word(bullet);
            self.paragraph(1.0);
            self.sheet.end_line();
        }
    }

    /// A paragraph of whole sentences, with something planted in some.
    fn paragraph(&mut self, longer: f64) {
        let wished = (self.sample.length(&mut self.random) as f64 * longer) as usize;
        let plant = Plant::draw(&mut self.random, wished);
        let mut places = plant.map_or(&[][..], Plant::words).iter();
        let mut next = places.next();
        // The first within the first words; a second far behind it.
        let mut planted_at = self.random.within(2, 5);
        let mut at = self.sample.sentence(self.topic, &mut self.random);
        for count in 1.. {
            self.one_word(at);
            let ends = self.sample.ends_sentence(at);
            if let Some(words) = next.filter(|_| count >= planted_at && !ends) {
                self.sheet.words(words);
                next = places.next();
                planted_at = count + 25;
            }
            let is_full = count >= wished && next.is_none();
            if is_full && (ends || count >= wished + MOST_BEYOND) {
                if !ends {
                    self.sheet.word("there.");
                }
                self.words += count;
                break;
            }
            at = self.sample.next(self.topic, at, &mut self.random);
        }
        self.plants.extend(plant);
        self.paragraphs += 1;
    }

    fn one_word(&mut self, at: Place) {
        if self.random.below(invented::SHARE) == 0 && self.sample.is_plain(at) {
            invented::write_word(&mut self.random, &mut self.word);
            self.sheet.word(&self.word);
        } else {
            self.sheet.word(self.sample.word(at));
        }
    }

    /// The paragraphs that recur.
    fn end(&mut self) {
        self.sheet.gap();
        self.sheet.lines("About this report");
        for (at, (text, share)) in BOILERPLATE.into_iter().enumerate() {
            if self.random.chance(share) {
                self.sheet.gap();
                self.sheet.words(text);
                self.plants.push(Plant::Boilerplate(at));
                self.paragraphs += 1;
            }
        }
    }
}
