//! What happened as a sample was shown, in a line.

use crate::{
    data::Targets,
    engine::Shown,
    lab::{Experiment, Moment, Prepared},
    nn::{Dense, LearningRule, Network, Task, largest},
    plot::scale::format_short,
};

/// Columns of a sample that stand in the line.
const COLUMNS: usize = 4;
/// Weights of a unit that all stand in the line.
const ALL: usize = 6;
/// Changes of a network that do.
const LARGEST: usize = 3;

/// The sample, what the network answered and what it should have, and what each weight changed by:
/// “(0, 1): answer 0, target 1, wrong: w₁ stays, w₂ + 0.1, bias + 0.1.”
#[must_use]
pub fn step(
    e: &Experiment,
    data: &Prepared,
    network: &Network,
    sample: usize,
    shown: &Shown,
) -> String {
    let verdict = verdict(e, data, sample, &shown.answer);
    let loss = if e.rule.is_local() {
        String::new()
    } else {
        format!(", loss {}", number(shown.loss))
    };
    let changes = changes(data, network, shown);
    format!("{}: {verdict}{loss}{changes}.", inputs(data, sample))
}

/// Rows among which the one with the longest numbers is looked for.
const ROWS: usize = 50;
/// A number of usual length.
const USUAL: f32 = -0.0123;

/// As long a line as steps usually are told in.
#[must_use]
pub fn longest_step(e: &Experiment, data: &Prepared, network: &Network) -> String {
    let rows = 0..data.train.len().min(ROWS);
    let Some(sample) = rows.max_by_key(|&row| inputs(data, row).chars().count()) else {
        return String::new();
    };
    let answer = if e.rule.is_local() {
        data.train.y(sample).to_vec()
    } else {
        vec![USUAL; network.outputs()]
    };
    let count = network.parameters().len();
    let shown = Shown {
        at: Moment::START,
        answer,
        loss: USUAL.abs(),
        changes: Some(vec![USUAL; count]),
        left: 0,
    };
    let told = step(e, data, network, sample, &shown);
    let layers = network.layers();
    // Of a network, the first changes are not those with the longest names.
    let Some((start, _)) = told.split_once(" changes: ") else {
        return told;
    };
    let last = layers.iter().map(|layer| layer.kernel.end - 1);
    let names = last.map(|at| name(data, layers, at));
    let longest = names.max_by_key(|name| name.chars().count());
    let change = format!("{} by {}", longest.unwrap_or_default(), number(USUAL));
    format!("{start} changes: {}.", vec![change; LARGEST].join(", "))
}

fn number(value: f32) -> String {
    format_short(f64::from(value))
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// The sample by its inputs, or by its number where these are many.
fn inputs(data: &Prepared, sample: usize) -> String {
    let row = data.train_table.x.row(sample);
    if row.len() > COLUMNS {
        return format!("Training sample {}", sample + 1);
    }
    format!("({})", list(row.map(number)))
}

/// What was answered, what should have been, and whether that is right.
fn verdict(e: &Experiment, data: &Prepared, sample: usize, answer: &[f32]) -> String {
    let target = data.train.y(sample);
    let right = |right: bool| if right { "right" } else { "wrong" };
    match (&data.train_table.targets, data.task) {
        (_, Task::Binary) => {
            let (a, t) = (answer[0], target[0]);
            let right = right(data.target.class(a) == data.target.class(t));
            let [a, t] = [a, t].map(|value| yes_or_no(e, data, value));
            format!("answer {a}, target {t}, {right}")
        }
        (Targets::Classes { names, of }, _) if e.rule == LearningRule::Backprop => {
            let (most, class) = (largest(answer.iter().copied()), usize::from(of[sample]));
            let (share, right) = (number(answer[most]), right(most == class));
            format!(
                "answer {} ({share}), target {}, {right}",
                names[most], names[class]
            )
        }
        (Targets::Values { names, .. }, _) => {
            let value = |values: &[f32]| {
                let own = values.iter().enumerate();
                let own = own.map(|(output, &value)| number(data.value(output, value)));
                let named = own.zip(names).map(|(value, name)| match names.len() {
                    1 => value,
                    _ => format!("{name} {value}"),
                });
                list(named)
            };
            format!("answer {}, target {}", value(answer), value(target))
        }
        (targets, _) => {
            let named = |(name, &a): (&String, &f32)| format!("{name} {}", number(a));
            let answers = list(targets.names().iter().zip(answer).map(named));
            let wanted: Vec<_> = target.iter().map(|&t| number(t)).collect();
            let both = answer.iter().zip(target);
            let right = both.filter(|(a, t)| data.target.class(**a) == data.target.class(**t));
            let (right, of) = (right.count(), target.len());
            let wanted = wanted.join(" and ");
            format!("answers {answers}; targets {wanted}; {right} of {of} right")
        }
    }
}

/// A value of the only output, with the class that it stands for where the classes of a table have
/// names of their own.
fn yes_or_no(e: &Experiment, data: &Prepared, value: f32) -> String {
    let class = usize::from(data.target.class(value));
    match data.names().get(class) {
        Some(name) if !e.data.has_features() => format!("{} ({name})", number(value)),
        _ => number(value),
    }
}

/// What each weight and the bias of a unit changed by; of a network, the largest changes.
fn changes(data: &Prepared, network: &Network, shown: &Shown) -> String {
    let Some(changes) = &shown.changes else {
        let samples = super::counted(shown.left, "more sample", "more samples");
        return format!(". The weights change at the end of the batch, after {samples}");
    };
    if changes.iter().all(|change| *change == 0.0) {
        return ": the weights stay".into();
    }
    match network.layers() {
        [unit] if unit.units == 1 && unit.inputs <= ALL => {
            let names = (1..=unit.inputs).map(|at| format!("w{}", subscript(at)));
            let names = names.chain(["bias".into()]);
            let each = names
                .zip(changes)
                .map(|(name, &change)| changed(&name, change));
            format!(": {}", list(each))
        }
        layers => largest_changes(data, layers, changes),
    }
}

fn largest_changes(data: &Prepared, layers: &[Dense], changes: &[f32]) -> String {
    let mut order: Vec<_> = (0..changes.len())
        .filter(|&at| changes[at] != 0.0)
        .collect();
    let count = order.len();
    // The first of those that are alike, as they stand in the network.
    order.sort_by(|&a, &b| changes[b].abs().total_cmp(&changes[a].abs()));
    let largest = order.iter().take(LARGEST);
    let each =
        list(largest.map(|&at| format!("{} by {}", name(data, layers, at), number(changes[at]))));
    match count {
        ..=LARGEST => format!(": {each}"),
        _ => format!(". Largest of {count} changes: {each}"),
    }
}

/// “w₁ + 0.1”, “w₁ − 0.1” or “w₁ stays”.
fn changed(name: &str, change: f32) -> String {
    let size = number(change.abs());
    match change {
        0.0 => format!("{name} stays"),
        ..0.0 => format!("{name} − {size}"),
        _ => format!("{name} + {size}"),
    }
}

/// What the parameter at a place is called: “x₁ → layer 1 unit 2”, “bias of the output”.
fn name(data: &Prepared, layers: &[Dense], at: usize) -> String {
    let found = layers.iter().position(|layer| at < layer.bias.end);
    let l = found.unwrap_or_default();
    let layer = &layers[l];
    let neuron = |l: usize, unit: usize| match (l + 1 == layers.len(), layers[l].units) {
        (true, 1) => "output".to_owned(),
        (true, _) => format!("output {}", unit + 1),
        (false, _) => format!("layer {} unit {}", l + 1, unit + 1),
    };
    if at >= layer.bias.start {
        return format!("bias of {}", neuron(l, at - layer.bias.start));
    }
    let (unit, source) = (
        (at - layer.kernel.start) / layer.inputs,
        (at - layer.kernel.start) % layer.inputs,
    );
    let source = match l.checked_sub(1) {
        Some(before) => neuron(before, source),
        None => data.encoder.names[source].clone(),
    };
    format!("{source} → {}", neuron(l, unit))
}

/// A number in digits below the line.
fn subscript(number: usize) -> String {
    let below = |digit: char| char::from_u32(digit as u32 - '0' as u32 + '₀' as u32);
    number.to_string().chars().filter_map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::Dataset,
        engine::{Course, Data, Plan},
        lab::{Edit, Key},
        nn::{Activation, Stride},
    };

    /// A run after these edits, with what is told of its first samples, each within the room of the
    /// longest.
    fn told(dataset: Dataset, edits: &[Edit], samples: usize) -> Vec<String> {
        let mut e = Experiment::default();
        Edit::SetDataset(dataset).apply(&mut e).unwrap();
        for edit in edits {
            edit.clone().apply(&mut e).unwrap();
        }
        assert_eq!(e.validate(), Ok(()));
        let data = Prepared::new(&e);
        let mut course = Course::new(&Plan::from(&e), &Data::from(&data), Vec::new());
        let mut line = |_| {
            let sample = course.trainer().next_sample().unwrap();
            let mut to = course.clone();
            to.advance(Stride::Sample, 1, &mut || true);
            let shown = Shown::on_the_way(&mut course, to.moment()).unwrap();
            step(&e, &data, course.network(), sample as usize, &shown)
        };
        let lines: Vec<_> = (0..samples).map(&mut line).collect();
        let room = longest_step(&e, &data, course.network()).chars().count();
        for line in &lines {
            assert!(line.chars().count() <= room + 3, "{room}: {line}");
        }
        lines
    }

    fn set(key: Key, text: &str) -> Edit {
        Edit::Set(key, text.into())
    }

    /// AND from zero weights by hand: 0 fires, so every row but (1, 1) is wrong at first.
    #[test]
    fn a_perceptron_on_and_as_worked_by_hand() {
        let edits = [
            set(Key::Rule, "perceptron"),
            set(Key::Initializer, "zeros"),
            set(Key::LearningRate, "0.1"),
        ];
        let lines = told(Dataset::And, &edits, 4);
        let mut weights = [0.0_f32; 3];
        for line in lines {
            let x = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
                .iter()
                .position(|x| line.starts_with(x));
            let x = x.unwrap();
            let inputs = [(x / 2) as f32, (x % 2) as f32];
            let t = f32::from(u8::from(x == 3));
            let z = weights[2] + weights[0] * inputs[0] + weights[1] * inputs[1];
            let y = f32::from(u8::from(z >= 0.0));
            let change = |name: &str, x: f32| match (t - y) * x {
                0.0 => format!("{name} stays"),
                1.0 => format!("{name} + 0.1"),
                _ => format!("{name} − 0.1"),
            };
            let what = if t == y {
                "right: the weights stay".into()
            } else {
                let [w1, w2, b] = [("w₁", inputs[0]), ("w₂", inputs[1]), ("bias", 1.0)]
                    .map(|(n, x)| change(n, x));
                format!("wrong: {w1}, {w2}, {b}")
            };
            let point = &line[..6];
            assert_eq!(line, format!("{point}: answer {y}, target {t}, {what}."));
            for (weight, x) in weights.iter_mut().zip([inputs[0], inputs[1], 1.0]) {
                *weight += 0.1 * (t - y) * x;
            }
        }
        assert_ne!(weights, [0.0; 3]);
    }

    #[test]
    fn signs_answer_minus_one() {
        let edits = [
            set(Key::Rule, "perceptron"),
            Edit::SetActivation(0, Activation::Sign),
        ];
        let lines = told(Dataset::Nand, &edits, 8).join("\n");
        assert!(
            lines.contains("target −1") && lines.contains("target 1"),
            "{lines}"
        );
    }

    #[test]
    fn a_batch_tells_when_the_weights_change_and_then_the_largest_changes() {
        let lines = told(Dataset::Xor, &[set(Key::BatchSize, "3")], 3);
        assert!(
            lines[0].ends_with("The weights change at the end of the batch, after 2 more samples.")
        );
        assert!(
            lines[1].ends_with("at the end of the batch, after 1 more sample."),
            "{}",
            lines[1]
        );
        let (_, largest) = lines[2].split_once(". Largest of 31 changes: ").unwrap();
        assert_eq!(largest.split(", ").count(), 3);
        assert!(
            largest.contains("→ output") || largest.contains("bias of output"),
            "{largest}"
        );
        assert!(
            lines.iter().all(|line| line.contains(", loss 0.")),
            "{lines:?}"
        );
    }

    #[test]
    fn each_task_in_its_own_words() {
        let one = [set(Key::BatchSize, "1")];
        let first = |dataset| told(dataset, &one, 1).remove(0);
        let classes = first(Dataset::Blobs3);
        assert!(
            classes.contains("): answer ") && classes.contains(", target "),
            "{classes}"
        );
        assert!(
            ["top", "left", "right"]
                .iter()
                .any(|name| classes.contains(name))
        );
        let labels = first(Dataset::Labels);
        assert!(
            labels.contains("answers spam 0.") && labels.contains(" of 2 right, loss"),
            "{labels}"
        );
        let sine = first(Dataset::Sine);
        assert!(!sine.contains("right") && !sine.contains("wrong"), "{sine}");
        let waves = first(Dataset::TwoWaves);
        assert!(
            waves.contains("answer y₁ ") && waves.contains(", y₂ "),
            "{waves}"
        );
    }

    #[test]
    fn several_units_under_the_perceptron_rule_err_each_by_itself() {
        let lines = told(Dataset::Blobs3, &[set(Key::Rule, "perceptron")], 9).join("\n");
        assert!(
            lines.contains("answers top ") && lines.contains(" of 3 right"),
            "{lines}"
        );
        assert!(!lines.contains("loss"), "{lines}");
    }
}
