//! `findings serve`: the index for browsers and programs.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::asking::MatchArgs;
use crate::corpus::read_text;
use crate::library::Index;
use crate::output::safe;
use crate::serve::{AccessToken, ServeError, ServeSettings};

use super::args::{Common, ServeArgs};
use super::choices::AccessLogChoice;
use super::exit::Exit;
use super::freshness::warnings;
use super::viewers::Environment;

pub(super) fn run(args: &ServeArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let token = token(args)?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        bail!("{} is for other machines too: name a token with --token-file or --token", args.listen);
    }
    if let Some(origin) = args.allow_origin.iter().find(|origin| !is_origin(origin)) {
        bail!("{origin}: an origin is https://NAME or http://NAME, with :PORT if it has one");
    }
    // If there is none, the index of the sample corpus is made first.
    drop(super::open(common, |folder| Index::open_for_one(folder), err)?);
    let lexicon = super::lexicon::lexicon_for(&MatchArgs::plain(), err)?;
    allow_many_connections();
    let settings = ServeSettings {
        index: super::index_folder(common),
        lexicon,
        listen: args.listen,
        token,
        hosts: args.host.clone(),
        origins: args.allow_origin.clone(),
        log: args.log == AccessLogChoice::Json,
        warnings,
    };
    let mut ready = |address: SocketAddr| {
        let address = format!("http://{}/", shown(address));
        writeln!(out, "{address}")?;
        out.flush()?;
        if args.open { open(&address) } else { Ok(()) }
    };
    match crate::serve::run(settings, err, &mut ready) {
        Ok(()) => Ok(Exit::Done),
        Err(ServeError::Index(error)) => Err(error.into()),
        Err(error @ ServeError::Listen { .. }) => {
            Err(anyhow::Error::new(error)).context("the server cannot be started")
        }
        Err(error) => Err(error.into()),
    }
}

/// The token that is asked for, if any.
fn token(args: &ServeArgs) -> anyhow::Result<Option<AccessToken>> {
    if let Some(path) = &args.token_file {
        let name = || path.display().to_string();
        let text = read_text(path).with_context(name)?;
        return AccessToken::new(&text).map(Some).map_err(anyhow::Error::msg).with_context(name);
    }
    args.token.as_deref().map(AccessToken::new).transpose().map_err(anyhow::Error::msg)
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '*', ' ', '@']))
}

/// The address that a browser on this machine can open.
fn shown(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => std::net::Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Opens an address in the browser; nobody waits for it.
fn open(address: &str) -> io::Result<()> {
    let Some(viewer) = Environment::of_process().for_address(address) else {
        return Err(io::Error::other("no browser is installed; open the address by hand, without --open"));
    };
    let mut command = Command::new(&viewer.program);
    command.args(&viewer.arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = command.spawn();
    started.map(drop).map_err(|error| io::Error::other(format!("{} cannot be started: {error}", safe(&viewer.program))))
}

/// Each connection is an open file, of which a process may have few unless it asks for more.
fn allow_many_connections() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        // If the system refuses, there are fewer connections.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for (text, expected) in [
            ("https://example.org", true),
            ("http://localhost:3000", true),
            ("*", false),
            ("https://", false),
            ("https://example.org/", false),
            ("example.org", false),
            ("https://*.example.org", false),
        ] {
            assert_eq!(is_origin(text), expected, "{text}");
        }
    }

    #[test]
    fn the_address_that_is_shown_can_be_opened() {
        let shown_of = |text: &str| shown(text.parse().expect("it is an address")).to_string();
        assert_eq!(shown_of("0.0.0.0:7700"), "127.0.0.1:7700");
        assert_eq!(shown_of("[::]:1"), "[::1]:1");
        assert_eq!(shown_of("10.0.0.7:80"), "10.0.0.7:80");
    }
}
