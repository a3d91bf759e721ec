//! What is said of wide networks and deep ones.

use super::{approximation::times, capital, counted};
use crate::{
    lab::{
        Experiment,
        depth::{Example, Shape},
        lottery::{Lottery, Spread},
    },
    nn::Activation,
    plot::scale::format_value,
};

/// Why one compares them.
pub const WHY: &str = "A deep network uses again what earlier layers have found: some functions take far fewer \
                       units that way. But deep networks are harder to train, so depth does not always win. Train \
                       all and see.";

/// What the experiment at hand lacks.
pub const UNSUITED: &str = "Hidden layers learn by backprop, through an output that has a slope. The experiment at \
                            hand has none: begin with another.";

/// How the plot is read.
pub const READ: &str = "Each dot is a seed, the line joins the medians, the band reaches from the best seed to the \
                        worst. A dot loads its run; Undo brings the present one back.";

/// “3 layers of 6”.
#[must_use]
pub fn shape(shape: Shape) -> String {
    named(shape.layers, shape.units)
}

fn named(layers: usize, units: usize) -> String {
    match layers {
        1 => format!("one layer of {units}"),
        layers => format!("{layers} layers of {units}"),
    }
}

/// The layers and units that a sweep's text has.
fn read(text: &str) -> (usize, &str) {
    let layers = text.split('-').count();
    (layers, text.split('-').next().unwrap_or_default())
}

/// A shape in the plot: “3 × 6”.
#[must_use]
pub fn short(text: &str) -> String {
    let (layers, units) = read(text);
    format!("{layers} × {units}")
}

fn long(text: &str) -> String {
    let (layers, units) = read(text);
    named(layers, units.parse().unwrap_or_default())
}

/// Which shapes there are.
#[must_use]
pub fn lead(shapes: &[Shape], e: &Experiment) -> String {
    let counts = || shapes.iter().map(|shape| shape.parameters);
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    let how_many = match least == most {
        true => least.to_string(),
        false => format!("{least} to {most}"),
    };
    let said = format!(
        "One wide hidden layer or several narrow ones, each network with {how_many} parameters."
    );
    let first = e.hidden().first();
    match first.is_some_and(|layer| layer.activation == Activation::Linear) {
        true => format!("{said} Their hidden layers are linear, so each of them is but one layer."),
        false => said,
    }
}

/// Losses that differ by less than this share are not told apart.
const ALIKE: f64 = 0.8;

/// What came out, also where depth does not help.
#[must_use]
pub fn found(spreads: &[Option<Spread>], lottery: &Lottery, over: bool) -> String {
    let values = lottery.sweep.iter().flat_map(|sweep| &sweep.values);
    let come: Option<Vec<(String, Spread)>> = values
        .zip(spreads)
        .map(|(text, spread)| Some((long(text), (*spread)?)))
        .collect();
    let Some(come) = come else {
        return "Not all shapes have come yet.".into();
    };
    let mut order: Vec<&(String, Spread)> = come.iter().collect();
    order.sort_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let (Some(wide), [best, next, ..]) = (come.first(), &order[..]) else {
        return String::new();
    };
    if !best.1.median.is_finite() {
        return "All have left the finite numbers; a smaller learning rate would help.".into();
    }
    let epochs = counted(lottery.epochs as usize, "epoch", "epochs");
    let which = match lottery.seeds {
        1 => "training loss".to_owned(),
        seeds => format!("median training loss of {seeds} seeds"),
    };
    let so_far = if over { "" } else { "so far: " };
    let start = capital(&format!("{so_far}after {epochs}, {which}"));
    let of = |(name, spread): &(String, Spread)| format!("{} with {name}", number(spread.median));
    let (other, verdict) = if best.0 == wide.0 {
        (*next, "The wide network is best: depth does not help here.")
    } else {
        (wide, "Depth helps here.")
    };
    let ratio = best.1.median / other.1.median;
    let start = format!("{start}: {}, {}", of(best), of(other));
    // Of two that are 0 there is no ratio.
    if ratio.is_nan() || ratio > ALIKE {
        return format!("{start}: no difference worth the name.");
    }
    let more = match other.1.median.is_finite() && best.1.median > 0.0 {
        true => format!(", {} times as much", times(other.1.median / best.1.median)),
        false => String::new(),
    };
    let sure = match best.1.greatest < other.1.least {
        _ if lottery.seeds == 1 => " One seed proves little.",
        true => " Every seed of the one is better than every seed of the other.",
        false => " But their seeds overlap, so other seeds may say otherwise.",
    };
    format!("{start}{more}. {verdict}{sure}")
}

fn number(loss: f64) -> String {
    match loss {
        loss if loss.is_finite() => format_value(loss),
        _ => "no finite loss".into(),
    }
}

/// The button that loads an example.
#[must_use]
pub fn example(example: Example) -> &'static str {
    match example {
        Example::Spiral => "the spiral",
        Example::Sine => "a sine",
        Example::Bumps => "hills and a hollow",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::lottery::{Sweep, Swept};

    fn said(losses: [[f64; 3]; 3], seeds: u32) -> String {
        let lottery = Lottery {
            experiment: Experiment::default(),
            first: 1,
            seeds,
            epochs: 100,
            sweep: Some(Sweep::listed(Swept::Layers, "27 9-9 6-6-6")),
        };
        let spread = |[least, median, greatest]: [f64; 3]| {
            (median >= 0.0).then_some(Spread {
                come: 5,
                least,
                median,
                greatest,
            })
        };
        found(&losses.map(spread), &lottery, true)
    }

    #[test]
    fn depth_is_said_to_help_only_where_it_does() {
        assert_eq!(
            said([[0.3, 0.4, 0.5], [0.2, 0.3, 0.4], [0.05, 0.1, 0.2]], 5),
            "After 100 epochs, median training loss of 5 seeds: 0.100 with 3 layers of 6, 0.400 with one layer of 27, \
             4.0 times as much. Depth helps here. Every seed of the one is better than every seed of the other."
        );
        assert_eq!(
            said([[0.05, 0.1, 0.3], [0.2, 0.3, 0.4], [0.3, 0.4, 0.5]], 5),
            "After 100 epochs, median training loss of 5 seeds: 0.100 with one layer of 27, 0.300 with 2 layers of 9, \
             3.0 times as much. The wide network is best: depth does not help here. But their seeds overlap, so other \
             seeds may say otherwise."
        );
        assert!(
            said([[0.1, 0.1, 0.1], [0.2, 0.2, 0.2], [0.09, 0.09, 0.09]], 5)
                .ends_with("no difference worth the name.")
        );
        assert!(
            said([[0.4; 3], [0.3; 3], [0.1; 3]], 1)
                .ends_with("Depth helps here. One seed proves little.")
        );
    }

    #[test]
    fn a_loss_of_0_is_no_divisor() {
        let all = said([[0.0; 3]; 3], 5);
        assert!(all.ends_with("no difference worth the name."), "{all}");
        let two = said([[0.0; 3], [0.4; 3], [0.0; 3]], 5);
        assert!(two.ends_with("no difference worth the name."), "{two}");
        let one = said([[0.4; 3], [0.3; 3], [0.0; 3]], 5);
        assert!(
            one.contains("0 with 3 layers of 6, 0.400 with one layer of 27. Depth helps here."),
            "{one}"
        );
        let wide = said([[0.0; 3], [0.3; 3], [0.4; 3]], 5);
        assert!(
            wide.contains("27, 0.300 with 2 layers of 9. The wide"),
            "{wide}"
        );
        let tiny = said([[0.4; 3], [0.3; 3], [1e-30; 3]], 5);
        assert!(tiny.contains("4×10²⁹ times as much"), "{tiny}");
        for said in [all, two, one, wide, tiny] {
            assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
        }
    }

    #[test]
    fn what_diverged_or_has_not_come_is_said_so() {
        let gone = [f64::INFINITY; 3];
        assert!(said([gone; 3], 5).starts_with("All have left the finite numbers"));
        let wide_gone = said([gone, [0.2; 3], [0.1; 3]], 5);
        assert!(
            wide_gone.contains(
                "0.100 with 3 layers of 6, no finite loss with one layer of 27. Depth helps"
            ),
            "{wide_gone}"
        );
        assert_eq!(
            said([[-1.0; 3], [0.2; 3], [0.1; 3]], 5),
            "Not all shapes have come yet."
        );
    }

    #[test]
    fn shapes_are_named() {
        assert_eq!(shape(Shape::new(2, 1, 1, 27)), "one layer of 27");
        assert_eq!(
            (short("27"), short("6-6-6")),
            ("1 × 27".into(), "3 × 6".into())
        );
        let shapes = [Shape::new(2, 1, 1, 27), Shape::new(2, 1, 3, 6)];
        let e = Experiment::default();
        assert!(lead(&shapes, &e).ends_with("each network with 109 parameters."));
        let mut linear = e.clone();
        linear.layers[0].activation = Activation::Linear;
        assert!(lead(&shapes, &linear).contains("are linear"));
    }
}
