//! `findings quote`: quotations checked against the reports, one by one or all of a draft.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use crate::asking::{MatchArgs, prepare, time_limit};
use crate::corpus::{Inspection, found_file, inspect};
use crate::fields::Field;
use crate::library::Index;
use crate::output::{DraftPlace, QuotationRecord, safe, write_quotations};
use crate::query::Query;
use crate::quotation::{DraftQuotation, KnownAuthorities, MAX_QUOTED_WORDS, Quotation, Verdict, quotations_in};
use crate::report::ReadReport;

use super::advice;
use super::args::{Common, QuoteArgs, RuleArgs};
use super::counted;
use super::exit::Exit;
use super::freshness::warnings;
use super::pager::Paged;
use super::source::SourceFiles;
use super::terminal::Terminal;

pub(super) fn run(
    args: &QuoteArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    // Clap lets it pass beside a quotation, which conflicts with the option that it requires.
    if args.attribution && args.file.is_none() {
        bail!("--attribution is for the quotations of a draft (--file)");
    }
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let prepared = prepare("*", &MatchArgs::plain(), &args.filters, &index);
    if !common.quiet || prepared.refusal(false).is_some() {
        prepared.write_diagnostics("*", false, err)?;
    }
    if prepared.refusal(false).is_some() {
        return Ok(Exit::Error);
    }
    let among = prepared.query.filters();
    let timeout = time_limit(args.timeout);
    let checker = QuoteCommand { index: &index, among: &among, timeout };
    let (quotations, exit) = match &args.file {
        Some(file) => checker.draft(file, args, common, err)?,
        None => (vec![checker.one(&args.quotation.join(" "))?], Exit::Done),
    };
    let head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &head);
    write_quotations(&mut paged, args.format, &terminal.style, &quotations)?;
    paged.finish()?;
    index.check()?;
    if !common.quiet {
        if args.file.is_some() {
            writeln!(err, "{}", totals(&quotations))?;
        }
        warnings(&index).iter().try_for_each(|warning| writeln!(err, "{}", safe(warning)))?;
    }
    let is_right = !quotations.is_empty() && quotations.iter().all(QuotationRecord::is_right);
    Ok(if is_right { exit } else { Exit::Nothing })
}

/// "5 quotations: 3 verbatim, 1 altered, 1 not found".
fn totals(quotations: &[QuotationRecord]) -> String {
    let verdicts = [Verdict::Verbatim, Verdict::Altered, Verdict::NotFound, Verdict::TooLong].map(|verdict| {
        let number = quotations.iter().filter(|one| one.checked.verdict == verdict).count();
        (number > 0).then(|| format!("{number} {}", verdict.as_str()))
    });
    let wrong = quotations.iter().filter(|one| one.is_misattributed()).count();
    let wrong = (wrong > 0).then(|| format!("{wrong} from another report than is named"));
    let parts: Vec<String> = verdicts.into_iter().flatten().chain(wrong).collect();
    let all = counted(quotations.len() as u64, "quotation");
    if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
}

/// What quotations are checked against.
struct QuoteCommand<'a> {
    index: &'a Index,
    among: &'a Query,
    timeout: Option<Duration>,
}

impl QuoteCommand<'_> {
    fn one(&self, text: &str) -> anyhow::Result<QuotationRecord> {
        let quotation = Quotation::parse(text);
        match quotation.words.len() {
            0 => bail!("the quotation has no words"),
            words if words > MAX_QUOTED_WORDS => {
                bail!("the quotation has {words} words; at most {MAX_QUOTED_WORDS} are checked at once")
            }
            _ => {}
        }
        let checked = self.index.check_quotation(&quotation, self.among, self.timeout)?;
        Ok(QuotationRecord { text: text.to_owned(), draft: None, checked, attribution: None })
    }

    /// The quotations of a draft, and the exit status if all are right.
    fn draft(
        &self,
        file: &Path,
        args: &QuoteArgs,
        common: &Common,
        err: &mut dyn Write,
    ) -> anyhow::Result<(Vec<QuotationRecord>, Exit)> {
        let path = file.to_string_lossy();
        let options = super::index::reading_options(&RuleArgs::default(), args.limits, false, err)?;
        let (found, given) = found_file(&path);
        let Inspection { reports, problems } = match inspect(&found, &given, &options) {
            Ok(inspection) => inspection,
            Err(error) => bail!("{path}: {}", advice::message(&error)),
        };
        problems.iter().try_for_each(|problem| writeln!(err, "{}: {}", safe(&path), safe(problem)))?;
        let known = args.attribution.then(|| self.index.values(&Field::Authority)).transpose()?;
        let known = known.map(|authorities| KnownAuthorities::new(&authorities));
        let (mut checked, mut short) = (Vec::new(), 0);
        let sources = SourceFiles::default();
        for read in &reports {
            for quotation in quotations_in(&read.passages, &read.block_quotes) {
                let parsed = Quotation::parse(&quotation.text);
                if parsed.words.len() < args.min_words.max(1) {
                    short += 1;
                    continue;
                }
                let mut one = self.index.check_quotation(&parsed, self.among, self.timeout)?;
                let attribution = known.as_ref().map(|known| known.attribute(&mut one, &read.passages, &quotation));
                let draft = Some(place(&path, read, &quotation, &sources));
                checked.push(QuotationRecord { text: quotation.text, draft, checked: one, attribution });
            }
        }
        if short > 0 && !common.quiet {
            let fewer = format!("of fewer than {}", counted(args.min_words as u64, "word"));
            writeln!(err, "{} {fewer} not checked (--min-words)", counted(short, "quotation"))?;
        }
        Ok((checked, if problems.is_empty() { Exit::Done } else { Exit::Partial }))
    }
}

/// Where a quotation is in its draft.
fn place(path: &str, read: &ReadReport, quotation: &DraftQuotation, sources: &SourceFiles) -> DraftPlace {
    let passage = &read.passages[quotation.passage];
    let line = sources.place(&read.report, passage, Some(&quotation.bytes)).map(|(line, _)| line);
    let page = passage.pages.map(|(first, _)| first);
    DraftPlace { file: path.to_owned(), line, page, paragraph: passage.ordinal }
}
