//! Artifacts that show nothing but spaces, which word processors write over their own text. The reader of text joins what
//! overlaps on a line, so that words would become part of the artifact, and be lost with it. (Marked content and
//! artifacts: ISO 32000-1, 14.6 and 14.8.2.2.)

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::container::MAX_CONTENT_BYTES;

/// Takes such artifacts out of the pages. Says whether there were any.
pub(super) fn drop_blank_artifacts(document: &mut Document, pages: &[ObjectId]) -> bool {
    if document.was_encrypted() {
        return false;
    }
    let dropped = pages.iter().filter(|page| drop_on_page(document, **page).is_some());
    dropped.count() > 0
}

fn drop_on_page(document: &mut Document, page: ObjectId) -> Option<()> {
    const ARTIFACT: &[u8] = b"/Artifact";
    let bytes = document.get_page_content_with_limit(page, MAX_CONTENT_BYTES).ok()?;
    if !bytes.windows(ARTIFACT.len()).any(|window| window == ARTIFACT) {
        return None;
    }
    let mut content = Content::decode(&bytes).ok()?;
    drop_from(&mut content.operations).then_some(())?;
    document.change_page_content(page, content.encode().ok()?).ok()
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
            ("/Artifact BMC BT (7) Tj ( ) Tj ET EMC ", false),
            ("/P BMC BT ( ) Tj ET EMC ", false),
            // The text after it would come too near.
            ("BT (a) Tj /Artifact BMC ( ) Tj EMC (b) Tj ET ", false),
            ("/Artifact BMC BT ( ) Tj ET ", false),
            ("/Artifact BMC 0 0 9 9 re f EMC ", false),
        ] {
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
