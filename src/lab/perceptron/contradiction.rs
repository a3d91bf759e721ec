//! What samples ask of a unit whose hulls meet, and why no weights can give it.

use crate::{
    lab::{
        Spot,
        steps::{Mark, Math, Tone},
    },
    nn::{
        Activation,
        separation::{Meeting, Points},
    },
};

/// What a sample asks of the weights, in symbols: its weighted sum, a sign, and 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The sample.
    pub sample: usize,
    /// Whether it is to be on the positive side.
    pub positive: bool,
    /// How often it is added.
    pub times: f64,
    /// What it asks.
    pub formula: Vec<Math>,
}

/// What the samples of a certificate ask, and what that comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// What each asks: first those of the positive side.
    pub demands: Vec<Demand>,
    /// What those of the positive side add up to, and what those of the other: one and the same sum on the
    /// left.
    pub sums: [Vec<Math>; 2],
    /// Both at once, which is impossible.
    pub both: Vec<Math>,
}

/// Inputs with more than so many numbers are not written out.
const MOST_INPUTS: usize = 6;
/// Whole numbers are looked for up to this.
const MOST_TIMES: u32 = 60;

impl Contradiction {
    /// Of a unit that answers by that activation. None where there are too many inputs to be written out.
    #[must_use]
    pub fn of(
        meeting: &Meeting,
        points: &Points,
        unit: usize,
        activation: Activation,
    ) -> Option<Self> {
        let inputs = points.dimensions() - 1;
        if inputs > MOST_INPUTS {
            return None;
        }
        let times = whole(&meeting.mix);
        let signs = signs(activation);
        let mut demands: Vec<Demand> = (meeting.mix.iter().zip(&times))
            .map(|(&(sample, _), &times)| {
                let positive = points.is_positive(sample);
                let x = points.x(sample);
                let x = x.iter().map(|&x| f64::from(x));
                let row: Vec<f64> = x.chain([1.0]).collect();
                let mut formula = sum(&row, unit);
                formula.extend([Math::Op(signs[usize::from(!positive)]), Math::number(0.0)]);
                Demand {
                    sample,
                    positive,
                    times,
                    formula,
                }
            })
            .collect();
        demands.sort_by_key(|demand| !demand.positive);
        let total: f64 = demands.iter().filter(|d| d.positive).map(|d| d.times).sum();
        let row: Vec<f64> = meeting
            .point
            .iter()
            .map(|x| near_whole(x * total))
            .collect();
        let row: Vec<f64> = row.into_iter().chain([near_whole(total)]).collect();
        let ask = |sign: &'static str| {
            let mut all = sum(&row, unit);
            all.extend([Math::Op(sign), Math::number(0.0)]);
            all
        };
        let mut both = vec![Math::number(0.0), Math::Op(turned(signs[0]))];
        both.extend(ask(signs[1]));
        Some(Self {
            sums: signs.map(ask),
            demands,
            both,
        })
    }
}

/// What a unit wants of the weighted sums of its positive side, and of the other.
fn signs(activation: Activation) -> [&'static str; 2] {
    // sign(0) = 0 is no right answer on either side.
    if activation == Activation::Sign {
        [">", "<"]
    } else {
        ["≥", "<"]
    }
}

/// The sign read from the other side.
fn turned(sign: &'static str) -> &'static str {
    if sign == ">" { "<" } else { "≤" }
}

/// The amounts of a mix as whole numbers, where there are small ones in that proportion.
fn whole(mix: &[(usize, f64)]) -> Vec<f64> {
    let is_whole = |factor: f64| {
        mix.iter().all(|(_, amount)| {
            let times = amount * factor;
            (times - libm::round(times)).abs() < 1e-9 && times > 0.5
        })
    };
    let factor = (1..=MOST_TIMES).map(f64::from).find(|&f| is_whole(f));
    let times = mix.iter().map(|(_, amount)| match factor {
        Some(factor) => libm::round(amount * factor),
        None => *amount,
    });
    times.collect()
}

/// The whole number that rounding has missed.
fn near_whole(x: f64) -> f64 {
    let whole = libm::round(x);
    if (x - whole).abs() < 1e-9 { whole } else { x }
}

/// Σ of a row's numbers times the weights, the bias's last; nothing of what is 0.
fn sum(row: &[f64], unit: usize) -> Vec<Math> {
    let mut all = Vec::new();
    for (at, &times) in row.iter().enumerate().filter(|(_, times)| **times != 0.0) {
        if !all.is_empty() {
            all.push(Math::Op(if times < 0.0 { "−" } else { "+" }));
        } else if times < 0.0 {
            all.push(Math::Op("−"));
        }
        if times.abs() != 1.0 {
            all.push(Math::number(times.abs()));
            all.push(Math::Op("·"));
        }
        all.push(weight(at, row.len(), unit));
    }
    all
}

/// The weight of an input, or the bias at the end.
fn weight(at: usize, of: usize, unit: usize) -> Math {
    let is_bias = at + 1 == of;
    let spot = if is_bias {
        Spot::Bias { layer: 0, unit }
    } else {
        Spot::Weight {
            layer: 0,
            unit,
            source: at,
        }
    };
    Math::Symbol {
        base: if is_bias { "b" } else { "w" },
        low: if is_bias {
            String::new()
        } else {
            (at + 1).to_string()
        },
        high: String::new(),
        mark: Mark::at(Tone::Weight, spot),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nalgebra::DMatrix;
    use proptest::prelude::*;

    use super::*;
    use crate::nn::{
        Samples,
        separation::{Search, Separation},
    };

    fn written(parts: &[Math]) -> String {
        let part = |part: &Math| match part {
            Math::Op(sign) => (*sign).to_owned(),
            Math::Number(value, _) => value.to_string(),
            Math::Symbol { base, low, .. } => format!("{base}{low}"),
            other @ (Math::Word(_) | Math::Fraction(..) | Math::Power(..) | Math::Root(_)) => {
                panic!("{other:?}")
            }
        };
        parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    type Row = ([f32; 2], bool);

    fn contradiction(rows: &[Row], activation: Activation) -> Option<(Contradiction, Meeting)> {
        let x = DMatrix::from_fn(rows.len(), 2, |r, c| rows[r].0[c]);
        let y = DMatrix::from_fn(rows.len(), 1, |r, _| f32::from(u8::from(rows[r].1)));
        let points = Points::of_unit(Arc::new(Samples::from_rows(&x, &y)), 0, 0.5)?;
        match Search::new(points.clone()).finish() {
            Separation::Meeting(meeting) => {
                let found = Contradiction::of(&meeting, &points, 0, activation)?;
                Some((found, meeting))
            }
            Separation::Apart(_) | Separation::Undecided => None,
        }
    }

    const XOR: [Row; 4] = [
        ([0.0, 0.0], false),
        ([0.0, 1.0], true),
        ([1.0, 0.0], true),
        ([1.0, 1.0], false),
    ];

    #[test]
    fn xor_is_written_out() {
        let (found, _) = contradiction(&XOR, Activation::Heaviside).unwrap();
        let demands: Vec<_> = found.demands.iter().map(|d| written(&d.formula)).collect();
        assert_eq!(
            demands,
            ["w2 + b ≥ 0", "w1 + b ≥ 0", "b < 0", "w1 + w2 + b < 0"]
        );
        assert!(found.demands.iter().all(|demand| demand.times == 1.0));
        let sums = found.sums.map(|sum| written(&sum));
        assert_eq!(sums, ["w1 + w2 + 2 · b ≥ 0", "w1 + w2 + 2 · b < 0"]);
        assert_eq!(written(&found.both), "0 ≤ w1 + w2 + 2 · b < 0");
    }

    #[test]
    fn sign_units_ask_for_more_than_0() {
        let bipolar = XOR.map(|(x, side)| (x.map(|x| 2.0 * x - 1.0), side));
        let (found, _) = contradiction(&bipolar, Activation::Sign).unwrap();
        assert_eq!(written(&found.demands[0].formula), "− w1 + w2 + b > 0");
        assert_eq!(written(&found.both), "0 < 2 · b < 0");
    }

    /// A point of one class in the middle of three of the other.
    #[test]
    fn amounts_are_whole_where_they_can_be() {
        let rows = [
            ([0.0, 0.0], false),
            ([3.0, 0.0], false),
            ([0.0, 3.0], false),
            ([1.0, 1.0], true),
        ];
        let (found, _) = contradiction(&rows, Activation::Heaviside).unwrap();
        let times: Vec<_> = found.demands.iter().map(|demand| demand.times).collect();
        assert_eq!(times, [3.0, 1.0, 1.0, 1.0]);
        assert_eq!(written(&found.both), "0 ≤ 3 · w1 + 3 · w2 + 3 · b < 0");
    }

    proptest! {
        /// Both sides add up to the same: so many times their samples are the same sum.
        #[test]
        fn the_sums_are_those_of_the_samples(
            rows in prop::collection::vec((-5..=5i8, -5..=5i8, any::<bool>()), 2..12),
        ) {
            let rows: Vec<Row> = rows
                .into_iter()
                .map(|(x, y, side)| ([f32::from(x), f32::from(y)], side))
                .collect();
            let Some((found, meeting)) = contradiction(&rows, Activation::Heaviside) else {
                return Ok(());
            };
            let add = |side: bool, k: usize| -> f64 {
                let of = found.demands.iter().filter(|d| d.positive == side);
                of.map(|d| d.times * if k == 2 { 1.0 } else { rows[d.sample].0[k].into() }).sum()
            };
            for k in 0..3 {
                prop_assert!((add(true, k) - add(false, k)).abs() < 1e-7, "{meeting:?}");
            }
            prop_assert!(found.demands.iter().all(|d| d.times > 0.0));
        }
    }
}
