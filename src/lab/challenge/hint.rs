//! What comes next.

use super::{
    function::{Function, functions},
    model::Model,
    plan::{Known, Plan, UnitSet, plan},
    single::{Single, singles},
};
use crate::nn::Activation;

/// What a person is told who asks for a hint.
#[derive(Clone, Debug, PartialEq)]
pub enum Hint {
    /// All rows are right.
    Solved,
    /// A wrong row, and the change of one weight or bias that mends it and leaves the fewest rows wrong.
    Single(usize, Single),
    /// No one change does: a unit that has to be set anew.
    Unit {
        /// The first wrong row.
        row: usize,
        /// Two rows that should be told apart, and at which all units of the last hidden layer answer the same.
        alike: Option<[usize; 2]>,
        /// The unit with other weights.
        set: UnitSet,
        /// What it computes then.
        function: Option<Function>,
        /// How many units have to be set anew in all.
        units: usize,
    },
    /// No weights of this network have all rows right; whether it has no hidden layer.
    Impossible(bool),
    /// Two rows that the network reads the same of and that should be answered differently: no network can.
    Contradiction([usize; 2]),
    /// There are too many ways to be looked through.
    TooMany,
    /// Hidden units that are no steps.
    NotSteps,
    /// The hidden units are, and the output does not decide by its side of 0; the step that would.
    Output(Activation),
}

/// Changes of one parameter that are looked at, at most.
const MOST_SINGLES: usize = 12;

impl Hint {
    /// The next thing to do. Whoever follows hints comes to the end where there is one: each leaves fewer units to
    /// be set anew, or as many and fewer rows wrong.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let right = model.right();
        let Some(row) = right.iter().position(|right| !right) else {
            return Self::Solved;
        };
        if let Some(rows) = model.contradiction() {
            return Self::Contradiction(rows);
        }
        if !model.has_hidden_steps() {
            return Self::NotSteps;
        }
        if !model.decides() {
            return Self::Output(model.step());
        }
        let singles = singles(model);
        let of = |single: &Single| {
            let after = model.with(&[(single.parameter, single.to)]).right();
            let mended = (0..right.len()).find(|&row| !right[row] && after[row]);
            Self::Single(mended.unwrap_or(row), single.clone())
        };
        if let Some(last) = singles.first().filter(|single| single.right == model.len()) {
            return of(last);
        }
        let mut known = Known::new();
        let next = plan(model, usize::MAX, &mut known);
        if next == Plan::None {
            return Self::Impossible(model.layers.len() == 1);
        }
        let mut first = singles.iter().take(MOST_SINGLES);
        if let Some(single) = first.find(|single| keeps_to(model, single, &next, &mut known)) {
            return of(single);
        }
        match next {
            Plan::Units(units) => Self::of_unit(model, row, &units),
            Plan::None | Plan::TooMany => Self::TooMany,
        }
    }

    fn of_unit(model: &Model, row: usize, units: &[UnitSet]) -> Self {
        let Some(set) = units.first() else {
            return Self::TooMany;
        };
        let [layer, unit] = set.place;
        let function = functions(&model.with(&set.values))[layer][unit].clone();
        Self::Unit {
            row,
            alike: alike(model),
            set: set.clone(),
            function,
            units: units.len(),
        }
    }

    /// The values that it proposes, by their numbers.
    #[must_use]
    pub fn changes(&self) -> Vec<(usize, f32)> {
        match self {
            Self::Single(_, single) => vec![(single.parameter, single.to)],
            Self::Unit { set, .. } => set.values.clone(),
            Self::Solved
            | Self::Impossible(_)
            | Self::Contradiction(_)
            | Self::TooMany
            | Self::NotSteps
            | Self::Output(_) => Vec::new(),
        }
    }
}

/// Whether after a change no more units have to be set anew than now.
fn keeps_to(model: &Model, single: &Single, now: &Plan, known: &mut Known) -> bool {
    let Plan::Units(units) = now else {
        // Nothing is known of the way: more rows that are right are all there is.
        return true;
    };
    let after = model.with(&[(single.parameter, single.to)]);
    matches!(plan(&after, units.len(), known), Plan::Units(_))
}

/// Two rows of which one is to be answered otherwise than the other, and which no hidden unit tells apart.
fn alike(model: &Model) -> Option<[usize; 2]> {
    let last = model.layers.len().checked_sub(1).filter(|last| *last > 0)?;
    let read: Vec<Vec<f32>> = model
        .rows
        .iter()
        .map(|row| model.read_by(last, row))
        .collect();
    model.torn(&read)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::model::tests::{XOR, model},
        *,
    };
    use crate::data::{Drawn, Point};

    /// Follows hints until there is none to follow; how many there were, and the last.
    fn follow(mut model: Model) -> (usize, Hint) {
        for step in 0..40 {
            let hint = Hint::of(&model);
            let changes = hint.changes();
            if changes.is_empty() {
                return (step, hint);
            }
            model = model.with(&changes);
        }
        panic!("no end: {model:?}");
    }

    #[test]
    fn hints_say_what_is_to_be_done() {
        // OR and NAND are there, the output is OR: its bias, or a weight of it.
        let model_of = |output: [f32; 3]| {
            model(
                XOR,
                &[&[1.0, 1.0, -1.0, -1.0, -0.5, 1.5], &output[..]].concat(),
            )
        };
        let Hint::Single(row, single) = Hint::of(&model_of([1.0, 1.0, -0.5])) else {
            panic!();
        };
        assert_eq!((row, single.place, single.right), (0, [1, 0, 2], 4));
        assert!(single.to < -1.0 && single.to > -2.0);
        // OR twice and OR of them: three rows are right, and no one change mends the last.
        let hint = Hint::of(&model(
            XOR,
            &[1.0, 1.0, 1.0, 1.0, -0.5, -0.5, 1.0, 1.0, -0.5],
        ));
        let Hint::Unit {
            row,
            alike,
            set,
            function,
            units,
        } = hint
        else {
            panic!("{hint:?}");
        };
        assert_eq!((row, alike, units), (3, Some([1, 3]), 2));
        assert_eq!(set.place[0], 0);
        assert_eq!(function.unwrap().answers.len(), 4);
    }

    #[test]
    fn one_unit_alone_cannot_have_xor() {
        let one = model("data=xor_table&net=2-1h&rule=perceptron", &[1.0, 1.0, -1.5]);
        let (_, last) = follow(one);
        assert_eq!(last, Hint::Impossible(true));
        let smooth = model("data=xor_table&net=2-2t-1s", &[0.1; 9]);
        assert_eq!(Hint::of(&smooth), Hint::NotSteps);
        for (net, loss, step) in [
            ("2-2h-1l", "mean_squared_error", Activation::Heaviside),
            ("2-2h-1h", "hinge", Activation::Sign),
            ("2-2sign-1l", "hinge", Activation::Sign),
        ] {
            let linear = model(&format!("data=xor_table&net={net}&loss={loss}"), &[-1.0; 9]);
            assert_eq!(Hint::of(&linear), Hint::Output(step), "{net} {loss}");
        }
    }

    /// No units, however many, tell apart what the network reads the same of.
    #[test]
    fn rows_that_are_read_alike_are_named() {
        let mut twice = Drawn::default();
        for class in [0, 1] {
            let x = [1.0, 2.0];
            twice.add(Point { x, class }).unwrap();
        }
        let drawn = format!("data=drawn&drawn={}&net=", twice.encode());
        for (data, net, count, rows) in [
            ("data=xor_table&inputs=x1&net=", "1-2h-1h", 7, [0, 1]),
            ("data=xor_table&inputs=x1&net=", "1-1h", 2, [0, 1]),
            ("data=xor_table&inputs=x1&net=", "1-2t-1s", 7, [0, 1]),
            (&drawn, "2-4h-1h", 17, [0, 1]),
        ] {
            let fragment = format!("{data}{net}&loss=mean_squared_error");
            let hint = Hint::of(&model(&fragment, &vec![0.5; count]));
            assert_eq!(hint, Hint::Contradiction(rows), "{fragment}");
        }
    }

    /// Inputs of any size, as a table of one's own may have.
    #[test]
    fn inputs_of_any_size_are_separated() {
        for [low, high] in [
            [50_000.0, 130_000.0],
            [1e-5, 3e-5],
            [1e6, 1e6 + 8.0],
            [-3e8, 4e8],
        ] {
            for [one, other] in [[0.0, 0.0], [0.1, -0.2], [1.0, 1.0]] {
                let mut and = model("data=and&net=2-1h&rule=perceptron", &[one, other, 0.0]);
                for x in and.rows.iter_mut().flatten() {
                    *x = if *x > 0.5 { high } else { low };
                }
                assert_eq!(follow(and).1, Hint::Solved, "{low} {high} {one}");
            }
        }
    }

    /// Two thousand random networks, and a thousand on a grid where sums are often 0.
    #[test]
    fn whoever_follows_hints_solves_xor() {
        let nets = ["2h-1h", "2sign-1sign", "2h-1s", "2h-1sign"];
        let mut random = numbers();
        let mut longest = 0;
        for round in 0..3000 {
            let net = nets[round % nets.len()];
            let coding = if round % 3 == 0 {
                "&coding=bipolar"
            } else {
                ""
            };
            let fragment = XOR.replace("2h-1h", net) + coding;
            let weights: Vec<f32> = (0..9)
                .map(|_| {
                    let number: f32 = random();
                    if round >= 2000 {
                        (number * 2.0).round() * 0.5
                    } else {
                        number
                    }
                })
                .collect();
            let (steps, last) = follow(model(&fragment, &weights));
            assert_eq!(last, Hint::Solved, "{fragment} {weights:?}");
            longest = longest.max(steps);
        }
        assert!(longest <= 6, "{longest}");
    }

    /// Numbers from −3 to 3.
    fn numbers() -> impl FnMut() -> f32 {
        let mut state = 7u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 * 6.0 - 3.0
        }
    }

    /// NOT, XOR with a product among its inputs, and points on a line that change sides four times.
    #[test]
    fn other_tables_are_solved_too() {
        let mut drawn = Drawn::default();
        for at in 0..5u8 {
            let x = [f32::from(at), f32::from(at) / 2.0];
            drawn.add(Point { x, class: at % 2 }).unwrap();
        }
        let drawn = format!("data=drawn&drawn={}", drawn.encode());
        let mut random = numbers();
        for (data, net, count) in [
            ("data=not", "1-1h", 2),
            ("data=not&coding=bipolar", "1-2sign-1sign", 7),
            ("data=xor_table&inputs=x1,x2,x1x2", "3-1h", 4),
            (&drawn, "2-4h-1h", 17),
        ] {
            for _ in 0..20 {
                let weights: Vec<f32> = (0..count).map(|_| random()).collect();
                let fragment = format!("{data}&net={net}&loss=mean_squared_error");
                let (_, last) = follow(model(&fragment, &weights));
                assert_eq!(last, Hint::Solved, "{fragment} {weights:?}");
            }
        }
        let narrow = format!("{drawn}&net=2-2h-1h&loss=mean_squared_error");
        assert_eq!(follow(model(&narrow, &[1.0; 9])).1, Hint::Impossible(false));
    }

    /// What takes too long to be looked through is told, and single changes are proposed all the same.
    #[test]
    fn too_many_ways_are_told() {
        let mut drawn = Drawn::default();
        for at in 0..9u8 {
            let x = f32::from(at) / 2.0 - 2.0;
            let x = [x, x * x];
            drawn.add(Point { x, class: at % 2 }).unwrap();
        }
        let fragment = format!(
            "data=drawn&drawn={}&net=2-3h-1h&loss=mean_squared_error",
            drawn.encode()
        );
        let (_, last) = follow(model(&fragment, &[0.5; 13]));
        assert_eq!(last, Hint::TooMany);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        /// Also other tables, wider and deeper networks: to the end, or to a reason.
        #[test]
        fn whoever_follows_hints_comes_to_an_end(
            weights in prop::collection::vec(-3.0f32..3.0, 40),
            data in prop::sample::select(vec!["and", "or", "nand", "xor_table"]),
            net in prop::sample::select(vec![
                ("2-1h", 3), ("2-1sign", 3), ("2-1h-1h", 5), ("2-3h-1h", 13), ("2-2h-2h-1h", 15), ("2-4sign-1sign", 17),
            ]),
        ) {
            let (net, count) = net;
            let fragment = format!("data={data}&net={net}&loss=mean_squared_error");
            let (_, last) = follow(model(&fragment, &weights[..count]));
            let narrow = net == "2-1h" || net == "2-1sign" || net == "2-1h-1h";
            if let Hint::Impossible(single) = last {
                prop_assert!(narrow && data == "xor_table");
                prop_assert_eq!(single, net != "2-1h-1h");
            } else {
                prop_assert!(last == Hint::Solved && !(narrow && data == "xor_table"), "{:?}", last);
            }
        }
    }
}
