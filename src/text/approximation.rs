//! What is said of a curve that hidden units put together, and of the error against their number.

use super::{capital, counted};
use crate::{
    lab::{
        approximation::{Curves, Unfit},
        lottery::{Lottery, Spread},
    },
    nn::{Activation, Named},
    plot::scale::{format_short, format_value},
};

/// What the page is for.
pub const PURPOSE: &str = "One hidden layer can come as near to any continuous curve as you like, if it has units \
                           enough (Cybenko 1989, Hornik 1991; Leshno et al. 1993 for ReLU). Here you see the pieces \
                           that it is put together of, and how the error falls with their number.";

/// Where that comes from, after “Opened”.
pub const OPENED: &str = "a curve to be fitted by one hidden layer";

/// Why the experiment at hand shows none of that.
#[must_use]
pub fn unfit(why: Unfit) -> String {
    match why {
        Unfit::Data => "That takes numbers of one input; the data at hand are others.".into(),
        Unfit::Layers(0) => "That takes one hidden layer; the network at hand has none.".into(),
        Unfit::Layers(layers) => {
            format!("That takes one hidden layer; the network at hand has {layers}.")
        }
        Unfit::Output(activation) => format!(
            "That takes a linear output, which is the sum itself; at hand it is {}.",
            activation.label()
        ),
    }
}

/// What the picture shows.
#[must_use]
pub fn sum(curves: &Curves) -> String {
    let (bias, units) = (format_value(f64::from(curves.bias)), curves.units.len());
    let what = if units == 1 {
        "The thin curve is what the hidden unit adds".to_owned()
    } else {
        format!("Each thin curve is what one of the {units} hidden units adds")
    };
    format!(
        "{what}, v·f(w·x + b). With the output’s bias {bias} they sum to the thick one, the answer."
    )
}

/// What a unit adds: “Unit 3 adds −0.42·tanh(1.3·x₁ + 0.2).” `inputs` are the names of what it reads, with weights.
#[must_use]
pub fn unit(
    unit: usize,
    weight: f32,
    activation: Activation,
    inputs: &[(String, f32)],
    bias: f32,
) -> String {
    let mut inner = String::new();
    for (name, weight) in inputs {
        inner += &signed(!inner.is_empty(), *weight);
        inner += &format!("·{name}");
    }
    inner += &signed(!inner.is_empty(), bias);
    let v = format_short(f64::from(weight));
    let unit = unit + 1;
    let name = match activation == Activation::Linear {
        true => "",
        false => activation.label(),
    };
    format!("Unit {unit} adds {v}·{name}({inner}).")
}

/// A number after others, with its sign between spaces.
fn signed(follows: bool, value: f32) -> String {
    let value = f64::from(value);
    match (follows, value < 0.0) {
        (false, _) => format_short(value),
        (true, true) => format!(" − {}", format_short(-value)),
        (true, false) => format!(" + {}", format_short(value)),
    }
}

/// What will be trained.
#[must_use]
pub fn plan(lottery: &Lottery) -> String {
    let networks = lottery.lots();
    format!(
        "Trains the experiment at hand with 1 to 64 units, {} each, for {}: {networks} networks.",
        counted(lottery.seeds as usize, "seed", "seeds"),
        counted(lottery.epochs as usize, "epoch", "epochs"),
    )
}

/// A median that is lower than another by less than this share is not said to be better.
const BETTER: f64 = 0.8;

/// What came out, of numbers of units that go up: the medians of the first, the best and the last.
#[must_use]
pub fn found(units: &[usize], spreads: &[Option<Spread>], lottery: &Lottery, over: bool) -> String {
    let come: Vec<(usize, Spread)> = units
        .iter()
        .zip(spreads)
        .filter_map(|(units, spread)| Some((*units, (*spread)?)))
        .filter(|(_, spread)| spread.median.is_finite())
        .collect();
    let best = come.iter().min_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let (Some(first), Some(last), Some(best)) = (come.first(), come.last(), best) else {
        return String::new();
    };
    let so_far = if over { "" } else { "so far: " };
    let of = |(units, spread): &(usize, Spread)| {
        format!(
            "{} with {}",
            format_value(spread.median),
            counted(*units, "unit", "units")
        )
    };
    let epochs = counted(lottery.epochs as usize, "epoch", "epochs");
    let which = match lottery.seeds {
        1 => "training loss".to_owned(),
        seeds => format!("median training loss of {seeds} seeds"),
    };
    let start = capital(&format!("{so_far}after {epochs}, {which}: {}", of(first)));
    if come.len() == 1 {
        return format!("{start}.");
    }
    // Where all are 0, none is better.
    if best.1.median > BETTER * first.1.median || first.1.median == 0.0 {
        return format!("{start}, {}: more units hardly help here.", of(last));
    }
    let less = match best.1.median > 0.0 {
        true => format!(": {} times less", times(first.1.median / best.1.median)),
        false => String::new(),
    };
    let mut said = format!("{start}, {}, which is best{less}.", of(best));
    let enough = come
        .iter()
        .find(|(_, spread)| spread.median <= 2.0 * best.1.median);
    if let Some(enough) = enough.filter(|enough| enough.0 < best.0) {
        said += &format!(" {} within twice that.", capital(&comes(enough.0)));
    }
    if last.0 != best.0 && best.1.median < BETTER * last.1.median {
        said += &format!(" More do not help: {}.", of(last));
    }
    said
}

fn comes(units: usize) -> String {
    match units {
        1 => "1 unit comes".into(),
        units => format!("{units} units come"),
    }
}

/// “46”, “4.2”: how many times.
#[must_use]
pub fn times(times: f64) -> String {
    match times {
        times if times >= 1000.0 => format_value(times),
        times if times >= 10.0 => format!("{times:.0}"),
        times => format!("{times:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{
        Experiment,
        lottery::{Sweep, Swept},
    };

    fn lottery(seeds: u32) -> Lottery {
        Lottery {
            experiment: Experiment::default(),
            first: 1,
            seeds,
            epochs: 100,
            sweep: Some(Sweep::listed(Swept::Units, "1 2 4 8")),
        }
    }

    fn said(medians: &[f64], seeds: u32, over: bool) -> String {
        let of = |median: &f64| {
            (*median >= 0.0).then_some(Spread {
                come: 5,
                least: 0.0,
                median: *median,
                greatest: 1.0,
            })
        };
        let spreads: Vec<_> = medians.iter().map(of).collect();
        found(&[1, 2, 4, 8], &spreads, &lottery(seeds), over)
    }

    #[test]
    fn the_first_the_best_and_the_last_are_told() {
        assert_eq!(
            said(&[0.5, 0.1, 0.015, 0.01], 5, true),
            "After 100 epochs, median training loss of 5 seeds: 0.500 with 1 unit, 0.0100 with 8 units, which is best: \
             50 times less. 4 units come within twice that."
        );
        assert_eq!(
            said(&[0.5, 0.1, 0.2, 0.3], 5, true),
            "After 100 epochs, median training loss of 5 seeds: 0.500 with 1 unit, 0.100 with 2 units, which is best: \
             5.0 times less. More do not help: 0.300 with 8 units."
        );
        assert_eq!(
            said(&[0.5, 0.45, 0.5, 0.52], 1, true),
            "After 100 epochs, training loss: 0.500 with 1 unit, 0.520 with 8 units: more units hardly help here."
        );
    }

    #[test]
    fn a_loss_of_0_is_no_divisor() {
        let all = said(&[0.0; 4], 5, true);
        assert!(all.ends_with("more units hardly help here."), "{all}");
        let back = said(&[0.0, 0.1, 0.2, 0.3], 5, true);
        assert!(back.ends_with("more units hardly help here."), "{back}");
        assert!(said(&[0.5, 0.1, 0.0, 0.0], 5, true).ends_with("0 with 4 units, which is best."));
        assert!(
            said(&[0.5, 0.1, 0.0, 0.3], 5, true)
                .ends_with("which is best. More do not help: 0.300 with 8 units.")
        );
        assert!(said(&[0.5, 0.1, 0.1, 1e-30], 5, true).contains("5×10²⁹ times less."));
    }

    #[test]
    fn what_has_not_come_is_not_told() {
        assert_eq!(said(&[-1.0; 4], 5, false), "");
        assert_eq!(said(&[f64::INFINITY; 4], 5, false), "");
        assert_eq!(
            said(&[-1.0, 0.5, -1.0, -1.0], 5, false),
            "So far: after 100 epochs, median training loss of 5 seeds: 0.500 with 2 units."
        );
    }

    #[test]
    fn a_unit_is_written_with_its_signs() {
        let x = |weight| [("x₁".to_owned(), weight)];
        assert_eq!(
            unit(2, -0.42, Activation::Tanh, &x(1.3), -0.2),
            "Unit 3 adds −0.42·tanh(1.3·x₁ − 0.2)."
        );
        assert_eq!(
            unit(0, 1.0, Activation::Linear, &x(-2.0), 0.5),
            "Unit 1 adds 1·(−2·x₁ + 0.5)."
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (why, named) in [
            (Unfit::Data, "one input"),
            (Unfit::Layers(0), "has none"),
            (Unfit::Layers(3), "has 3"),
            (Unfit::Output(Activation::Sigmoid), "sigmoid"),
        ] {
            assert!(unfit(why).contains(named));
        }
    }
}
