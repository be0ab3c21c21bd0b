//! Points in time. In memory milliseconds since 1970 UTC; on the wire RFC 3339 in UTC with milliseconds.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z. Years 0000 to 9999 can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment and `ms` milliseconds more; stops at the ends of `i64`.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative if `earlier` is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Timestamp {
    /// For people, as shipping clients show it: `11/21/26, 8:05am`, in UTC.
    #[must_use]
    pub fn shown(self) -> String {
        let Ok(moment) = jiff::Timestamp::from_millisecond(self.0) else { return String::new() };
        let civil = jiff::tz::TimeZone::UTC.to_datetime(moment);
        let (hour, half) = (civil.hour(), if civil.hour() < 12 { "am" } else { "pm" });
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        let (month, day, year, minute) =
            (civil.month(), civil.day(), civil.year().rem_euclid(100), civil.minute());
        format!("{month}/{day}/{year:02}, {hour}:{minute:02}{half}")
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let moment = jiff::Timestamp::from_millisecond(self.0).map_err(|_| std::fmt::Error)?;
        write!(f, "{moment:.3}")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let moment = jiff::Timestamp::from_millisecond(self.0).map_err(serde::ser::Error::custom)?;
        serializer.collect_str(&format_args!("{moment:.3}"))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment: jiff::Timestamp = text.parse().map_err(de::Error::custom)?;
        Ok(Self(moment.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_shipping_clients_show_it() {
        let shown = |text: &str| serde_json::from_value::<Timestamp>(text.into()).map(Timestamp::shown);
        for (moment, expected) in [
            ("2026-11-21T08:05:00.000Z", "11/21/26, 8:05am"),
            ("2026-01-02T00:00:59.999Z", "1/2/26, 12:00am"),
            ("2009-12-31T12:30:00.000Z", "12/31/09, 12:30pm"),
            ("2026-11-21T23:59:00.000Z", "11/21/26, 11:59pm"),
        ] {
            assert_eq!(shown(moment).expect(moment), expected);
        }
        assert_eq!(Timestamp(i64::MAX).shown(), "", "no year that can be written");
    }
}
