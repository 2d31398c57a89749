//! The values that reports have of a field whose values are names.

use std::collections::BTreeMap;

use tantivy::Term;

use crate::fields::Field;
use crate::text::key;

use super::schema::column_name;
use super::{IndexError, Reader};

impl Reader {
    /// The names that reports have in a field, in the order of their [keys](key). Of names with the same key there is
    /// one. There are none in a field whose values are not names.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn values(&self, field: &Field) -> Result<Vec<String>, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.reader().values(field);
        }
        let Some(keys) = self.fields.keys(field) else { return Ok(Vec::new()) };
        let column = column_name(field);
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        self.searcher.read(|searcher| -> Result<(), IndexError> {
            for segment in searcher.segment_readers() {
                let Some(values) = segment.fast_fields().str(&column)? else { continue };
                let io = IndexError::io(&self.folder);
                let mut stream = values.dictionary().stream().map_err(io)?;
                while stream.advance() {
                    let Ok(name) = std::str::from_utf8(stream.key()) else { continue };
                    let key = key(name);
                    if !key.is_empty() && names.get(&key).is_none_or(|known| name < known.as_str()) {
                        names.insert(key, name.to_owned());
                    }
                }
            }
            Ok(())
        })?;
        if self.has_deleted() {
            // Reports that were taken out leave their names behind for a while.
            for key in names.keys().cloned().collect::<Vec<_>>() {
                if self.frequency(&Term::from_field_text(keys, &key))? == 0 {
                    names.remove(&key);
                }
            }
        }
        Ok(names.into_values().collect())
    }
}
