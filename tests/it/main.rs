//! The program as people meet it: the built binary is run on files, and what it prints, says and
//! leaves behind is compared. One binary, so that it is linked once.

mod batch;
mod boilerplate;
mod cli;
mod copies;
mod corpus;
mod damaged;
#[cfg(unix)]
mod denied;
mod diff;
mod evaluate;
mod formats;
mod fuzz;
mod golden;
#[cfg(unix)]
mod hostile;
mod layers;
mod lines;
mod links;
mod listing;
mod matching;
#[cfg(unix)]
mod ocr;
mod oracle;
mod proximity;
mod readme;
mod reports;
mod resume;
mod search;
mod segments;
mod show;
mod support;
mod update;
mod variants;
mod verify;
mod wire;
