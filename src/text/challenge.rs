//! What is said of a table that is to be had right by hand.

use super::{
    perceptron::{called, meeting, number},
    source_name,
};
use crate::{
    lab::{
        Prepared,
        challenge::{Bound, Function, Hint, Model, Single, UnitSet},
    },
    nn::{
        Activation, Named, Network,
        separation::{Points, Search, Separation},
    },
};

/// How the sentences call things.
pub struct Names<'a> {
    /// The inputs of the network.
    inputs: &'a [String],
    /// The rows, as they were measured.
    rows: Vec<Vec<f32>>,
    /// Units of each layer.
    layers: Vec<usize>,
    /// Whether units have a threshold in place of the bias, which is the same with the other sign.
    threshold: bool,
}

impl<'a> Names<'a> {
    /// Those of a network and its training samples, with a threshold or a bias for each unit.
    #[must_use]
    pub fn of(network: &Network, prepared: &'a Prepared, threshold: bool) -> Self {
        let x = &prepared.train_table.x;
        Self {
            inputs: &prepared.encoder.names,
            rows: (0..x.nrows()).map(|row| x.row(row).collect()).collect(),
            layers: network.layers().iter().map(|layer| layer.units).collect(),
            threshold,
        }
    }

    fn row(&self, row: usize) -> String {
        called(row, self.rows.get(row).map_or(&[], Vec::as_slice))
    }

    /// “unit 2”, “the output”, “unit 2 of layer 1” where there are several layers.
    fn unit(&self, layer: usize, unit: usize) -> String {
        match (layer + 1 == self.layers.len(), &self.layers[..]) {
            (true, [_]) => "the unit".into(),
            (true, _) => "the output".into(),
            (false, [_, _]) => format!("unit {}", unit + 1),
            (false, _) => format!("unit {} of layer {}", unit + 1, layer + 1),
        }
    }

    /// The inputs of a layer's units, by name.
    fn sources(&self, layer: usize) -> Vec<String> {
        let count = match layer.checked_sub(1) {
            None => self.inputs.len(),
            Some(before) => self.layers.get(before).copied().unwrap_or_default(),
        };
        (0..count)
            .map(|source| source_name(self.inputs, layer, source))
            .collect()
    }
}

/// What the panel is for.
pub const PURPOSE: &str =
    "Weights put in place by hand: a threshold unit is a gate, and three of them are XOR.";

/// Where there is no table to be had right.
pub const NO_TABLE: &str = "A truth table with one answer is needed here, of at most 16 rows: load a gate, or the challenge.";

/// How many rows are right.
#[must_use]
pub fn standing(right: usize, rows: usize) -> String {
    format!("{right} of {rows} rows right.")
}

/// All rows are right, and what the units compute, layer by layer.
#[must_use]
pub fn solved(rows: usize, functions: &[Vec<Option<Function>>], names: &Names<'_>) -> String {
    let all = format!("Solved: all {rows} rows are right.");
    let mut parts = Vec::new();
    for (layer, units) in functions.iter().enumerate() {
        for (unit, of) in units.iter().enumerate() {
            let Some(of) = of else {
                return all;
            };
            parts.push(format!(
                "{} is {}",
                names.unit(layer, unit),
                function(of, &names.sources(layer))
            ));
        }
    }
    format!("{all} {}.", capital(&parts.join(", ")))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// What a function is called, of inputs with these names.
#[must_use]
pub fn function(of: &Function, names: &[String]) -> String {
    let bits = of
        .answers
        .iter()
        .fold(0, |bits, &on| 2 * bits + usize::from(on));
    match names {
        [a] => match bits {
            0 => "always off".into(),
            1 => a.clone(),
            2 => format!("NOT {a}"),
            _ => "always on".into(),
        },
        [a, b] => match bits {
            0 => "always off".into(),
            1 => "AND".into(),
            2 => format!("{a} AND NOT {b}"),
            3 => a.clone(),
            4 => format!("{b} AND NOT {a}"),
            5 => b.clone(),
            6 => "XOR".into(),
            7 => "OR".into(),
            8 => "NOR".into(),
            9 => "XNOR".into(),
            10 => format!("NOT {b}"),
            11 => format!("{a} OR NOT {b}"),
            12 => format!("NOT {a}"),
            13 => format!("{b} OR NOT {a}"),
            14 => "NAND".into(),
            _ => "always on".into(),
        },
        _ => of_many(of),
    }
}

/// Of more inputs: by how many are on, where no more matters.
fn of_many(of: &Function) -> String {
    let inputs = of.inputs;
    let least = |on: bool| {
        let with = |(at, &answer): (usize, &bool)| (answer == on).then(|| at.count_ones() as usize);
        of.answers.iter().enumerate().filter_map(with).min()
    };
    let is_from = |least: usize, on: bool| {
        let holds =
            |(at, &answer): (usize, &bool)| (answer == on) == (at.count_ones() as usize >= least);
        of.answers.iter().enumerate().all(holds)
    };
    match (least(true), least(false)) {
        (None, _) => "always off".into(),
        (_, None) => "always on".into(),
        (Some(least), _) if is_from(least, true) => match least {
            1 => "OR".into(),
            least if least == inputs => "AND".into(),
            least => format!("at least {least} of {inputs}"),
        },
        (_, Some(least)) if is_from(least, false) => match least {
            1 => "NOR".into(),
            least if least == inputs => "NAND".into(),
            least => format!("fewer than {least} of {inputs}"),
        },
        _ => {
            let on = of.answers.iter().filter(|on| **on).count();
            format!("on for {on} of {} combinations", of.answers.len())
        }
    }
}

/// What comes next for a network with these weights, and the same in words; none where its samples are no table with
/// one answer.
#[must_use]
pub fn ask(network: &Network, prepared: &Prepared, threshold: bool) -> Option<(Hint, String)> {
    let model = Model::new(network, prepared)?;
    let found = Hint::of(&model);
    let mut text = hint(&found, &model, &Names::of(network, prepared, threshold));
    if found == Hint::Impossible(true)
        && let Some(proof) = proof(prepared)
    {
        text = format!("{text} {proof}");
    }
    Some((found, text))
}

/// Why no line separates the rows.
fn proof(prepared: &Prepared) -> Option<String> {
    let train = &prepared.train;
    let points = Points::of_unit(train.clone(), 0, prepared.target.threshold())?;
    match Search::new(points).finish() {
        Separation::Meeting(found) => Some(meeting(&found, train.len())),
        Separation::Apart(_) | Separation::Undecided => None,
    }
}

/// What comes next.
fn hint(hint: &Hint, model: &Model, names: &Names<'_>) -> String {
    match hint {
        Hint::Solved => "All rows are right: nothing is left to be done.".into(),
        Hint::Single(row, single) => {
            let then = match (single.right, model.len()) {
                (right, rows) if right == rows => format!("then all {rows} rows are right"),
                (right, rows) => format!("then {right} of {rows} rows are right"),
            };
            format!("{} {}: {then}.", wrong(*row, model, names), way(single, names))
        }
        Hint::Unit { row, alike, set, function, units } => {
            let alike = alike.map_or_else(String::new, |[one, other]| {
                format!(
                    " The hidden units answer the same to {} and {}, so the output cannot tell them apart.",
                    names.row(one),
                    names.row(other)
                )
            });
            let more = match units - 1 {
                0 => String::new(),
                1 => " One more unit has to change after that.".into(),
                more => format!(" {more} more units have to change after that."),
            };
            let row = wrong(*row, model, names);
            format!("{row} No change of one weight leads on.{alike} {}{more}", anew(set, function.as_ref(), names))
        }
        Hint::Impossible(true) => "One unit alone cannot do it.".into(),
        Hint::Impossible(false) => {
            "No weights of this network have all rows right: every way to set its units was tried. Give a hidden layer \
             one more unit."
                .into()
        }
        Hint::TooMany => {
            "There are too many ways to set these units for the next one to be worked out. Fewer units or rows have a hint."
                .into()
        }
        Hint::Contradiction([one, other]) => contradiction(*one, *other, names),
        Hint::NotSteps => {
            "Hints are worked out where all hidden units are steps. With other activations Play looks for the weights."
                .into()
        }
        Hint::Output(step) => format!(
            "Hints are worked out where the answer goes by whether the weighted sum of the output is above 0 or below. \
             With this output it does not: choose {} for it.",
            step.label()
        ),
    }
}

/// Two rows that no weights answer as they should be.
fn contradiction(one: usize, other: usize, names: &Names<'_>) -> String {
    let rows = [one, other].map(|row| names.row(row));
    let [a, b] = &rows;
    let text = format!(
        "Rows {a} and {b} should be answered differently, and the network reads the same of both: no weights and no more \
         units have both right."
    );
    match names.rows.get(one) == names.rows.get(other) {
        true => text,
        false => format!("{text} Choose inputs that tell them apart."),
    }
}

/// A row that is wrong.
fn wrong(row: usize, model: &Model, names: &Names<'_>) -> String {
    let [answer, target] = model.answer_and_target(row).unwrap_or_default();
    format!(
        "Row {} answers {} and should answer {}.",
        names.row(row),
        number(answer.into()),
        number(target.into())
    )
}

/// Which way a parameter has to go.
fn way(single: &Single, names: &Names<'_>) -> String {
    let [layer, unit, source] = single.place;
    let sources = names.sources(layer);
    let unit = names.unit(layer, unit);
    let flipped = source >= sources.len() && names.threshold;
    let what = match sources.get(source) {
        Some(from) => format!("the weight from {from} to {unit}"),
        None if flipped => format!("the threshold of {unit}"),
        None => format!("the bias of {unit}"),
    };
    // There is no minus zero.
    let value = |value: f32| f64::from(if flipped { 0.0 - value } else { value } + 0.0);
    let is_up = value(single.to) > value(single.from);
    let at = |bound: Bound| number(value(bound.at));
    let verb = if is_up { "Raise" } else { "Lower" };
    if single.far == Some(single.near) {
        return format!("{verb} {what} to exactly {}", at(single.near));
    }
    let near = match (single.near.closed, is_up) {
        (false, true) => format!("above {}", at(single.near)),
        (false, false) => format!("below {}", at(single.near)),
        (true, true) => format!("to {} or more", at(single.near)),
        (true, false) => format!("to {} or less", at(single.near)),
    };
    let far = single
        .far
        .map_or_else(String::new, |far| match (far.closed, is_up) {
            (false, true) => format!(", but below {}", at(far)),
            (false, false) => format!(", but above {}", at(far)),
            (true, true) => format!(", but to {} at most", at(far)),
            (true, false) => format!(", but to {} at least", at(far)),
        });
    format!(
        "{verb} {what} {near}{far}, for example to {}",
        number(value(single.to))
    )
}

/// A unit with other weights.
fn anew(set: &UnitSet, of: Option<&Function>, names: &Names<'_>) -> String {
    let [layer, unit] = set.place;
    let sources = names.sources(layer);
    let values: Vec<f64> = set
        .values
        .iter()
        .map(|(_, value)| f64::from(*value))
        .collect();
    let (bias, weights) = values
        .split_last()
        .map_or((0.0, &[][..]), |(bias, weights)| (*bias, weights));
    let weights: Vec<String> = weights.iter().map(|&w| number(w)).collect();
    let weights = match &weights[..] {
        [one] => format!("weight {one}"),
        all => format!("weights {}", all.join(" and ")),
    };
    let bias = match names.threshold {
        true => format!("threshold {}", number(0.0 - bias)),
        false => format!("bias {}", number(bias)),
    };
    let unit = names.unit(layer, unit);
    match of {
        Some(of) => format!(
            "Let {unit} be {}: for example {weights}, {bias}.",
            function(of, &sources)
        ),
        None => format!("Set {unit} anew: for example {weights}, {bias}."),
    }
}

/// What a unit computes, in words: its weights and, at last, its bias.
#[must_use]
pub fn rule(
    activation: Option<Activation>,
    parameters: &[f32],
    sources: &[String],
    threshold: bool,
) -> String {
    let (bias, weights) = parameters
        .split_last()
        .map_or((0.0, &[][..]), |(bias, weights)| (*bias, weights));
    let mut sum = String::new();
    for (w, name) in weights.iter().zip(sources) {
        append(&mut sum, f64::from(*w), &format!("·{name}"));
    }
    let of_threshold = threshold && activation.is_some_and(Activation::is_step);
    let limit = if of_threshold { 0.0 - bias } else { 0.0 };
    if !of_threshold {
        append(&mut sum, bias.into(), "");
    }
    let limit = number(limit.into());
    match activation {
        Some(Activation::Heaviside) => format!("1 where {sum} is at least {limit}, else 0."),
        Some(Activation::Sign) => {
            format!("1 where {sum} is above {limit}, −1 where it is below, 0 in between.")
        }
        _ => format!("The activation of {sum}."),
    }
}

fn append(sum: &mut String, value: f64, of: &str) {
    let sign = match (sum.is_empty(), value < 0.0) {
        (true, _) => "",
        (false, true) => " − ",
        (false, false) => " + ",
    };
    let size = if sum.is_empty() { value } else { value.abs() };
    sum.push_str(sign);
    sum.push_str(&number(size + 0.0));
    sum.push_str(of);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{challenge::functions, link};

    const XOR: &str = "data=xor_table&net=2-2h-1h&loss=mean_squared_error";

    /// What is said of the network of a link with these weights: the status where it is solved, and the hint.
    fn said(fragment: &str, parameters: &[f32], threshold: bool) -> [String; 2] {
        let e = link::read(fragment, &|_| None).0.experiment;
        let prepared = Prepared::new(&e);
        let mut network = e.network();
        network.parameters_mut().copy_from_slice(parameters);
        let model = Model::new(&network, &prepared).unwrap();
        let names = Names::of(&network, &prepared, threshold);
        [
            solved(model.len(), &functions(&model), &names),
            ask(&network, &prepared, threshold).unwrap().1,
        ]
    }

    #[test]
    fn a_solution_is_told_by_what_the_units_compute() {
        for (fragment, weights, text) in [
            (
                XOR,
                &[1.0, 1.0, -1.0, -1.0, -0.5, 1.5, 1.0, 1.0, -1.5][..],
                "Unit 1 is OR, unit 2 is NAND, the output is AND.",
            ),
            (
                XOR,
                &[1.0, -1.0, -1.0, 1.0, -0.5, -0.5, 1.0, 1.0, -0.5],
                "Unit 1 is x₁ AND NOT x₂, unit 2 is x₂ AND NOT x₁, the output is OR.",
            ),
            (
                XOR,
                &[1.0, 1.0, 1.0, 1.0, -0.5, -1.5, 1.0, -1.0, -0.5],
                "Unit 1 is OR, unit 2 is AND, the output is unit 1 AND NOT unit 2.",
            ),
            (
                "data=and&net=2-1h&rule=perceptron",
                &[1.0, 1.0, -1.5],
                "The unit is AND.",
            ),
            (
                "data=not&net=1-1h&rule=perceptron",
                &[-1.0, 0.5],
                "The unit is NOT x₁.",
            ),
        ] {
            let [solved, hint] = said(fragment, weights, false);
            let rows = if fragment.contains("not") { 2 } else { 4 };
            assert_eq!(solved, format!("Solved: all {rows} rows are right. {text}"));
            assert_eq!(hint, "All rows are right: nothing is left to be done.");
        }
        let smooth = XOR.replace("2h", "2t");
        assert_eq!(
            said(&smooth, &[1.0; 9], false)[0],
            "Solved: all 4 rows are right."
        );
    }

    #[test]
    fn hints_name_the_row_and_the_way() {
        let and = "data=and&net=2-1h&rule=perceptron";
        for (fragment, weights, threshold, text) in [
            (
                and,
                &[1.0, 1.0, -0.5][..],
                false,
                "Row (0, 1) answers 1 and should answer 0. Lower the bias of the unit below −1, but to −2 at least, for \
                 example to −1.5: then all 4 rows are right.",
            ),
            (
                and,
                &[1.0, 1.0, -0.5],
                true,
                "Row (0, 1) answers 1 and should answer 0. Raise the threshold of the unit above 1, but to 2 at most, for \
                 example to 1.5: then all 4 rows are right.",
            ),
            (
                "data=xor_table&net=2-1h&rule=perceptron",
                &[1.0, 1.0, -1.5],
                false,
                "One unit alone cannot do it. No line separates them, and this proves it: the point (0.5, 0.5) lies \
                 between samples of either side. A line would have to have it on both sides at once. It takes 4 of the 4 \
                 samples to see that.",
            ),
        ] {
            assert_eq!(said(fragment, weights, threshold)[1], text);
        }
        let [_, twice] = said(
            XOR,
            &[1.0, 1.0, 1.0, 1.0, -0.5, -0.5, 1.0, 1.0, -0.5],
            false,
        );
        assert!(twice.starts_with(
            "Row (1, 1) answers 1 and should answer 0. No change of one weight leads on. The hidden units answer the \
             same to (0, 1) and (1, 1), so the output cannot tell them apart. Let unit 2 be AND: for example weights 1 \
             and 1, bias −1.5. One more unit"
        ), "{twice}");
        let [_, smooth] = said(&XOR.replace("2h", "2t"), &[0.1; 9], false);
        assert!(smooth.starts_with("Hints are worked out where all hidden units are steps."));
        let [_, linear] = said(&XOR.replace("1h", "1l"), &[0.1; 9], false);
        assert!(
            !linear.contains("hidden") && linear.contains("choose step for it"),
            "{linear}"
        );
        let [_, torn] = said(
            "data=xor_table&inputs=x1&net=1-2h-1h&loss=mean_squared_error",
            &[0.1; 7],
            false,
        );
        assert_eq!(
            torn,
            "Rows (0, 0) and (0, 1) should be answered differently, and the network reads the same of both: no weights \
             and no more units have both right. Choose inputs that tell them apart."
        );
    }

    #[test]
    fn functions_of_many_inputs_go_by_how_many_are_on() {
        let of = |inputs: usize, on: &dyn Fn(usize) -> bool| {
            let answers = (0..1 << inputs).map(|at: usize| on(at)).collect();
            function(&Function { inputs, answers }, &vec![String::new(); inputs])
        };
        let ones = |at: usize| at.count_ones() as usize;
        for (text, found) in [
            ("OR", of(3, &|at| ones(at) >= 1)),
            ("AND", of(4, &|at| ones(at) == 4)),
            ("NAND", of(3, &|at| ones(at) < 3)),
            ("NOR", of(3, &|at| at == 0)),
            ("at least 2 of 3", of(3, &|at| ones(at) >= 2)),
            ("fewer than 3 of 4", of(4, &|at| ones(at) < 3)),
            ("always off", of(3, &|_| false)),
            ("always on", of(4, &|_| true)),
            ("on for 4 of 8 combinations", of(3, &|at| ones(at) % 2 == 1)),
        ] {
            assert_eq!(found, text);
        }
        let names = ["a".to_owned(), "b".to_owned()];
        let all: Vec<String> = (0..16)
            .map(|bits: usize| {
                let answers = (0..4).map(|at| bits >> (3 - at) & 1 == 1).collect();
                function(&Function { inputs: 2, answers }, &names)
            })
            .collect();
        let mut different = all.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 16, "{all:?}");
        assert_eq!((&all[13][..], &all[4][..]), ("b OR NOT a", "b AND NOT a"));
    }

    /// What the sentence says is what the unit does, at its threshold too.
    #[test]
    fn rules_are_said_with_their_numbers() {
        let names = ["x₁".to_owned(), "x₂".to_owned()];
        let said =
            |activation, threshold| rule(Some(activation), &[1.0, -2.0, -0.5], &names, threshold);
        assert_eq!(
            said(Activation::Heaviside, true),
            "1 where 1·x₁ − 2·x₂ is at least 0.5, else 0."
        );
        assert_eq!(
            said(Activation::Heaviside, false),
            "1 where 1·x₁ − 2·x₂ − 0.5 is at least 0, else 0."
        );
        assert_eq!(
            said(Activation::Sign, true),
            "1 where 1·x₁ − 2·x₂ is above 0.5, −1 where it is below, 0 in between."
        );
        assert_eq!(
            said(Activation::Sigmoid, true),
            "The activation of 1·x₁ − 2·x₂ − 0.5."
        );
        assert_eq!(
            [0.0, -0.1, 0.1].map(|z| Activation::Heaviside.value(z)),
            [1.0, 0.0, 1.0]
        );
        assert_eq!(
            [0.0, -0.1, 0.1].map(|z| Activation::Sign.value(z)),
            [0.0, -1.0, 1.0]
        );
    }
}
