//! Tools for assistants, by the Model Context Protocol: what the library finds, as text for a model and as data beside it.
//!
//! A tool is a row of [`tools::TOOLS`]: its name, its description, a table of its arguments and a function of an open index.
//! From the table come both the schema that clients see and the check of what they send. What a tool says is made once,
//! as data; the text is written from the data, so both have the same reports, passages and remarks.
//!
//! The text of reports comes from strangers. It is one line for each passage, after a mark, so that nothing in it can end
//! the quotation or pass for what findings itself says.

mod arguments;
mod asked;
mod completions;
mod evidence;
mod failure;
mod handler;
#[cfg(feature = "serve")]
mod http;
mod prompts;
mod quoted;
mod remarks;
mod resources;
mod stdio;
mod tools;
mod work;

pub(crate) use handler::McpHandler;
#[cfg(feature = "serve")]
pub(crate) use http::http_service;
pub(crate) use stdio::serve_stdio;
