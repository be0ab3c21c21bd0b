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
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let before = given(&self.before).map(|text| fields::place("before", &text)).transpose()?;
        let limit = given(&self.limit).map_or(Ok(PAGE_DEFAULT), |text| text.parse());
        match limit {
            Ok(limit) if (1..=PAGE_MAX).contains(&limit) => Ok((before, limit)),
            _ => Err(Problem::bad_message(format!("\"limit\" is a whole number from 1 to {PAGE_MAX}."))),
        }
    }
}

/// Cuts a page that was read with one too many, and says where the next one begins.
pub fn next_page<T>(found: &mut Vec<T>, limit: u32, seq: impl Fn(&T) -> u64) -> Option<String> {
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    found.last().filter(|_| has_more).map(|last| seq(last).to_string())
}
