//! The description of the API as OpenAPI has it, made of the same tables as the API itself: the options of searches with
//! their values, and a row for each path.

use clap::{Arg, ArgAction, Args, Command};
use serde_json::{Map, Value, json};

use crate::asking::{FilterArgs, HitArgs};
use crate::output::{Content, Format};
use crate::serve::asked::{Asked, MAX_HITS};
use crate::serve::pages;
use crate::serve::reply::{ATOM, HttpProblem, HttpReply, JSON, NDJSON};

use super::counts::{SVG, SVG_TYPE};
use super::{FORMAT, media_type, offered};

/// The parameters that a path takes besides its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParamSet {
    /// The query, its options and the filters.
    Search,
    /// The query, how it matches, and the filters.
    Matching,
    /// The filters.
    Filters,
    /// None.
    Nothing,
}

/// A path of the API.
pub(in crate::serve) struct ApiPath {
    pub(in crate::serve) path: &'static str,
    pub(in crate::serve) about: &'static str,
    takes: ParamSet,
    /// The parameters without which there is no answer.
    needs: &'static [&'static str],
    body: ApiBody,
    /// Parameters of its own: names, what they are, and their types.
    own: &'static [(&'static str, &'static str, ParamType)],
}

/// What an answer is.
#[derive(Clone, Copy)]
enum ApiBody {
    /// In each format of a content; as JSON it is an object with these members besides `schema`.
    Formats(Content, &'static [&'static str]),
    /// An object a line.
    Lines,
    /// An Atom feed.
    Feed,
}

/// The type of a parameter.
#[derive(Clone, Copy)]
enum ParamType {
    Text,
    Number,
    Switch,
}

/// All paths, in the order in which they are described.
pub(in crate::serve) static PATHS: [ApiPath; 10] = [
    ApiPath {
        path: "/api/v1/search",
        about: "Passages that a query finds, best first",
        takes: ParamSet::Search,
        needs: &[],
        body: ApiBody::Formats(Content::Hits, &["query", "total", "of", "diagnostics", "warnings", "hits"]),
        own: &[
            ("facets", "Count the matches by these fields too, with commas between: year,authority", ParamType::Text),
            ("all-words", "Find nothing rather than passages with most of the words", ParamType::Switch),
        ],
    },
    ApiPath {
        path: "/api/v1/feed",
        about: "What a query finds as an Atom feed, the newest first; unit=report for an entry for each report",
        takes: ParamSet::Matching,
        needs: &[],
        body: ApiBody::Feed,
        own: &[
            ("limit", "At most this many entries", ParamType::Number),
            ("unit", "What an entry is of: passage, report", ParamType::Text),
        ],
    },
    ApiPath {
        path: "/api/v1/batch",
        about: "Many queries, sent as a body of lines, JSON Lines or CSV; a record a line, sent as it is made",
        takes: ParamSet::Search,
        needs: &[],
        body: ApiBody::Lines,
        own: &[],
    },
    ApiPath {
        path: "/api/v1/count",
        about: "How much a query finds, by groups, out of how much; format=svg for a picture",
        takes: ParamSet::Matching,
        needs: &[],
        body: ApiBody::Formats(Content::Counts, &["query", "total", "of", "by", "groups"]),
        own: &[
            ("by", "What to count by: year, month, part or a field; two with a comma between", ParamType::Text),
            ("date-of", "The date that years and months are of: any, published, visit", ParamType::Text),
            ("unit", "What shares are of: report, passage, occurrence", ParamType::Text),
            ("sort", "The order of groups: value, count", ParamType::Text),
            ("zeros", "Show groups in which nothing is found too", ParamType::Switch),
        ],
    },
    ApiPath {
        path: "/api/v1/kwic",
        about: "A line for each place where a query matches, with the text around it; or the words around it, or how evenly it is spread",
        takes: ParamSet::Matching,
        needs: &[],
        body: ApiBody::Formats(Content::Concordance, &["query", "total", "of", "occurrences"]),
        own: &[
            ("limit", "At most this many lines", ParamType::Number),
            ("width", "At most this many characters on either side", ParamType::Number),
            ("collocates", "The words that occur near the match more often than elsewhere", ParamType::Switch),
            ("window", "For collocates, so many words on either side of the match", ParamType::Number),
            ("min", "For collocates, words that occur at least so often near the match", ParamType::Number),
            ("dispersion", "How evenly the match is spread over authorities and years", ParamType::Switch),
            ("sort", "The order of the lines: 1L, 2L, 1R, 2R, date, authority, report", ParamType::Text),
        ],
    },
    ApiPath {
        path: "/api/v1/trail",
        about: "What the reports on an authority say of something through time; recommendations, if of nothing",
        takes: ParamSet::Matching,
        needs: &["authority"],
        body: ApiBody::Formats(Content::Statements, &["query", "caution", "groups"]),
        own: &[],
    },
    ApiPath {
        path: "/api/v1/quote",
        about: "Whether a quotation, as q, is in the reports word for word",
        takes: ParamSet::Matching,
        needs: &["q"],
        body: ApiBody::Formats(Content::Quotations, &["quotations"]),
        own: &[],
    },
    ApiPath {
        path: "/api/v1/reports",
        about: "The reports and their metadata",
        takes: ParamSet::Filters,
        needs: &[],
        body: ApiBody::Formats(Content::Reports, &["reports"]),
        own: &[("sort", "The order: authority, newest, oldest, grade, kind, report", ParamType::Text)],
    },
    ApiPath {
        path: "/api/v1/reports/{id}",
        about: "A report with its evidence, and then its passages, an object a line",
        takes: ParamSet::Nothing,
        needs: &[],
        body: ApiBody::Lines,
        own: &[],
    },
    ApiPath {
        path: "/api/v1/passages/{id}",
        about: "A passage, by REPORT%23NUMBER, with the lines that it was made of; an object a line",
        takes: ParamSet::Nothing,
        needs: &[],
        body: ApiBody::Lines,
        own: &[("context", "At most this many neighbours on either side", ParamType::Number)],
    },
];

/// The options on how words match, which all queries have; the others are on hits.
const MATCHING: [&str; 5] = ["phrase", "any", "match", "strict", "timeout"];

/// Options of the command line that name files of it, or that a server does not take.
const NOT_OFFERED: [&str; 1] = ["lexicon"];

/// A short page on the API.
pub(in crate::serve) fn about(_: &Asked) -> Result<HttpReply, HttpProblem> {
    Ok(pages::api(&PATHS))
}

/// The description for programs.
pub(in crate::serve) fn openapi(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let needs_token = asked.server.settings.token.is_some();
    Ok(HttpReply::new(JSON, document(needs_token).to_string()))
}

fn document(needs_token: bool) -> Value {
    let paths: Map<String, Value> = PATHS.iter().map(|path| (path.path.to_owned(), path.item())).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "findings",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Full-text search over inspection reports. Answers are those of the command line in its formats.",
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "diagnostics": {"type": "array", "items": {"type": "object"}},
                    },
                },
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    });
    if needs_token {
        document["security"] = json!([{"token": []}]);
    }
    document
}

impl ApiPath {
    /// The method by which it is asked for.
    pub(in crate::serve) fn method(&self) -> &'static str {
        if self.path.ends_with("/batch") { "post" } else { "get" }
    }

    fn item(&self) -> Value {
        let mut operation = json!({
            "summary": self.about,
            "parameters": self.parameters(),
            "responses": self.responses(),
        });
        if self.method() == "post" {
            operation["requestBody"] = json!({"content": {"text/plain": {"schema": {"type": "string"}}}});
        }
        json!({self.method(): operation})
    }

    fn responses(&self) -> Value {
        let types: Map<String, Value> = self.types().collect();
        let problem = json!({
            "description": "Why there is no answer",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        });
        let too_long = json!({"description": "The address and the headers are too long to be read"});
        json!({"200": {"description": "The answer", "content": types}, "431": too_long, "default": problem})
    }

    /// The types of an answer, with what is known of each.
    fn types(&self) -> impl Iterator<Item = (String, Value)> {
        let types: Vec<(&str, Value)> = match self.body {
            ApiBody::Formats(content, members) => {
                let required: Vec<&str> = ["schema"].iter().chain(members).copied().collect();
                let object = json!({"schema": {"type": "object", "required": required}});
                let schema = |format| if format == Format::Json { object.clone() } else { json!({}) };
                let formats = offered(content).map(|format| (media_type(format), schema(format)));
                formats.chain((content == Content::Counts).then(|| (SVG_TYPE, json!({})))).collect()
            }
            ApiBody::Lines => vec![(NDJSON, json!({}))],
            ApiBody::Feed => vec![(ATOM, json!({}))],
        };
        let bare = |media_type: &str| media_type.split(';').next().unwrap_or_default().to_owned();
        types.into_iter().map(move |(media_type, about)| (bare(media_type), about))
    }

    fn parameters(&self) -> Vec<Value> {
        let id = self
            .path
            .contains("{id}")
            .then(|| json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}));
        let has_query = matches!(self.takes, ParamSet::Search | ParamSet::Matching) && self.method() == "get";
        let query = has_query.then(|| parameter("q", "The query", json!({"type": "string", "maxLength": 4096})));
        let own = self.own.iter().map(|(name, about, kind)| parameter(name, about, kind.schema()));
        let format = match self.body {
            ApiBody::Formats(content, _) => {
                let picture = (content == Content::Counts).then_some(SVG);
                let names: Vec<&str> = offered(content).map(Format::name).chain(picture).collect();
                let schema = json!({"type": "string", "enum": names, "default": "json"});
                Some(parameter(FORMAT, "The format of the answer", schema))
            }
            ApiBody::Lines | ApiBody::Feed => None,
        };
        let is_own = |name: &str| self.own.iter().any(|(own, ..)| *own == name);
        let options = options(self.takes).filter(|(name, _)| !is_own(name)).map(|(_, parameter)| parameter);
        let needed = |mut parameter: Value| {
            if self.needs.iter().any(|name| parameter["name"] == *name) {
                parameter["required"] = json!(true);
            }
            parameter
        };
        id.into_iter().chain(query).chain(own).chain(format).chain(options).map(needed).collect()
    }
}

/// The options of searches that a path takes, as the command line describes them.
fn options(takes: ParamSet) -> impl Iterator<Item = (String, Value)> {
    let (hits, filters) = (HitArgs::augment_args(Command::new("")), FilterArgs::augment_args(Command::new("")));
    let of_hits = move |arg: &Arg| match takes {
        ParamSet::Search => true,
        ParamSet::Matching => {
            MATCHING.contains(&arg.get_id().as_str()) || arg.get_long().is_some_and(|long| MATCHING.contains(&long))
        }
        ParamSet::Filters | ParamSet::Nothing => false,
    };
    let hits: Vec<Arg> = hits.get_arguments().filter(|arg| of_hits(arg)).cloned().collect();
    let filters: Vec<Arg> = filters.get_arguments().filter(|_| takes != ParamSet::Nothing).cloned().collect();
    let described = |arg: Arg, is_filter: bool| {
        let name = arg.get_long().filter(|name| !NOT_OFFERED.contains(name))?.to_owned();
        let about = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let is_list = matches!(arg.get_action(), ArgAction::Append);
        let schema = match (is_filter, is_list) {
            (true, true) => texts(),
            (true, false) => ParamType::Text.schema(),
            (false, _) => schema(&arg),
        };
        let parameter = parameter(&name, &about, schema);
        Some((name, parameter))
    };
    let hits = hits.into_iter().filter_map(move |arg| described(arg, false));
    hits.chain(filters.into_iter().filter_map(move |arg| described(arg, true)))
}

/// Several values of one name are alternatives.
fn texts() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

/// The type of an option.
fn schema(arg: &Arg) -> Value {
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let is_switch = !arg.get_action().takes_values();
    match arg.get_long() {
        _ if is_switch => json!({"type": "boolean"}),
        _ if !values.is_empty() => json!({"type": "string", "enum": values}),
        Some("timeout") => json!({"type": "number", "minimum": 0}),
        Some("limit") => json!({"type": "integer", "minimum": 0, "maximum": MAX_HITS}),
        _ => json!({"type": "integer", "minimum": 0}),
    }
}

fn parameter(name: &str, about: &str, schema: Value) -> Value {
    // Forms send the fields that nobody filled in, which are as if not sent; a list has none of these anyway.
    let is_list = schema["type"] == "array";
    json!({"name": name, "in": "query", "description": about, "schema": schema, "allowEmptyValue": !is_list})
}

impl ParamType {
    fn schema(self) -> Value {
        match self {
            ParamType::Text => json!({"type": "string"}),
            ParamType::Number => json!({"type": "integer", "minimum": 0}),
            ParamType::Switch => json!({"type": "boolean"}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_is_described_with_its_values() {
        let document = document(true);
        let named = |path: &str, method: &str| -> Vec<String> {
            let parameters = document["paths"][path][method]["parameters"].as_array().cloned().unwrap_or_default();
            parameters.iter().filter_map(|one| Some(one["name"].as_str()?.to_owned())).collect()
        };
        let search = named("/api/v1/search", "get");
        for name in ["q", "limit", "sort", "match", "authority", "since", "format", "facets"] {
            assert!(search.iter().any(|own| own == name), "{name}: {search:?}");
        }
        assert!(!search.iter().any(|name| name == "lexicon"));
        for own in all_unique(&search) {
            assert_eq!(own, 1, "{search:?}");
        }
        let count = named("/api/v1/count", "get");
        assert!(count.iter().any(|name| name == "by") && !count.iter().any(|name| name == "limit"), "{count:?}");
        assert!(named("/api/v1/batch", "post").iter().all(|name| name != "q"));
        assert_eq!(document["security"][0]["token"], json!([]));
        let of = |path: &str| document["paths"][path]["get"]["responses"]["200"]["content"].clone();
        assert!(
            of("/api/v1/feed")["application/atom+xml"].is_object() && of("/api/v1/count")["image/svg+xml"].is_object()
        );
    }

    fn all_unique(names: &[String]) -> impl Iterator<Item = usize> {
        names.iter().map(|name| names.iter().filter(|other| *other == name).count())
    }
}
