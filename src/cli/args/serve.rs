//! The arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::choices::AccessLogChoice;

/// Serve the index to browsers and programs, on this machine or a network
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings serve --open
  findings serve --index my-index --listen 127.0.0.1:8080
  findings serve --listen 0.0.0.0:7700 --token-file token.txt --host reports.example.org

`findings help serving` says what there is, and how to run it for others.")]
pub(in crate::cli) struct ServeArgs {
    /// Address to listen at; other machines reach it only with a token
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7700")]
    pub(in crate::cli) listen: SocketAddr,
    /// Open the first page in the browser
    #[arg(long)]
    pub(in crate::cli) open: bool,
    /// Ask each client for this token, of at least 16 characters
    #[arg(long, value_name = "TOKEN", conflicts_with = "token_file", help_heading = "Access")]
    pub(in crate::cli) token: Option<String>,
    /// Ask each client for the token in this file, which others cannot see as they can see options
    #[arg(long, value_name = "FILE", help_heading = "Access")]
    pub(in crate::cli) token_file: Option<PathBuf>,
    /// A name by which clients may call the server, besides localhost and addresses
    #[arg(long, value_name = "NAME", help_heading = "Access")]
    pub(in crate::cli) host: Vec<String>,
    /// A site whose pages may read the API, such as https://example.org
    #[arg(long, value_name = "ORIGIN", help_heading = "Access")]
    pub(in crate::cli) allow_origin: Vec<String>,
    /// Log each request on stderr
    #[arg(long, value_enum, default_value_t = AccessLogChoice::None, value_name = "FORM")]
    pub(in crate::cli) log: AccessLogChoice,
}
