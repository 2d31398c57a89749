//! Slips in the words of a question: what nothing has is read as the nearest that something has.

use strsim::osa_distance;

use crate::index::IndexError;
use crate::lexicon::{Lexicon, MAX_ROW};
use crate::query::{Node, Term, TermForm};
use crate::text::Stemmer;

use super::compile::Compiler;
use super::searcher::Searcher;
use super::zero::spellings;

impl Searcher {
    /// The words that are wanted and that nothing has, and no lay word has others for, each with the nearest that there is.
    /// Names are left as they are.
    pub(super) fn respelled(
        &self,
        wanted: &[Vec<Node>],
        lexicon: Option<&Lexicon>,
        compiler: &Compiler<'_>,
    ) -> Result<Vec<(String, String)>, IndexError> {
        /// A shorter word is near too many others.
        const MIN_LETTERS: usize = 6;
        // A word alone is not exchanged: that nothing has it is the answer, with the nearest as a hint.
        if wanted.iter().map(Vec::len).sum::<usize>() < 2 {
            return Ok(Vec::new());
        }
        let mut stemmer = Stemmer::new();
        let mut slips = Vec::new();
        for row in wanted {
            let mut rest = row.as_slice();
            while let [first, after @ ..] = rest {
                let words =
                    rest.iter().map_while(|node| if let Node::Word(term) = node { Some(&*term.text) } else { None });
                let words: Vec<&str> = words.take(MAX_ROW).collect();
                let form = lexicon.and_then(|lexicon| lexicon.longest(&words, &mut stemmer));
                rest = form.as_ref().map_or(after, |(taken, _)| &rest[*taken..]);
                if let (Node::Word(term), None) = (first, form)
                    && !term.capital
                    && term.text.chars().count() >= MIN_LETTERS
                    && term.text.chars().all(char::is_alphabetic)
                {
                    slips.push(term);
                }
            }
        }
        let mut respelled = Vec::new();
        for (typed, near) in spellings(compiler, slips)? {
            // A slip may have a stem that another word has: "referals" is not of "refer".
            let stem = stemmer.stem(&typed).to_owned();
            let is_other = osa_distance(&typed, &near) == 1 && stemmer.stem(&near) != stem;
            if is_other || !compiler.dictionary.has_stem(&stem)? {
                respelled.push((typed, near));
            }
        }
        Ok(respelled)
    }
}

/// A word with the nearest in its place, where it is one that nothing has.
pub(super) fn respell(node: Node, respelled: &[(String, String)]) -> Node {
    let Node::Word(term) = node else { return node };
    let near = respelled.iter().find(|(typed, _)| term.form == TermForm::Word && *typed == term.text);
    Node::Word(match near {
        Some((_, near)) => Term { text: near.clone(), acronym: None, ..term },
        None => term,
    })
}
