//! The tools, a file each.

mod cite;
mod count;
mod quote_check;
mod read;
mod reports;
mod search;
mod trail;

use rmcp::handler::server::tool::schema_for_output;
use rmcp::model::JsonObject;
use rmcp::schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::arguments::Argument;
use super::asked::ToolCall;
use super::failure::ToolFailure;

pub(super) use read::{ReadRequest, read};

/// A tool.
pub(super) struct ToolSpec {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// What a model is told of it.
    pub(super) about: &'static str,
    pub(super) arguments: fn() -> Vec<Argument>,
    /// The schema of its data.
    pub(super) output: fn() -> JsonObject,
    pub(super) run: fn(&ToolCall<'_>) -> Result<ToolOutput, ToolFailure>,
}

/// All tools, the one to begin with first.
pub(super) static TOOLS: [ToolSpec; 7] =
    [search::SEARCH, read::READ, count::COUNT, trail::TRAIL, reports::REPORTS, quote_check::QUOTE_CHECK, cite::CITE];

/// The schema of some data, without what says only how Rust has it.
fn schema_of<T: JsonSchema + 'static>() -> JsonObject {
    let mut schema = (*schema_for_output::<T>()).clone();
    schema.values_mut().for_each(prune);
    schema
}

fn prune(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| format.as_str().is_some_and(|name| name.starts_with("uint")))
            {
                members.remove("format");
                members.remove("minimum");
            }
            members.values_mut().for_each(prune);
        }
        Value::Array(values) => values.iter_mut().for_each(prune),
        _ => {}
    }
}

/// What a tool says.
#[derive(Debug)]
pub(super) struct ToolOutput {
    /// For a model.
    pub(super) text: String,
    /// The same as data.
    pub(super) data: Value,
}

impl ToolOutput {
    fn new(text: String, data: &impl Serialize) -> Result<ToolOutput, ToolFailure> {
        let data = serde_json::to_value(data);
        let data = data.map_err(|error| ToolFailure::new(error.to_string(), "report this as an error of findings"))?;
        Ok(ToolOutput { text, data })
    }
}
