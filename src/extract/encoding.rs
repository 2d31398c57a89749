//! Which characters the bytes of a text file stand for.
//!
//! Reports come in UTF-8 with and without a byte order mark, in UTF-16 from Windows editors, and in
//! Windows-1252. The answer is a function of the bytes alone, so that a range of a file that was
//! read once can be decoded again, and gives the same.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a file's bytes are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    charset: &'static encoding_rs::Encoding,
    bom_length: usize,
}

/// The text that a range of a file's bytes stands for; nothing if the file has no such range.
pub fn decode_range(bytes: &[u8], range: Range<u64>) -> Option<String> {
    let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
    Some(Encoding::of(bytes).decode(bytes.get(range)?).into_owned())
}

impl Encoding {
    /// The encoding of a whole file: its byte order mark, plain UTF-16, UTF-8, Windows-1252, or a guess.
    pub fn of(bytes: &[u8]) -> Self {
        if let Some(marked) = Self::marked(bytes) {
            return marked;
        }
        let charset = if let Some(utf16) = plainly_utf16(bytes) {
            utf16
        } else if is_mostly_utf8(bytes) {
            UTF_8
        } else if is_plainly_windows_1252(bytes) {
            WINDOWS_1252
        } else {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(Some(b"uk"), Utf8Detection::Allow)
        };
        Self { charset, bom_length: 0 }
    }

    /// The encoding of a file by its start alone: UTF-16, or else UTF-8, which also decodes the ASCII of any other.
    pub(super) fn of_head(bytes: &[u8]) -> Self {
        let charset = plainly_utf16(bytes).unwrap_or(UTF_8);
        Self::marked(bytes).unwrap_or(Self { charset, bom_length: 0 })
    }

    /// The encoding of a web page, which may name it itself; its word is taken where it can be true.
    #[cfg(feature = "html")]
    pub(super) fn of_html(bytes: &[u8]) -> Self {
        let by_bytes = Self::of(bytes);
        if by_bytes.bom_length > 0 || by_bytes.is_utf16() || by_bytes.charset == UTF_8 {
            return by_bytes;
        }
        match declared_charset(&bytes[..bytes.len().min(4096)]) {
            Some(charset) if charset.is_ascii_compatible() && charset != UTF_8 => Self { charset, bom_length: 0 },
            _ => by_bytes,
        }
    }

    /// The encoding of a text that is in memory already.
    pub(super) fn utf8() -> Self {
        Self { charset: UTF_8, bom_length: 0 }
    }

    fn marked(bytes: &[u8]) -> Option<Self> {
        encoding_rs::Encoding::for_bom(bytes).map(|(charset, bom_length)| Self { charset, bom_length })
    }

    /// The characters that bytes of the file stand for. A byte that is not UTF-8 in a file that
    /// otherwise is, such as one pasted from elsewhere, is read as Windows-1252.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        if self.charset != UTF_8 {
            return self.charset.decode_without_bom_handling(bytes).0;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(decode_mended(bytes)),
        }
    }

    /// A note for the user about how the file was decoded.
    pub(super) fn warning(&self, bytes: &[u8]) -> Option<String> {
        if self.charset == UTF_8 {
            if std::str::from_utf8(bytes).is_ok() {
                return None;
            }
            let bad = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
            return Some(format!("not quite UTF-8: {bad} stray bytes or runs of them were read as Windows-1252"));
        }
        let sure = self.bom_length > 0 || self.is_utf16() || self.charset == WINDOWS_1252;
        (!sure).then(|| format!("the encoding is a guess: read as {}", self.charset.name()))
    }

    /// How many bytes at the start of the file are its byte order mark.
    pub(super) fn bom_length(&self) -> usize {
        self.bom_length
    }

    pub(super) fn is_utf8(&self) -> bool {
        self.charset == UTF_8
    }

    pub(super) fn is_utf16(&self) -> bool {
        self.charset == UTF_16LE || self.charset == UTF_16BE
    }

    /// One unit of UTF-16 from its two bytes.
    pub(super) fn unit(&self, pair: [u8; 2]) -> u16 {
        if self.charset == UTF_16BE { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    }

    /// Whether the bytes are anything but text: NULs, or control characters in more than one of a
    /// hundred places. A stray one is not.
    pub(super) fn is_junk_in(&self, bytes: &[u8]) -> bool {
        let body = &bytes[self.bom_length.min(bytes.len())..];
        let (units, nuls, controls) = if self.is_utf16() {
            let units = body.as_chunks::<2>().0.iter().map(|&pair| self.unit(pair));
            units.fold((0, 0, 0), |(all, nuls, controls), unit| {
                let low = u8::try_from(unit).unwrap_or(b'x');
                (all + 1, nuls + usize::from(low == 0), controls + usize::from(is_control(low)))
            })
        } else {
            (body.len(), count(body, |byte| byte == 0), count(body, is_control))
        };
        nuls > 1 || (controls > 2 && controls * 100 > units) || controls * 2 > units
    }

    /// Whether there is nothing but white space.
    pub(super) fn is_blank_in(&self, bytes: &[u8]) -> bool {
        bytes[self.bom_length.min(bytes.len())..]
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || (self.is_utf16() && *byte == 0))
    }
}

/// How many bytes are so; counted in small sums, which the processor can add many at a time.
fn count(bytes: &[u8], is_so: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(128).map(|chunk| usize::from(chunk.iter().map(|&byte| u8::from(is_so(byte))).sum::<u8>())).sum()
}

/// A control character that text has no use for.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && !(0x09..=0x0d).contains(&byte)) || byte == 0x7f
}

/// UTF-16 without a mark shows in Western text: every second byte is a NUL, and none of the others is.
fn plainly_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(4096)].as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let plain = |nuls: usize, others: usize| others == 0 && pairs.len() >= 8 && nuls * 4 >= pairs.len() * 3;
    if plain(second, first) {
        Some(UTF_16LE)
    } else if plain(first, second) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether the bytes are UTF-8 except for occasional errors. In another encoding hardly any sequence
/// of high bytes happens to be UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xc2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

/// Whether every high byte is what English text in Windows-1252 has: punctuation, signs, or an
/// accented letter among plain ones.
fn is_plainly_windows_1252(bytes: &[u8]) -> bool {
    let is_plain = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|&byte| byte < 0xc0);
    bytes.iter().enumerate().all(|(at, &byte)| match byte {
        0..=0x7f => true,
        0x80 | 0x82 | 0x84 | 0x85 | 0x8b | 0x91..=0x97 | 0x99 | 0x9b => true,
        0xa0 | 0xa3 | 0xa7 | 0xa9 | 0xab | 0xad | 0xae | 0xb0 | 0xb7 | 0xbb..=0xbe => true,
        0xc0..=0xff => is_plain(at.checked_sub(1)) && is_plain(Some(at + 1)),
        _ => false,
    })
}

fn decode_mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// The character set that a web page says it is in.
#[cfg(feature = "html")]
fn declared_charset(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let lower = head.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&lower);
    let after = ["charset", "encoding"].iter().find_map(|word| text.find(word).map(|at| &text[at + word.len()..]))?;
    let label = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(label.len());
    encoding_rs::Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn the_bytes_tell_the_encoding() {
        let text = "Children’s plans – £3 a week";
        let long = "Écoute, a café in Quédeville ".repeat(3);
        let cases: [(Vec<u8>, &str); 9] = [
            (text.as_bytes().to_vec(), text),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), text),
            ([b"\xff\xfe".to_vec(), utf16(text, false)].concat(), text),
            ([b"\xfe\xff".to_vec(), utf16(text, true)].concat(), text),
            (utf16(&text.repeat(2), false), &text.repeat(2)),
            (utf16(&text.repeat(2), true), &text.repeat(2)),
            (b"Children\x92s plans \x96 \xa33 a week".to_vec(), text),
            (WINDOWS_1252.encode(&long).0.into_owned(), &long),
            ([text.as_bytes(), " ’ ’ ’ a\u{2019}".as_bytes(), b" \x92"].concat(), &format!("{text} ’ ’ ’ a’ ’")),
        ];
        for (bytes, wanted) in cases {
            let encoding = Encoding::of(&bytes);
            assert_eq!(encoding.decode(&bytes[encoding.bom_length()..]), wanted, "{encoding:?}");
            assert!(!encoding.is_junk_in(&bytes), "{encoding:?}");
        }
    }

    #[test]
    fn a_guess_and_a_slip_are_said() {
        let russian = encoding_rs::WINDOWS_1251.encode("Отчёт о проверке служб для детей и семей").0.into_owned();
        let encoding = Encoding::of(&russian);
        assert_eq!(encoding.warning(&russian), Some("the encoding is a guess: read as windows-1251".to_owned()));
        let slip = "’’’’’’ x".bytes().chain([0x92]).collect::<Vec<u8>>();
        assert!(Encoding::of(&slip).warning(&slip).is_some());
        assert_eq!(Encoding::of(b"plain").warning(b"plain"), None);
    }

    #[test]
    fn a_web_page_is_believed_where_it_can_be() {
        let cases: [(&[u8], &str); 4] = [
            (b"<meta charset=windows-1252><p>\x93safe\x94", "“safe”"),
            (b"<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-5'><p>\xb4", "Д"),
            (b"<meta charset=\"utf-8\"><p>\x93safe\x94", "“safe”"),
            ("<meta charset='iso-8859-1'><p>“safe”".as_bytes(), "“safe”"),
        ];
        for (bytes, wanted) in cases {
            assert!(Encoding::of_html(bytes).decode(bytes).ends_with(wanted), "{wanted}");
        }
    }

    #[test]
    fn a_range_is_decoded_as_the_file_is() {
        let bytes = [b"\xff\xfe".to_vec(), utf16("One ’ two", false)].concat();
        assert_eq!(decode_range(&bytes, 2..12), Some("One ’".to_owned()));
        assert_eq!(decode_range(&bytes, 2..999), None);
    }
}
