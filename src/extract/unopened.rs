//! What stands in for the crates that open containers in a build that has none of them: what is in a container is
//! known by the names that occur in its bytes.

#[cfg(not(any(feature = "archive", feature = "office")))]
pub(super) use self::zipped::Zipped;

/// A container of Microsoft's old programs.
#[cfg(not(any(feature = "email", feature = "legacy-office")))]
pub(super) struct Compound<'a>(&'a [u8]);

#[cfg(not(any(feature = "email", feature = "legacy-office")))]
impl<'a> Compound<'a> {
    pub(super) fn open(bytes: std::io::Cursor<&'a [u8]>) -> Result<Self, std::convert::Infallible> {
        Ok(Self(bytes.into_inner()))
    }

    /// Whether the name of a stream occurs in it, as the list of its streams writes names.
    pub(super) fn exists(&self, name: &str) -> bool {
        let name: Vec<u8> = name.trim_start_matches('/').encode_utf16().flat_map(u16::to_le_bytes).collect();
        super::sight::holds(self.0, &name)
    }
}

#[cfg(not(any(feature = "archive", feature = "office")))]
mod zipped {
    use std::borrow::Cow;
    use std::convert::Infallible;
    use std::marker::PhantomData;

    /// A zip file that is never opened.
    pub(in crate::extract) struct Zipped<'a>(Infallible, PhantomData<&'a ()>);

    impl<'a> Zipped<'a> {
        pub(in crate::extract) fn open(_: Cow<'a, [u8]>) -> Result<Self, ()> {
            Err(())
        }

        pub(in crate::extract) fn member_named(&mut self, _: &str, _: u64, _: &str) -> Result<Vec<u8>, ()> {
            match self.0 {}
        }

        pub(in crate::extract) fn holds(&self, _: &str) -> bool {
            match self.0 {}
        }

        pub(in crate::extract) fn holds_under(&self, _: &str) -> bool {
            match self.0 {}
        }
    }
}
