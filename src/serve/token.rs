//! The token that a client must know, and the cookie by which a browser shows that it knows it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A secret that all clients share. Only hashes of it are kept and compared, and comparing hashes takes the same time
/// whatever they are.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    token: blake3::Hash,
    cookie: blake3::Hash,
}

/// The name of the cookie.
pub(super) const COOKIE: &str = "findings_access";

/// The purpose of the hash that is the value of the cookie, so that a stolen cookie does not give the token away.
const COOKIE_PURPOSE: &str = "findings serve 2026 access cookie";

impl AccessToken {
    /// A shorter token could be guessed.
    pub(crate) const MIN_CHARS: usize = 16;

    /// From what a person chose, without blanks around it.
    ///
    /// # Errors
    /// Where it is too short, or cannot be sent in a header.
    pub(crate) fn new(text: &str) -> Result<AccessToken, String> {
        let text = text.trim();
        if text.chars().count() < AccessToken::MIN_CHARS {
            return Err(format!("the token is shorter than {} characters", AccessToken::MIN_CHARS));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the token has other characters than letters, digits and signs of ASCII".to_owned());
        }
        Ok(AccessToken { token: blake3::hash(text.as_bytes()), cookie: cookie(text) })
    }

    /// Whether this is the token.
    pub(super) fn is(&self, shown: &str) -> bool {
        blake3::hash(shown.trim().as_bytes()) == self.token
    }

    /// Whether an `Authorization` header has the token: as `Bearer`, or as the password of anybody, for programs that know
    /// nothing else.
    pub(super) fn is_in_authorization(&self, header: &str) -> bool {
        let Some((scheme, shown)) = header.split_once(' ') else { return false };
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(shown);
        }
        let decoded = BASE64_STANDARD.decode(shown.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        scheme.eq_ignore_ascii_case("basic")
            && decoded.is_some_and(|pair| pair.split_once(':').is_some_and(|(_, password)| self.is(password)))
    }

    /// Whether a `Cookie` header shows that the browser was given the token.
    pub(super) fn is_in_cookies(&self, header: &str) -> bool {
        let values = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut own = values.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value);
        own.any(|value| blake3::Hash::from_hex(value).is_ok_and(|hash| hash == self.cookie))
    }

    /// The header that gives a browser the cookie.
    pub(super) fn set_cookie(&self) -> String {
        format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000", self.cookie.to_hex())
    }
}

fn cookie(text: &str) -> blake3::Hash {
    blake3::Hash::from_bytes(blake3::derive_key(COOKIE_PURPOSE, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_and_its_cookie_open_the_door() {
        let token = AccessToken::new(" correct-horse-battery \n").expect("it is long enough");
        assert!(token.is("correct-horse-battery") && token.is("correct-horse-battery\n"));
        for wrong in ["", "correct-horse-batter", "correct-horse-battery2", "CORRECT-HORSE-BATTERY"] {
            assert!(!token.is(wrong), "{wrong}");
        }
        for header in [
            "Bearer correct-horse-battery",
            "Basic bWU6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
            "basic OmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==",
        ] {
            assert!(token.is_in_authorization(header), "{header}");
        }
        for wrong in [
            "",
            "Bearer",
            "Bearer x",
            "Basic x",
            "Basic bWU6aHVudGVy",
            "Digest correct-horse-battery",
            "correct-horse-battery",
        ] {
            assert!(!token.is_in_authorization(wrong), "{wrong}");
        }
        let set = token.set_cookie();
        let pair = set.split(';').next().expect("there is a pair");
        assert!(token.is_in_cookies(pair) && token.is_in_cookies(&format!("a=b; {pair}; c=d")));
        assert!(!pair.contains("correct") && set.contains("HttpOnly") && set.contains("SameSite=Strict"));
        for wrong in ["", COOKIE, "findings_access=", "findings_access=00", "other=1"] {
            assert!(!token.is_in_cookies(wrong), "{wrong}");
        }
        for refused in ["short", "fifteen-letters", "with blanks in between them", "letters-of-öther-scripts"] {
            assert!(AccessToken::new(refused).is_err(), "{refused}");
        }
    }
}
