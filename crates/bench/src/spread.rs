//! How a set of figures is spread. It knows no unit.

/// Sorted figures.
#[derive(Debug)]
pub struct Spread(Vec<f64>);

impl Spread {
    /// Sorts them.
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The figure that `percent` of them do not exceed (nearest rank); 0 of none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank lies between 1 and the length"
    )]
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.clamp(1, self.0.len().max(1)) - 1).copied().unwrap_or(0.0)
    }

    /// The smallest; 0 of none.
    pub fn min(&self) -> f64 {
        self.percentile(0.0)
    }

    /// The largest; 0 of none.
    pub fn max(&self) -> f64 {
        self.percentile(100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let spread = Spread::of((1..=200).rev().map(f64::from));
        assert_eq!(
            [0.0, 50.0, 99.0, 100.0].map(|percent| spread.percentile(percent)),
            [1.0, 100.0, 198.0, 200.0]
        );
        assert_eq!(Spread::of([7.0]).percentile(50.0), 7.0);
        assert_eq!(Spread::of([]).max(), 0.0);
    }
}
