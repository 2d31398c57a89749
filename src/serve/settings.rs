//! What a server is to serve, and to whom.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::lexicon::UserLexicon;
use crate::library::Index;

use super::AccessToken;

/// The settings of a server.
pub(crate) struct ServeSettings {
    /// The folder of the index.
    pub index: PathBuf,
    /// What a person's lexicon file says.
    pub lexicon: UserLexicon,
    /// The address to listen at; the system chooses a port in place of 0.
    pub listen: SocketAddr,
    /// What a client must know, if anything.
    pub token: Option<AccessToken>,
    /// The names by which it may be called besides `localhost` and addresses.
    pub hosts: Vec<String>,
    /// The origins whose pages may read the API.
    pub origins: Vec<String>,
    /// Whether each request is logged.
    pub log: bool,
    /// What is said of the state of an index.
    pub warnings: fn(&Index) -> Vec<String>,
}
