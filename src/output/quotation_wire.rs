//! Quotations that were checked, as JSON.

use serde::Serialize;

use crate::quotation::{Attribution, DiffPiece, QuotationCheck, QuotedPlace, Verdict};

use super::quotation::{DraftPlace, QuotationRecord, marked_pieces};
use super::record::CountsWire;

#[derive(Serialize)]
pub(super) struct QuotationWire<'a> {
    pub(super) text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) draft: Option<&'a DraftPlace>,
    pub(super) verdict: &'static str,
    pub(super) words: usize,
    pub(super) differing: usize,
    pub(super) found: Option<QuotedPlaceWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) diff: Vec<DiffPieceWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) marked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) elsewhere: Option<ElsewhereWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attribution: Option<AttributionWire<'a>>,
}

#[derive(Serialize)]
pub(super) struct QuotedPlaceWire<'a> {
    pub(super) id: String,
    pub(super) short_id: Option<String>,
    pub(super) report: &'a str,
    pub(super) passages: [u32; 2],
    pub(super) authority: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) date: Option<String>,
    pub(super) label: Option<&'a str>,
    pub(super) pages: Option<[u32; 2]>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DiffPieceWire<'a> {
    Same(&'a str),
    Differs { typed: &'a str, found: &'a str },
    Ellipsis,
    Inserted(&'a str),
}

#[derive(Serialize)]
pub(super) struct ElsewhereWire<'a> {
    pub(super) total: CountsWire,
    pub(super) boilerplate: bool,
    pub(super) places: Vec<QuotedPlaceWire<'a>>,
    #[serde(skip)]
    pub(super) of_reports: u64,
}

impl ElsewhereWire<'_> {
    pub(super) fn reports(&self) -> u64 {
        self.of_reports
    }
}

#[derive(Serialize)]
pub(super) struct AttributionWire<'a> {
    pub(super) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<&'a str>,
}

impl<'a> From<&'a QuotedPlace> for QuotedPlaceWire<'a> {
    fn from(place: &'a QuotedPlace) -> QuotedPlaceWire<'a> {
        let (report, (first, last)) = (&place.report, place.passages);
        QuotedPlaceWire {
            id: format!("{}#{first}", report.id),
            short_id: place.short_id.as_ref().map(|short| format!("{short}#{first}")),
            report: &report.id,
            passages: [first, last],
            authority: report.meta.authority.as_deref(),
            kind: report.meta.kind.as_ref().map(|kind| kind.0.as_str()),
            date: report.meta.date.map(|date| date.to_string()),
            label: place.label.as_deref(),
            pages: place.pages.map(|(first, last)| [first, last]),
        }
    }
}

impl<'a> From<&'a QuotationRecord> for QuotationWire<'a> {
    fn from(one: &'a QuotationRecord) -> QuotationWire<'a> {
        let QuotationCheck { verdict, words, differing, place, pieces, elsewhere, .. } = &one.checked;
        let is_altered = *verdict == Verdict::Altered;
        let piece = |piece: &'a DiffPiece| match piece {
            DiffPiece::Same(text) => DiffPieceWire::Same(text),
            DiffPiece::Differs { typed, found } => DiffPieceWire::Differs { typed, found },
            DiffPiece::Ellipsis => DiffPieceWire::Ellipsis,
            DiffPiece::Inserted(text) => DiffPieceWire::Inserted(text),
        };
        let attribution = one.attribution.as_ref().map(|attribution| AttributionWire {
            verdict: match attribution {
                Attribution::Right => "right",
                Attribution::Wrong(_) => "wrong",
                Attribution::Unnamed => "not named",
            },
            why: if let Attribution::Wrong(why) = attribution { Some(why) } else { None },
        });
        QuotationWire {
            text: &one.text,
            draft: one.draft.as_ref(),
            verdict: verdict.as_str(),
            words: *words,
            differing: *differing,
            found: place.as_ref().map(QuotedPlaceWire::from),
            diff: if is_altered { pieces.iter().map(piece).collect() } else { Vec::new() },
            marked: is_altered.then(|| marked_pieces(pieces)),
            elsewhere: (*verdict == Verdict::Verbatim).then(|| ElsewhereWire {
                total: elsewhere.counts.into(),
                boilerplate: elsewhere.boilerplate,
                places: elsewhere.places.iter().map(QuotedPlaceWire::from).collect(),
                of_reports: elsewhere.counts.reports,
            }),
            attribution,
        }
    }
}
