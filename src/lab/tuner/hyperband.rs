//! The brackets of Hyperband (L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh, A. Talwalkar, "Hyperband: A Novel
//! Bandit-Based Approach to Hyperparameter Optimization", JMLR 18, 2018), with KerasTuner's numbers.

/// A round of successive halving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its bracket; the last, 0, is random search.
    pub bracket: u32,
    /// How many are trained in it.
    pub size: u32,
    /// How far.
    pub epochs: u64,
    /// For how many epochs more than in the round before.
    pub more: u64,
    /// Whether they are new; else they are the best of the round before.
    pub is_first: bool,
}

/// All rounds, one after another: first the bracket that begins with the shortest training.
#[must_use]
pub fn rungs(epochs: u64, factor: u32) -> Vec<Rung> {
    let by = f64::from(factor.max(2));
    let brackets = {
        let (mut left, mut count) = (epochs as f64, 0);
        while left >= 1.0 {
            left /= by;
            count += 1;
        }
        count
    };
    // A power that the logarithms miss by their rounding is one.
    let end = (1.0 + libm::log(epochs.max(1) as f64) / libm::log(by) - 1e-9).ceil();
    let mut all = Vec::new();
    for bracket in (0..brackets).rev() {
        let mut last = 0;
        for round in 0..=bracket {
            let power = (round..bracket).fold(1.0, |power, _| power * by);
            let to = (epochs as f64 / power).ceil() as u64;
            all.push(Rung {
                bracket,
                size: (end / f64::from(bracket + 1) * power).ceil() as u32,
                epochs: to,
                more: to - last,
                is_first: round == 0,
            });
            last = to;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_keras_tuner_s() {
        let all = rungs(9, 3);
        let told: Vec<_> = all
            .iter()
            .map(|r| (r.bracket, r.size, r.epochs, r.more))
            .collect();
        assert_eq!(
            told,
            [
                (2, 9, 1, 1),
                (2, 3, 3, 2),
                (2, 1, 9, 6),
                (1, 5, 3, 3),
                (1, 2, 9, 6),
                (0, 3, 9, 9)
            ]
        );
        assert_eq!(rungs(1, 3).len(), 1);
        for epochs in 1..200 {
            for factor in 2..6 {
                let all = rungs(epochs, factor);
                assert!(all.iter().all(|r| r.epochs <= epochs && r.size > 0));
                let ends = all.iter().filter(|r| r.epochs == epochs).count();
                assert!(ends >= 1, "{epochs} {factor}");
            }
        }
    }
}
