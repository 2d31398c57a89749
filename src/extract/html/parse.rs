//! The HTML parser with a bound on nesting, so that no page takes more time than its length.
//!
//! The parser looks through all open elements at many tags, and opens every unclosed `<font>` again
//! in each paragraph. Marks of mere looks say nothing here and are not handed to it at all; elements
//! nested far deeper than any page needs are replaced by a line break.

use ego_tree::Tree;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeSink};
use html5ever::{LocalName, TokenizerResult};

use super::tree::{HtmlNode, Sink};

/// Real pages stay under a hundred.
const MAX_DEPTH: usize = 256;

/// The parser gets this many bytes of a page at a time.
const CHUNK: usize = 1 << 20;

/// The elements that only say how their words look.
const LOOKS: [&str; 13] = ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// The elements whose content is not markup, which the parser must know.
const RAW: [&str; 10] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"];

/// Parses a page as browsers do.
pub(super) fn parse(html: &str) -> Tree<HtmlNode> {
    let builder = TreeBuilder::new(Sink::new(), Default::default());
    let tokenizer = Tokenizer::new(Guard { builder }, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest = html;
    while !rest.is_empty() {
        let end = (CHUNK.min(rest.len())..rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(end);
        input.push_back(StrTendril::from(chunk));
        // It comes back before the end of its input at each script.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        rest = after;
    }
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

type Builder = TreeBuilder<<Sink as TreeSink>::Handle, Sink>;

/// Stands between the tokenizer and the tree and leaves out what would make the tree too deep.
struct Guard {
    builder: Builder,
}

impl Guard {
    /// Whether the element that was made last is as deep as any may be.
    fn is_deep(&self) -> bool {
        self.builder.sink.is_last_deeper_than(MAX_DEPTH)
    }
}

impl TokenSink for Guard {
    type Handle = <Builder as TokenSink>::Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Self::Handle> {
        let token = match token {
            Token::TagToken(tag) if LOOKS.contains(&&*tag.name) => return TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && !RAW.contains(&&*tag.name) && self.is_deep() => {
                Token::TagToken(line_break(tag))
            }
            token => token,
        };
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn line_break(tag: Tag) -> Tag {
    Tag { name: LocalName::from("br"), self_closing: false, attrs: Vec::new(), ..tag }
}
