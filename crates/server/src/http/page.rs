//! A page of something numbered, newest first: how it is asked for, and what comes next.

use super::fields;
use super::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

const PAGE_DEFAULT: u32 = 20;
/// One less than the store gives at once, so that one more can be asked for.
const PAGE_MAX: u32 = 99;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// The `next` of the page before; without it, the newest.
    before: Option<String>,
    /// How many, 1 to 99.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 99, default = 20)]
    limit: Option<String>,
}

impl Page {
    /// Before which number, and how many.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self) -> Result<(Option<u64>, u32), Problem> {
        let before = given(self.before.clone()).map(|text| fields::place("before", &text)).transpose()?;
        Ok((before, read_limit(self.limit.clone(), PAGE_DEFAULT, PAGE_MAX)?))
    }
}

/// What a query gives; an empty text is as good as none.
pub fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// How many are asked for, 1 to `max`.
///
/// # Errors
/// What is wrong with it.
pub fn read_limit(text: Option<String>, default: u32, max: u32) -> Result<u32, Problem> {
    match given(text).map_or(Ok(default), |text| text.parse()) {
        Ok(limit) if (1..=max).contains(&limit) => Ok(limit),
        _ => Err(Problem::bad_message(format!("\"limit\" is a whole number from 1 to {max}."))),
    }
}

/// Cuts a page that was read with one too many, and says where the next one begins.
pub fn next_page<T>(found: &mut Vec<T>, limit: u32, seq: impl Fn(&T) -> u64) -> Option<String> {
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    found.last().filter(|_| has_more).map(|last| seq(last).to_string())
}
