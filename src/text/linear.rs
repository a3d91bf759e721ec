//! What is said of layers that multiply out.

use super::{capital, counted};
use crate::{
    lab::{
        Experiment,
        linear::{Example, Folded, Gap, Part},
    },
    nn::{Activation, Named, Task},
    plot::scale::format_value,
};

/// Of a network of one layer.
pub const SINGLE: &str = "There is but one layer, so there is nothing to multiply out. Load an example, or add a \
                          layer to the network and make it linear.";

/// Why it is so.
pub const WHY: &str = "A linear layer answers its weighted sums as they are. What the next layer makes of them is a \
                       weighted sum of weighted sums: one weighted sum again.";

/// What an activation between layers does.
pub const WHY_NOT: &str = "An activation bends what passes through it, and what is bent cannot be written as one \
                           matrix. That is what makes more layers worth something.";

/// How matrices are to be read.
pub const NOTATION: &str = "A sample is a row x, and a layer answers x·W + b: a row of W for each input, a column \
                            for each unit, as in Keras.";

/// The same where the network reads standardised inputs.
pub const STANDARDISED: &str = "The network reads standardised inputs: x stands for these.";

/// “3 layers with 20 parameters are this one layer with 3.”
#[must_use]
pub fn multiplied(folded: &Folded) -> String {
    let layers = folded.parts.iter().map(|part| part.layers.len()).sum();
    if folded.is_one() {
        let [before, after] = counts(&folded.parts[0]);
        return format!(
            "{} with {before} are this one layer with {after}.",
            counted(layers, "layer", "layers")
        );
    }
    let longer = folded.parts.iter().filter(|part| part.layers.len() > 1);
    let said = longer.map(|part| {
        let [before, after] = counts(part);
        format!(
            "{}, with {before}, are one with {after}.",
            capital(&names(part))
        )
    });
    let mut said: Vec<String> = said.collect();
    if !said.is_empty() {
        said.push(format!(
            "So the {layers} layers are {}.",
            folded.parts.len()
        ));
    }
    said.join(" ")
}

fn counts(part: &Part) -> [String; 2] {
    let of = |count| counted(count, "parameter", "parameters");
    [of(part.parameters()), part.product.parameters().to_string()]
}

/// “layers 1 to 3”.
#[must_use]
pub fn names(part: &Part) -> String {
    let (first, last) = (part.layers.start + 1, part.layers.end);
    match last - first {
        0 => format!("layer {first}"),
        1 => format!("layers {first} and {last}"),
        _ => format!("layers {first} to {last}"),
    }
}

/// Which activations stand between: “tanh stands after layers 1 and 2.” Nothing where none does.
#[must_use]
pub fn between(all: &[(usize, Activation)]) -> String {
    let mut kinds: Vec<(Activation, Vec<String>)> = Vec::new();
    for (layer, activation) in all {
        let number = (layer + 1).to_string();
        match kinds.iter_mut().find(|(known, _)| known == activation) {
            Some((_, layers)) => layers.push(number),
            None => kinds.push((*activation, vec![number])),
        }
    }
    let said = kinds.iter().map(|(activation, layers)| {
        let s = if layers.len() > 1 { "s" } else { "" };
        format!(
            "{} stands after layer{s} {}",
            activation.label(),
            listed(layers)
        )
    });
    match said.collect::<Vec<_>>() {
        said if said.is_empty() => String::new(),
        said => format!("{}.", said.join(", ")),
    }
}

/// “1, 2 and 3”.
fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// What a narrow layer between does.
#[must_use]
pub fn bottleneck(part: &Part) -> String {
    part.bottleneck().map_or_else(String::new, |units| {
        format!(
            "A layer between has only {}, so W has rank {units} at most: it may have more numbers than the stack, \
             but says no more.",
            counted(units, "unit", "units")
        )
    })
}

/// What both draw.
#[must_use]
pub fn drawn(folded: &Folded, e: &Experiment) -> &'static str {
    let output = e.output().activation;
    let one_input = e.data.columns() == 1 && e.reads_no_more_than_places();
    match e.task() {
        _ if !folded.is_one() => "Both draw the same.",
        Task::Regression if one_input && output == Activation::Linear => {
            "However many linear layers there are, they draw one straight line."
        }
        Task::Binary if e.tells_places_apart() => {
            "However many linear layers there are, the border is one straight line."
        }
        Task::Multiclass
            if e.data.columns() == 2 && e.reads_no_more_than_places() && output.always_rises() =>
        {
            "However many linear layers there are, the border between two classes is straight."
        }
        Task::Regression | Task::Binary | Task::Multiclass | Task::Multilabel => {
            "However many linear layers there are, they draw what one can draw."
        }
    }
}

/// What a product is called by screen readers.
#[must_use]
pub fn heading(names: &str, factors: usize) -> String {
    format!(
        "Product of {names}: {} multiplied out",
        counted(factors, "matrix", "matrices")
    )
}

/// Below a picture: of the network, or of what it was multiplied out to.
#[must_use]
pub fn caption(folded: &Folded, is_product: bool) -> String {
    let stack = folded.parts.iter().map(|part| part.layers.len()).sum();
    let layers = if is_product {
        folded.parts.len()
    } else {
        stack
    };
    counted(layers, "layer", "layers")
}

/// What the button does that takes the product's network.
pub const TAKE: &str =
    "Puts the product in the place of the layers that it was made of, with these weights";

/// Where that comes from, after “Opened”.
pub const TAKEN: &str = "the network multiplied out";

/// How far both differ: “Over all 280 training samples both answer the same, up to 6×10⁻⁸: rounding.”
#[must_use]
pub fn gap(gap: &Gap, all: usize) -> String {
    if gap.samples == 0 {
        return String::new();
    }
    let over = if gap.samples < all {
        format!("the first {} of {all} training samples", gap.samples)
    } else {
        format!(
            "all {}",
            counted(all, "training sample", "training samples")
        )
    };
    let largest = format_value(f64::from(gap.largest));
    match gap.largest {
        largest if !largest.is_finite() => "An answer is no finite number.".into(),
        0.0 => format!("Over {over} both answer exactly the same."),
        _ if gap.is_rounding() => format!(
            "Over {over} the largest difference is {largest}, which is the rounding of 32-bit numbers."
        ),
        _ => format!("Over {over} the largest difference is {largest}."),
    }
}

/// The button that loads an example.
#[must_use]
pub fn example(example: Example) -> &'static str {
    match example {
        Example::Composed => "f(x) = 2x + 3 after g(x) = 5x − 1",
        Example::Xor => "XOR with three linear layers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Initializer, LayerSpec, Network};
    use Activation::{Linear, Relu, Sigmoid, Tanh};

    fn folded(inputs: usize, layers: &[(usize, Activation)]) -> Folded {
        let specs: Vec<_> = layers.iter().map(|&(u, a)| LayerSpec::new(u, a)).collect();
        Folded::new(&Network::new(inputs, &specs, Initializer::GlorotUniform, 1))
    }

    #[test]
    fn what_is_multiplied_out_is_counted() {
        let said = |layers: &[(usize, Activation)]| multiplied(&folded(2, layers));
        assert_eq!(
            said(&[(3, Linear), (2, Linear), (1, Sigmoid)]),
            "3 layers with 20 parameters are this one layer with 3."
        );
        assert_eq!(
            said(&[
                (3, Linear),
                (4, Tanh),
                (2, Linear),
                (2, Linear),
                (1, Sigmoid)
            ]),
            "Layers 1 and 2, with 25 parameters, are one with 12. Layers 3 to 5, with 19 parameters, are one with 5. \
             So the 5 layers are 2."
        );
        assert_eq!(said(&[(3, Tanh), (1, Sigmoid)]), "");
    }

    #[test]
    fn what_stands_between_is_listed() {
        assert_eq!(between(&[(0, Tanh)]), "tanh stands after layer 1.");
        assert_eq!(
            between(&[(0, Tanh), (1, Tanh), (2, Relu), (4, Tanh)]),
            "tanh stands after layers 1, 2 and 5, ReLU stands after layer 3."
        );
        assert_eq!(between(&[]), "");
    }

    #[test]
    fn a_narrow_layer_is_told() {
        let of = |layers: &[(usize, Activation)]| bottleneck(&folded(3, layers).parts[0]);
        assert!(
            of(&[(1, Linear), (2, Linear)])
                .starts_with("A layer between has only 1 unit, so W has rank 1")
        );
        assert_eq!(of(&[(3, Linear), (2, Linear)]), "");
    }

    #[test]
    fn differences_are_told_as_they_are() {
        let said = |largest, samples| {
            gap(
                &Gap {
                    largest,
                    answers: 1.0,
                    samples,
                },
                280,
            )
        };
        assert_eq!(
            said(0.0, 280),
            "Over all 280 training samples both answer exactly the same."
        );
        assert_eq!(
            said(6e-8, 280),
            "Over all 280 training samples the largest difference is 6×10⁻⁸, which is the rounding of 32-bit numbers."
        );
        assert_eq!(
            said(0.5, 100),
            "Over the first 100 of 280 training samples the largest difference is 0.500."
        );
        assert_eq!(said(f32::NAN, 280), "An answer is no finite number.");
        assert_eq!(said(0.0, 0), "");
    }

    #[test]
    fn a_line_is_only_said_to_be_drawn_where_one_is() {
        let none: &crate::lab::json::Files<'_> = &|_| None;
        let said = |text: &str| {
            let e = crate::lab::link::read(text, none).0.experiment;
            drawn(&Folded::new(&e.network()), &e)
        };
        assert!(said("data=xor&net=2-3l-1s").ends_with("the border is one straight line."));
        assert!(said("data=line&net=1-3l-1l").ends_with("they draw one straight line."));
        for bent in ["1-3l-1t", "1-3l-1s", "1-3l-1r"] {
            let said = said(&format!("data=sine&net={bent}"));
            assert!(said.ends_with("what one can draw."), "{bent}: {said}");
        }
        assert!(said("data=blobs3&net=2-3l-3r&loss=mse").ends_with("what one can draw."));
        assert!(said("data=xor&inputs=x1,x2,x1x2&net=3-3l-1s").ends_with("what one can draw."));
        assert!(
            said("data=blobs3&net=2-3l-3softmax").ends_with("between two classes is straight.")
        );
        assert_eq!(said("data=xor&net=2-3l-3t-1s"), "Both draw the same.");
    }
}
