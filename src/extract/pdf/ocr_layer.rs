//! The text that scanners and OCR programs write invisibly over the picture of a page (text rendering mode 3 of ISO
//! 32000-1, 9.3.6), made visible, so that the reader of text takes it.
//!
//! Invisible text counts only where pictures cover the page. Elsewhere nobody sees what it says, and it stays out.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::{Content, Operation};
use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::container::{MAX_CONTENT_BYTES, MAX_GROUP_DEPTH, MAX_PAGES, MAX_UNPACKED_BYTES};
use super::tags::dictionary;

/// Pictures cover a page where they have at least this share of its area.
const MIN_COVERED: f32 = 0.5;
/// At most this many states of the page are kept for `Q`.
const MAX_STATES: usize = 256;
/// The area of an A4 page in square points, where a file does not give that of its own.
const A4: f32 = 595.0 * 842.0;

/// A file again with the text layers of some pages visible.
pub(super) struct Unveiled {
    /// The file.
    pub(super) bytes: Vec<u8>,
    /// The pages that have a layer, from 1 and in order.
    pub(super) pages: Vec<u32>,
}

/// Makes the layers of pages visible, those that are among `pages` and have one; none where no page does, or the file
/// cannot be written again.
pub(super) fn unveiled(bytes: &[u8], pages: &HashSet<u32>) -> Option<Unveiled> {
    if pages.is_empty() {
        return None;
    }
    catch_unwind(AssertUnwindSafe(|| unveil(bytes, pages))).ok().flatten()
}

fn unveil(bytes: &[u8], wanted: &HashSet<u32>) -> Option<Unveiled> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_UNPACKED_BYTES), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).ok()?;
    if document.was_encrypted() {
        return None;
    }
    let all: Vec<ObjectId> = document.page_iter().take(MAX_PAGES).collect();
    let mut pages = Vec::new();
    for (number, page) in (1..).zip(all).filter(|(number, _)| wanted.contains(number)) {
        if unveil_page(&mut document, page).is_some() {
            pages.push(number);
        }
    }
    if pages.is_empty() {
        return None;
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(Unveiled { bytes, pages })
}

/// Makes the layer of a page visible; none if it has none.
fn unveil_page(document: &mut Document, page: ObjectId) -> Option<()> {
    let content = document.get_page_content_with_limit(page, MAX_CONTENT_BYTES).ok()?;
    let mut content = Content::decode(&content).ok()?;
    let objects = drawn_objects(document, page);
    if covered(&content.operations, &objects) < MIN_COVERED * area_of(document, page) {
        return None;
    }
    let on_page = show(&mut content.operations);
    if on_page {
        document.change_page_content(page, content.encode().ok()?).ok()?;
    }
    let forms = objects.iter().filter(|object| !object.is_picture);
    let in_forms = forms.filter(|form| unveil_form(document, form.id).is_some()).count();
    (on_page || in_forms > 0).then_some(())
}

/// Makes the invisible text of a form visible, as some programs keep the layer in one; none if it has none.
fn unveil_form(document: &mut Document, form: ObjectId) -> Option<()> {
    let stream = document.get_object_mut(form).ok()?.as_stream_mut().ok()?;
    let content = stream.decompressed_content_with_limit(MAX_CONTENT_BYTES).ok()?;
    let mut content = Content::decode(&content).ok()?;
    show(&mut content.operations).then_some(())?;
    stream.set_plain_content(content.encode().ok()?);
    Some(())
}

/// Turns text that is neither filled nor stroked into filled text; says whether there was any.
fn show(operations: &mut [Operation]) -> bool {
    let mut any = false;
    for operation in operations.iter_mut().filter(|operation| operation.operator == "Tr") {
        if operation.operands.first().and_then(|mode| mode.as_i64().ok()) == Some(3) {
            operation.operands = vec![Object::Integer(0)];
            any = true;
        }
    }
    any
}

/// A picture or a form that a page may draw by its name.
struct DrawnObject {
    name: Vec<u8>,
    id: ObjectId,
    is_picture: bool,
}

fn drawn_objects(document: &Document, page: ObjectId) -> Vec<DrawnObject> {
    let mut objects = Vec::new();
    let Ok((own, inherited)) = document.get_page_resources(page) else { return objects };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    for resources in own.into_iter().chain(inherited) {
        let Some(named) = resources.get(b"XObject").ok().and_then(|named| dictionary(document, named)) else {
            continue;
        };
        for (name, object) in named.iter() {
            let Ok(id) = object.as_reference() else { continue };
            let Some(stream) = document.get_object(id).ok().and_then(|object| object.as_stream().ok()) else {
                continue;
            };
            let sort = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            if matches!(sort, b"Image" | b"Form") {
                objects.push(DrawnObject { name: name.clone(), id, is_picture: sort == b"Image" });
            }
        }
    }
    objects
}

/// The area of the pictures that some operations draw, in square points: each fills the unit square of the space that
/// holds there.
fn covered(operations: &[Operation], objects: &[DrawnObject]) -> f32 {
    let (mut scale, mut kept, mut sum) = (1.0_f32, Vec::new(), 0.0_f32);
    for operation in operations {
        match operation.operator.as_str() {
            "q" if kept.len() < MAX_STATES => kept.push(scale),
            "Q" => scale = kept.pop().unwrap_or(scale),
            "cm" => {
                let numbers: Vec<f32> = operation.operands.iter().filter_map(|number| number.as_float().ok()).collect();
                if let [a, b, c, d, ..] = numbers[..] {
                    scale *= (a * d - b * c).abs();
                }
            }
            "Do" => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                if objects.iter().any(|object| object.is_picture && object.name == name) {
                    sum += scale;
                }
            }
            _ => {}
        }
    }
    sum
}

/// The area of a page in square points.
fn area_of(document: &Document, page: ObjectId) -> f32 {
    let mut node = document.get_dictionary(page).ok();
    for _ in 0..MAX_GROUP_DEPTH {
        let Some(dictionary) = node else { break };
        let sides = dictionary.get(b"MediaBox").ok().and_then(|sides| document.dereference(sides).ok());
        let numbers = sides.and_then(|(_, sides)| sides.as_array().ok()).map(|sides| {
            sides.iter().filter_map(|side| document.dereference(side).ok()?.1.as_float().ok()).collect::<Vec<f32>>()
        });
        if let Some([left, bottom, right, top]) = numbers.as_deref() {
            return ((right - left) * (top - bottom)).abs();
        }
        let parent = dictionary.get(b"Parent").and_then(Object::as_reference).ok();
        node = parent.and_then(|parent| document.get_dictionary(parent).ok());
    }
    A4
}
