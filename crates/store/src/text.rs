//! Which text can be stored: any, save that PostgreSQL's TEXT holds no NUL. Both backends refuse it alike.
//! Lengths are the doors' business.

use crate::error::{Result, StoreError};
use kith_protocol::ErrorCode;

/// Refuses text with a NUL character with [`ErrorCode::BadMessage`]. Every call that takes text from outside asks it.
pub(crate) fn storable<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<()> {
    if texts.into_iter().any(|text| text.contains('\0')) {
        let sentence = "Text must not contain the NUL character (U+0000). Remove it and try again.";
        return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    }
    Ok(())
}
