//! What scripts ask of a lottery, and what they are told of one.

use serde::Serialize;
use serde_json::Value;

use super::{Count, EPOCHS, FIRST, Lottery, Outcome, SEEDS, Sweep, Swept, usual_epochs};
use crate::{
    lab::{
        experiment::Experiment,
        field::FieldError,
        json::{list, object, text, unknown, whole},
        timeline::Moment,
        weights::{LayerWeights, layers},
        wrong::Wrong,
    },
    nn::{Evaluation, Fit, Named, Network},
};

/// Reads `{seeds, first, epochs, sweep: {of, values}}`; what is left out is as usual. The run has come to that
/// moment, and learns from that many samples.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn read(
    value: &Value,
    experiment: &Experiment,
    come: Moment,
    samples: usize,
) -> Result<Lottery, FieldError> {
    let mut lottery = Lottery {
        experiment: experiment.clone(),
        first: experiment.seed,
        seeds: Lottery::USUAL,
        epochs: usual_epochs(come.epoch, samples),
        sweep: None,
    };
    for (key, value) in object("lottery", value)? {
        match key.as_str() {
            "seeds" => lottery.seeds = whole("seeds", value, SEEDS)? as u32,
            "first" => lottery.first = whole("first", value, FIRST)? as u32,
            "epochs" => lottery.epochs = whole("epochs", value, EPOCHS)?,
            "sweep" if value.is_null() => {}
            "sweep" => lottery.sweep = Some(sweep(value, experiment, samples)?),
            other => return Err(unknown(other)),
        }
    }
    lottery.validate()?;
    Ok(lottery)
}

fn sweep(value: &Value, e: &Experiment, samples: usize) -> Result<Sweep, FieldError> {
    let (mut of, mut values) = (None, None);
    for (key, value) in object("sweep", value)? {
        match key.as_str() {
            "of" => {
                let name = text("sweep.of", value)?;
                let wrong = || {
                    let names = Swept::ALL.iter().map(|s| s.name()).collect();
                    FieldError::new("sweep.of", Wrong::NotOneOf(name.into(), names))
                };
                of = Some(Swept::from_name(name).ok_or_else(wrong)?);
            }
            "values" => {
                let plain = |value: &Value| {
                    let text = value.as_str();
                    text.map_or_else(|| value.to_string(), str::to_owned)
                };
                let list = list("sweep.values", value)?.iter();
                values = Some(list.map(plain).collect());
            }
            other => return Err(unknown(&format!("sweep.{other}"))),
        }
    }
    let of = of.ok_or_else(|| FieldError::new("sweep.of", Wrong::Missing))?;
    Ok(Sweep {
        of,
        values: values.unwrap_or_else(|| of.usual(e, samples)),
    })
}

/// What scripts are told of a lottery that is over.
#[derive(Serialize)]
pub struct Told {
    first: u32,
    seeds: u32,
    epochs: u64,
    solved: usize,
    of: usize,
    /// Where the share of all seeds lies with a confidence of 95 %.
    interval: Option<[f64; 2]>,
    /// The same for each value of a sweep.
    values: Vec<ToldValue>,
    outcomes: Vec<ToldOutcome>,
}

#[derive(Serialize)]
struct ToldValue {
    value: String,
    solved: usize,
    of: usize,
    interval: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct ToldOutcome {
    seed: u32,
    value: Option<String>,
    epoch: u64,
    solved: bool,
    stopped: bool,
    diverged: bool,
    loss: Pair<f64>,
    accuracy: Pair<f64>,
    fit: Pair<Fit>,
    weights: Vec<LayerWeights>,
}

#[derive(Serialize)]
struct Pair<T> {
    train: Option<T>,
    test: Option<T>,
}

impl<T> Pair<T> {
    fn of(outcome: &Outcome, of: impl Fn(Evaluation) -> Option<T>) -> Self {
        Self {
            train: outcome.train.and_then(&of),
            test: outcome.test.and_then(&of),
        }
    }
}

impl Told {
    /// A lottery on samples of so many inputs, of which `samples` are trained on.
    #[must_use]
    pub fn new(lottery: &Lottery, outcomes: &[Outcome], inputs: usize, samples: usize) -> Self {
        let mut all: Vec<&Outcome> = outcomes.iter().collect();
        all.sort_by_key(|outcome| outcome.lot);
        let ends = |count: &Count| count.interval().map(|i| [i.low, i.high]);
        let count = Count::of(all.iter().copied(), samples);
        let values = lottery.sweep.iter().flat_map(|sweep| &sweep.values);
        let values = values.enumerate().map(|(at, value)| {
            let of_value = all.iter().filter(|o| lottery.value(o.lot) == at);
            let count = Count::of(of_value.copied(), samples);
            ToldValue {
                value: value.clone(),
                solved: count.solved,
                of: count.come,
                interval: ends(&count),
            }
        });
        Self {
            first: lottery.first,
            seeds: lottery.seeds,
            epochs: lottery.epochs,
            solved: count.solved,
            of: count.come,
            interval: ends(&count),
            values: values.collect(),
            outcomes: all
                .iter()
                .map(|outcome| ToldOutcome::new(lottery, outcome, inputs))
                .collect(),
        }
    }
}

impl ToldOutcome {
    fn new(lottery: &Lottery, outcome: &Outcome, inputs: usize) -> Self {
        let experiment = lottery.experiment_of(outcome.lot);
        let network: Network = experiment.network_of(inputs);
        let value = lottery.sweep.as_ref().and_then(|sweep| {
            let at = lottery.value(outcome.lot);
            sweep.values.get(at).cloned()
        });
        let fits = outcome.parameters.len() == network.parameters().len();
        Self {
            seed: experiment.seed,
            value,
            epoch: outcome.at.epoch,
            solved: outcome.is_solved(),
            stopped: outcome.stopped,
            diverged: outcome.diverged,
            loss: Pair::of(outcome, |e| Some(e.loss)),
            accuracy: Pair::of(outcome, |e| e.accuracy),
            fit: Pair::of(outcome, |e| e.fit),
            weights: if fits {
                layers(&network, &outcome.parameters)
            } else {
                Vec::new()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lab::lottery::outcome::tests::outcome;

    fn ask(value: &Value) -> Result<Lottery, FieldError> {
        read(value, &Experiment::default(), Moment::START, 280)
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        let lottery = ask(&json!({})).unwrap();
        assert_eq!(
            (lottery.first, lottery.seeds, lottery.epochs),
            (14, 50, 100)
        );
        let lottery = ask(&json!({"seeds": 4, "first": 1, "sweep": {"of": "units"}})).unwrap();
        assert_eq!((lottery.first, lottery.lots()), (1, 24));
        let sweep = json!({"of": "learning_rate", "values": [0.1, "0.3"]});
        let lottery = ask(&json!({"sweep": sweep, "epochs": 7})).unwrap();
        assert_eq!(lottery.experiment_of(50).learning_rate, 0.3);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (asked, told) in [
            (json!(3), "lottery: must be an object of fields"),
            (json!({"seed": 3}), "seed: is not a field here"),
            (json!({"seeds": 0}), "seeds: must be from 1 to 1000, not 0"),
            (
                json!({"seeds": 2.5}),
                "seeds: “2.5” is not a whole number from 1 to 1000",
            ),
            (
                json!({"epochs": "ten"}),
                "epochs: “\"ten\"” is not a whole number from 1 to 1000000",
            ),
            (
                json!({"first": 4_294_967_295u32}),
                "first: must be from 0 to 4294967246, not 4294967295",
            ),
            (json!({"sweep": {"values": [1]}}), "sweep.of: is missing"),
            (
                json!({"sweep": {"of": "units", "values": 3}}),
                "sweep.values: must be a list",
            ),
            (
                json!({"sweep": {"of": "units", "value": 3}}),
                "sweep.value: is not a field here",
            ),
            (
                json!({"sweep": {"of": "colour"}}),
                "sweep.of: “colour” is not one of units, layers, activation, learning_rate, batch_size, \
                 optimizer, initializer",
            ),
            (
                json!({"sweep": {"of": "batch_size", "values": [0]}}),
                "sweep.values: 0: must be from 1 to 50000, not 0",
            ),
        ] {
            assert_eq!(ask(&asked).unwrap_err().to_string(), told, "{asked}");
        }
    }

    #[test]
    fn a_sweep_is_counted_by_its_values() {
        let sweep = json!({"of": "learning_rate", "values": [0.1, 0.3]});
        let lottery = ask(&json!({"seeds": 2, "sweep": sweep})).unwrap();
        let outcomes = [
            outcome(3, 0.1, 1.0),
            outcome(2, 0.1, 1.0),
            outcome(0, 0.5, 0.5),
            outcome(1, 0.1, 1.0),
        ];
        let told = serde_json::to_value(Told::new(&lottery, &outcomes, 2, 280)).unwrap();
        assert_eq!((&told["solved"], &told["of"]), (&json!(3), &json!(4)));
        let of = |at: usize| {
            let value = &told["values"][at];
            (
                value["value"].clone(),
                value["solved"].clone(),
                value["of"].clone(),
            )
        };
        assert_eq!(of(0), (json!("0.1"), json!(1), json!(2)));
        assert_eq!(of(1), (json!("0.3"), json!(2), json!(2)));
        assert_eq!(told["outcomes"][3]["seed"], json!(15));
        assert_eq!(told["outcomes"][3]["value"], json!("0.3"));
    }
}
