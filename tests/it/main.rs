//! The program as people meet it: the built binary is run on files, and what it prints, says and
//! leaves behind is compared. One binary, so that it is linked once.

mod addresses;
mod apart;
#[cfg(feature = "serve")]
mod attacks;
mod batch;
mod beside;
mod bodies;
mod boilerplate;
mod briefing;
mod cite;
mod cli;
mod closed_values;
mod cluster;
mod collapse;
#[cfg(unix)]
mod controls;
mod copied;
mod copies;
mod corpus;
mod count;
mod covers;
#[cfg(unix)]
mod cut_off;
mod damaged;
#[cfg(unix)]
mod denied;
mod diff;
mod ellipsis;
mod endless;
mod evaluate;
mod export;
#[cfg(feature = "serve")]
mod feeds;
mod fields;
#[cfg(feature = "serve")]
mod floods;
mod formats;
mod fuzz;
mod golden;
mod grouping;
mod growth;
mod help;
#[cfg(unix)]
mod hostile;
#[cfg(feature = "serve")]
mod http;
mod kwic;
mod layers;
mod lines;
mod links;
mod listing;
mod loosened;
mod matching;
mod mcp;
#[cfg(feature = "serve")]
mod mcp_over_http;
#[cfg(unix)]
mod ocr;
#[cfg(unix)]
mod open;
mod oracle;
mod outputs;
mod proximity;
mod quote;
mod ranking;
mod readme;
mod repair;
mod reports;
mod resume;
mod roots;
mod same;
mod saved;
mod screens;
mod search;
mod segments;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod slips;
#[cfg(unix)]
mod special;
mod statuses;
mod support;
mod update;
mod variants;
mod verify;
mod very_words;
mod wire;
mod within;
