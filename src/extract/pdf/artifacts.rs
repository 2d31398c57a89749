//! Artifacts that show nothing but spaces, which word processors write over their own text. The reader of text joins what
//! overlaps on a line, so that words would become part of the artifact, and be lost with it. (Marked content and
//! artifacts: ISO 32000-1, 14.6 and 14.8.2.2.)

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::container::MAX_CONTENT_BYTES;

const ARTIFACT: &[u8] = b"/Artifact";
/// So many bytes of content are kept unpacked where they were changed; more are packed again.
const MAX_PLAIN_BYTES: usize = 32 << 20;

/// Takes such artifacts out of the pages. Says whether there were any.
pub(super) fn drop_blank_artifacts(document: &mut Document, pages: &[ObjectId]) -> bool {
    if document.was_encrypted() {
        return false;
    }
    let mut plain_left = MAX_PLAIN_BYTES;
    let dropped = pages.iter().filter(|page| drop_on_page(document, **page, &mut plain_left).is_some());
    dropped.count() > 0
}

fn drop_on_page(document: &mut Document, page: ObjectId, plain_left: &mut usize) -> Option<()> {
    let bytes = document.get_page_content_with_limit(page, MAX_CONTENT_BYTES).ok()?;
    let content = without_blank_artifacts(&bytes)?;
    let own = document.get_dictionary(page).ok()?.get(b"Contents").ok()?.as_reference().ok();
    let own = own.and_then(|own| document.get_object_mut(own).ok()?.as_stream_mut().ok());
    match own {
        Some(stream) if content.len() <= *plain_left => {
            *plain_left -= content.len();
            stream.set_plain_content(content);
            Some(())
        }
        _ => document.change_page_content(page, content).ok(),
    }
}

/// The content of a page without such artifacts; none where it has none. Only artifacts are taken apart.
fn without_blank_artifacts(content: &[u8]) -> Option<Vec<u8>> {
    let mut kept: Vec<u8> = Vec::new();
    let (mut taken, mut at) = (0, 0);
    while let Some(next) = content.get(at..).and_then(|rest| find(rest, ARTIFACT)) {
        let start = at + next;
        // Where marks do not balance, the page is looked at as a whole.
        let Some(length) = marked_length(&content[start..]) else { return emptied(content) };
        at = start + length;
        let artifact = &content[start..at];
        if let Some(emptied) = find(artifact, b"BT").and_then(|_| emptied(artifact)) {
            kept.extend_from_slice(&content[taken..start]);
            kept.extend(emptied);
            taken = at;
        }
    }
    (taken > 0).then(|| {
        kept.extend_from_slice(&content[taken..]);
        kept
    })
}

/// The bytes of marked content that begins with its tag, with all that nests in it; none where it does not end.
fn marked_length(content: &[u8]) -> Option<usize> {
    const OPERATOR_BYTES: usize = 3;
    let mut depth = 0_usize;
    let operators = content.windows(OPERATOR_BYTES).enumerate().filter(|(_, three)| three[2] == b'C');
    for (at, operator) in operators {
        match operator {
            b"BDC" | b"BMC" => depth += 1,
            b"EMC" if depth <= 1 => return Some(at + OPERATOR_BYTES),
            b"EMC" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Content without such artifacts; none where it has none.
fn emptied(content: &[u8]) -> Option<Vec<u8>> {
    let mut content = Content::decode(content).ok()?;
    drop_from(&mut content.operations).then_some(())?;
    content.encode().ok()
}

fn find(content: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    loop {
        from += content.get(from..)?.iter().position(|&byte| byte == first)?;
        if content[from..].starts_with(word) {
            return Some(from);
        }
        from += 1;
    }
}

/// The artifact that is being read.
struct OpenArtifact {
    /// How many marked contents are open in it.
    inner: usize,
    /// Whether it sets text of its own, so that no text after it stands where its text ends.
    has_own_text: bool,
    is_blank: bool,
    /// The operations that show its text.
    shows: Vec<usize>,
}

/// Drops the text of artifacts that show only spaces; says whether there was any.
fn drop_from(operations: &mut Vec<Operation>) -> bool {
    let (mut dropped, mut open): (Vec<usize>, Option<OpenArtifact>) = (Vec::new(), None);
    for (at, operation) in operations.iter().enumerate() {
        let Some(artifact) = &mut open else {
            if matches!(operation.operator.as_str(), "BMC" | "BDC") && is_artifact(operation) {
                open = Some(OpenArtifact { inner: 0, has_own_text: false, is_blank: true, shows: Vec::new() });
            }
            continue;
        };
        match operation.operator.as_str() {
            "BMC" | "BDC" => artifact.inner += 1,
            "EMC" if artifact.inner > 0 => artifact.inner -= 1,
            "EMC" => {
                dropped.extend(
                    open.take().filter(|one| one.has_own_text && one.is_blank).into_iter().flat_map(|one| one.shows),
                );
            }
            "BT" => artifact.has_own_text = true,
            "Tj" | "TJ" | "'" | "\"" => {
                artifact.is_blank &= operation.operands.iter().all(is_blank);
                artifact.shows.push(at);
            }
            _ => {}
        }
    }
    let mut next = dropped.iter().copied().peekable();
    let mut at = 0;
    operations.retain(|_| {
        at += 1;
        next.next_if_eq(&(at - 1)).is_none()
    });
    !dropped.is_empty()
}

fn is_artifact(operation: &Operation) -> bool {
    operation.operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"Artifact")
}

/// Whether an operand shows nothing but spaces: by their codes in simple fonts, and in those that word processors embed,
/// whose third glyph is the space.
fn is_blank(operand: &Object) -> bool {
    match operand {
        Object::String(text, _) => text.iter().all(|byte| matches!(byte, 0 | 3 | b' ' | 0xa0)),
        Object::Array(parts) => parts.iter().all(|part| !matches!(part, Object::Array(_)) && is_blank(part)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_artifacts_of_spaces_with_text_of_their_own_go() {
        let word = "/P <</MCID 0>> BDC BT (One) Tj ET EMC ";
        for (content, is_dropped) in [
            ("/Artifact <</Type /Layout>> BDC BT 1 0 0 1 9 9 Tm [( )-1384 ( )] TJ ET EMC ", true),
            ("/Artifact BMC BT <00030003> Tj ET EMC ", true),
            ("/Artifact BMC /Span BMC BT ( ) Tj ET EMC EMC ", true),
            ("/Artifact <</Type /Pagination>> BDC BT ( ) Tj ET /Artifact BMC EMC EMC ", true),
            ("/Artifact BMC BT ( ) Tj ET EMC /Artifact BMC BT (7) Tj ET EMC ", true),
            ("/Artifact BMC BT (7) Tj ( ) Tj ET EMC ", false),
            ("/P BMC BT ( ) Tj ET EMC ", false),
            // The text after it would come too near.
            ("BT (a) Tj /Artifact BMC ( ) Tj EMC (b) Tj ET ", false),
            ("/Artifact BMC BT ( ) Tj ET ", false),
            ("/Artifact BMC 0 0 9 9 re f EMC ", false),
        ] {
            let bytes = format!("{word}{content}{word}").into_bytes();
            let emptied = without_blank_artifacts(&bytes);
            assert_eq!(emptied.is_some(), is_dropped, "{content}");
            let operations = |content: &[u8]| Content::decode(content).expect("it is content").operations;
            let kept = emptied.map(|emptied| operations(&emptied));
            assert!(kept.is_none_or(|kept| {
                let mut whole = operations(&bytes);
                drop_from(&mut whole);
                format!("{kept:?}") == format!("{whole:?}")
            }));
            let mut operations =
                Content::decode(format!("{content}{word}").as_bytes()).expect("it is content").operations;
            let before = operations.len();
            assert_eq!(drop_from(&mut operations), is_dropped, "{content}");
            assert_eq!(before - operations.len(), usize::from(is_dropped), "{content}");
            let shown =
                operations.iter().any(|operation| operation.operands.first() == Some(&Object::string_literal("One")));
            assert!(shown, "{content}");
        }
    }
}
