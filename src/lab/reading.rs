//! What a unit computes at one moment, term by term: of the sample that is studied, or in the mean over the
//! training samples.

use super::{experiment::Experiment, prepared::Prepared, snapshot::Snapshot, study::Study};
use crate::nn::{Activation, Dense, Network, Place, Settings, evaluate_watched, local, walk_one};

/// The numbers of a unit. Of the mean every one is a mean over the training samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the unit makes of its sum.
    pub activation: Activation,
    /// What it reads, a value per source.
    pub sources: Vec<f32>,
    /// Its weights, one per source, and its bias.
    pub parameters: Vec<f32>,
    /// The weighted sum.
    pub z: f32,
    /// What the unit answers. In the mean this is no value of the activation at the mean sum.
    pub a: f32,
    /// The weighted sums of all units of its layer, which softmax compares.
    pub sums: Vec<f32>,
    /// ∂L/∂w, one per source, and ∂L/∂b: the mean one of loss and penalty together, or the sample's own of
    /// its loss alone. Under a rule of single units, which follows no gradient, what it changes by where a sample
    /// is shown that these weights answer: η·e·x with its error e. 0 for what does not learn.
    pub gradient: Vec<f32>,
    /// Whether a rule of single units changes the weights.
    pub is_local: bool,
    /// How large the values are whose mean each source is; empty for a sample.
    sizes: Vec<f32>,
    /// The penalty's part of each, where it has one in them.
    pub penalty: Option<Vec<f32>>,
    /// Whether it is the mean.
    pub is_mean: bool,
}

impl Reading {
    /// The numbers of a unit; nothing where the network has no such unit. A sample that the data do not have
    /// is none.
    #[must_use]
    pub fn of(
        e: &Experiment,
        prepared: &Prepared,
        snapshot: &Snapshot,
        study: Option<&Study>,
        (layer, unit): (usize, usize),
    ) -> Option<Self> {
        let network = &snapshot.network;
        let dense = network.layers().get(layer).filter(|l| unit < l.units)?;
        let settings = e.settings();
        let is_local = settings.rule.is_local();
        let mut values = match study.and_then(|study| study.sample(prepared)) {
            Some((x, t)) => of_sample(settings, network, &x, &t, (layer, unit)),
            None => of_mean(e, prepared, snapshot, (layer, unit))?,
        };
        if is_local {
            let epochs = snapshot.progress.moment().epochs(prepared.train.len());
            let rate = settings.schedule.rate(settings.learning_rate, epochs);
            // There is no minus zero.
            values
                .gradient
                .iter_mut()
                .for_each(|g| *g = 0.0 - rate * *g);
        }
        let parameters = own(dense, unit, network.parameters());
        let sums = (0..dense.units).map(|unit| {
            let own = own(dense, unit, network.parameters());
            sum(&own, &values.sources)
        });
        Some(Self {
            activation: dense.activation,
            z: values
                .z
                .unwrap_or_else(|| sum(&parameters, &values.sources)),
            sums: sums.collect(),
            sources: values.sources,
            parameters,
            a: values.a,
            gradient: values.gradient,
            penalty: values.penalty,
            is_mean: values.is_mean,
            is_local,
            sizes: values.sizes,
        })
    }

    /// How the activation of a unit of a layer works on the sums of that layer, with nothing of what it reads.
    #[must_use]
    pub fn of_sums(activation: Activation, sums: Vec<f32>, unit: usize, a: f32) -> Option<Self> {
        Some(Self {
            activation,
            z: *sums.get(unit)?,
            a,
            sums,
            sources: Vec::new(),
            parameters: Vec::new(),
            gradient: Vec::new(),
            is_local: false,
            sizes: Vec::new(),
            penalty: None,
            is_mean: false,
        })
    }

    /// What a source is shown as: 0 where its mean is none, as far as the digits go in which its values are
    /// shown.
    #[must_use]
    pub fn source(&self, at: usize) -> Option<f32> {
        let value = *self.sources.get(at)?;
        let size = self.sizes.get(at).copied().unwrap_or_default();
        Some(if value.abs() < LEAST * size {
            0.0
        } else {
            value
        })
    }

    /// What each weight adds to the sum, and the bias at last.
    pub fn terms(&self) -> impl Iterator<Item = f32> + '_ {
        let sources = (0..self.sources.len()).filter_map(|at| self.source(at));
        let sources = sources.chain([1.0]);
        self.parameters.iter().zip(sources).map(|(w, x)| w * x)
    }

    /// The activation at a sum of this unit, while the others of its layer stay.
    #[must_use]
    pub fn value(&self, unit: usize, z: f32) -> f32 {
        if self.activation == Activation::Softmax {
            1.0 / (1.0 + self.others(unit, z))
        } else {
            self.activation.value(z)
        }
    }

    /// The activation's slope there.
    #[must_use]
    pub fn slope(&self, unit: usize, z: f32) -> f32 {
        if self.activation == Activation::Softmax {
            let a = self.value(unit, z);
            a * (1.0 - a)
        } else {
            self.activation.derivative(z)
        }
    }

    /// What softmax sets against e to the power of a sum, as a share of that.
    fn others(&self, unit: usize, z: f32) -> f32 {
        let others = self.sums.iter().enumerate().filter(|(at, _)| *at != unit);
        others.map(|(_, other)| (other - z).exp()).sum()
    }
}

/// The share of its values' size below which a mean is shown as 0: half of their third digit.
const LEAST: f32 = 5e-4;

/// What is read of the sample, or in the mean; under a rule of single units −e·x in the gradient's place.
struct Values {
    sources: Vec<f32>,
    sizes: Vec<f32>,
    z: Option<f32>,
    a: f32,
    gradient: Vec<f32>,
    penalty: Option<Vec<f32>>,
    is_mean: bool,
}

fn of_sample(
    settings: Settings,
    network: &Network,
    x: &[f32],
    t: &[f32],
    (layer, unit): (usize, usize),
) -> Values {
    let walked = walk_one(network, settings, x, t);
    let (sources, own) = (walked.sources(layer), &walked.layers[layer]);
    let count = sources.len();
    let slope = |(at, source): (usize, f32)| match learns(&settings, count, at, (layer, unit)) {
        true => own.delta[unit] * source,
        false => 0.0,
    };
    let read = sources.iter().copied().chain([1.0]).enumerate();
    Values {
        gradient: read.map(slope).collect(),
        z: Some(own.z[unit]),
        a: own.a[unit],
        sources,
        sizes: Vec::new(),
        penalty: None,
        is_mean: false,
    }
}

/// Whether a unit's parameter `at` learns, after whose `count` weights comes the bias.
fn learns(settings: &Settings, count: usize, at: usize, (layer, unit): (usize, usize)) -> bool {
    let place = Place {
        layer,
        unit,
        source: (at < count).then_some(at),
    };
    settings.learns(layer) && !settings.fixed.holds(place)
}

fn of_mean(
    e: &Experiment,
    prepared: &Prepared,
    snapshot: &Snapshot,
    (layer, unit): (usize, usize),
) -> Option<Values> {
    let network = &snapshot.network;
    let dense = network.layers().get(layer)?;
    let before = match layer.checked_sub(1) {
        None => 0..network.inputs(),
        Some(before) => network.layers()[before].neurons.clone(),
    };
    let neurons: Vec<usize> = before.chain([dense.neurons.start + unit]).collect();
    let mut sums = vec![[0.0f64; 2]; neurons.len()];
    let (samples, loss, settings) = (&prepared.measured[0], e.shown_loss(), e.settings());
    let is_local = settings.rule.is_local();
    // Of a rule of single units −e·x, and −e at last.
    let parameters = own(dense, unit, network.parameters());
    let mut errors = vec![0.0f64; if is_local { neurons.len() } else { 0 }];
    let mut done = 0;
    evaluate_watched(network, loss, prepared.task, samples, &mut |pass, rows| {
        for ([sum, size], &neuron) in sums.iter_mut().zip(&neurons) {
            for value in &pass.neuron(neuron)[..rows] {
                *sum += f64::from(*value);
                *size += f64::from(value.abs());
            }
        }
        if is_local {
            for row in done..done + rows {
                let x = samples.x(row);
                let (z, t) = (sum(&parameters, &x), samples.y(row)[unit]);
                let y = dense.activation.value(z);
                let by = f64::from(-local::error(settings.rule, dense.activation, z, y, t));
                let read = x.iter().copied().chain([1.0]);
                for (error, read) in errors.iter_mut().zip(read) {
                    *error += by * f64::from(read);
                }
            }
            done += rows;
        }
    })?;
    let count = samples.len() as f64;
    let mean = |part: usize| sums.iter().map(move |of| (of[part] / count) as f32);
    let (mut sources, mut sizes): (Vec<f32>, Vec<f32>) = (mean(0).collect(), mean(1).collect());
    let a = sources.pop()?;
    sizes.pop();
    let own = |values: &[f32]| own(dense, unit, values);
    let of_rule =
        |(at, sum): (usize, &f64)| match learns(&settings, sources.len(), at, (layer, unit)) {
            true => (sum / count) as f32,
            false => 0.0,
        };
    Some(Values {
        gradient: match is_local {
            true => errors.iter().enumerate().map(of_rule).collect(),
            false => own(snapshot.gradient.whole()),
        },
        sources,
        sizes,
        z: None,
        a,
        penalty: snapshot.gradient.of_penalty().map(own),
        is_mean: true,
    })
}

/// A unit's part of values laid out as the parameters: one per source, and the bias's.
fn own(dense: &Dense, unit: usize, values: &[f32]) -> Vec<f32> {
    let start = dense.kernel.start + unit * dense.inputs;
    let mut own = values[start..start + dense.inputs].to_vec();
    own.push(values[dense.bias.start + unit]);
    own
}

fn sum(parameters: &[f32], sources: &[f32]) -> f32 {
    let terms = parameters.iter().zip(sources).map(|(w, x)| w * x);
    let bias = parameters.last().copied().unwrap_or_default();
    terms.sum::<f32>() + bias
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::{Key, Portion},
        nn::{LearningRule, Named},
    };

    fn at(e: &Experiment, study: Option<&Study>, at: (usize, usize)) -> Reading {
        let prepared = Prepared::new(e);
        let snapshot = Snapshot::initial(e, &prepared);
        Reading::of(e, &prepared, &snapshot, study, at).unwrap()
    }

    fn every_unit(e: &Experiment) -> Vec<(usize, usize)> {
        let layers = e.layers.iter().enumerate();
        let units = layers.flat_map(|(l, layer)| (0..layer.units).map(move |unit| (l, unit)));
        units.collect()
    }

    fn some() -> Vec<Experiment> {
        [
            Dataset::Xor,
            Dataset::Blobs3,
            Dataset::Iris,
            Dataset::XorTable,
            Dataset::Sine,
        ]
        .into_iter()
        .filter(|dataset| dataset.is_generated())
        .map(|dataset| {
            Experiment::preset(DataSpec {
                dataset,
                ..DataSpec::default()
            })
        })
        .collect()
    }

    /// The means are the means of what every sample says by itself.
    #[test]
    fn the_mean_is_the_mean_of_all_samples() {
        for e in some() {
            let prepared = Prepared::new(&e);
            let snapshot = Snapshot::initial(&e, &prepared);
            for unit in every_unit(&e) {
                let of = |study: Option<&Study>| {
                    Reading::of(&e, &prepared, &snapshot, study, unit).unwrap()
                };
                let mean = of(None);
                assert!(mean.is_mean);
                let count = prepared.train.len();
                let all: Vec<_> = (0..count as u32)
                    .map(|row| of(Some(&Study::Row(Portion::Training, row))))
                    .collect();
                let check = |mean: f32, each: &dyn Fn(&Reading) -> f32| {
                    let sum: f64 = all.iter().map(|r| f64::from(each(r))).sum();
                    let own = sum / count as f64;
                    assert!(
                        (f64::from(mean) - own).abs() < 1e-4,
                        "{unit:?}: {mean} {own}"
                    );
                };
                check(mean.z, &|r| r.z);
                check(mean.a, &|r| r.a);
                for at in 0..mean.sources.len() {
                    check(mean.sources[at], &|r| r.sources[at]);
                }
                for at in 0..mean.gradient.len() {
                    check(mean.gradient[at], &|r| r.gradient[at]);
                }
            }
        }
    }

    #[test]
    fn the_terms_are_the_sum_and_the_curve_goes_through_the_point() {
        for e in some() {
            for unit in every_unit(&e) {
                let study = Study::Row(Portion::Training, 1);
                let reading = at(&e, Some(&study), unit);
                let sum: f32 = reading.terms().sum();
                assert!((sum - reading.z).abs() < 1e-5);
                assert!((reading.sums[unit.1] - reading.z).abs() < 1e-5);
                let a = reading.value(unit.1, reading.z);
                assert!((a - reading.a).abs() < 1e-5, "{a} {}", reading.a);
                let h = 1.0 / 256.0;
                let (up, down) = (
                    reading.value(unit.1, reading.z + h),
                    reading.value(unit.1, reading.z - h),
                );
                let slope = reading.slope(unit.1, reading.z);
                if !reading.activation.is_step() {
                    assert!(((up - down) / (2.0 * h) - slope).abs() < 1e-3);
                }
            }
        }
    }

    /// What the rule changes a weight by at a sample is what training on it alone does, and the mean is the
    /// mean of that.
    #[test]
    fn under_the_rules_of_single_units_a_unit_tells_by_how_much_each_weight_changes() {
        let of = |dataset, rule: &str, pairs: &[(Key, &str)]| {
            let mut e = Experiment::preset(DataSpec {
                dataset,
                ..DataSpec::default()
            });
            for edit in [(Key::Rule, rule)].iter().chain(pairs) {
                let edit = crate::lab::Edit::Set(edit.0, edit.1.into());
                edit.apply(&mut e).unwrap();
            }
            e
        };
        let rules = LearningRule::ALL.iter().filter(|rule| rule.is_local());
        let and = rules.map(|rule| of(Dataset::And, rule.name(), &[(Key::LearningRate, "0.3")]));
        let others = [
            of(
                Dataset::And,
                "perceptron",
                &[(Key::Schedule, "step"), (Key::Fixed, "1.1.1")],
            ),
            of(Dataset::Blobs3, "perceptron", &[]),
        ];
        for e in and.chain(others) {
            let prepared = Prepared::new(&e);
            let snapshot = Snapshot::initial(&e, &prepared);
            let trainer =
                crate::nn::Trainer::new(e.network(), prepared.train.clone(), e.settings());
            for unit in every_unit(&e) {
                let reading = |study: Option<&Study>| {
                    Reading::of(&e, &prepared, &snapshot, study, unit).unwrap()
                };
                let count = prepared.train.len() as u32;
                let mut mean = vec![0.0f64; prepared.train.inputs() + 1];
                for row in 0..count {
                    let at = row as usize;
                    let (x, t) = (prepared.train.x(at), prepared.train.y(at));
                    let walk = trainer.walk_sample(Some(row), &x, t);
                    let dense = &snapshot.network.layers()[0];
                    let change: Vec<f32> = walk
                        .after
                        .iter()
                        .zip(&walk.before)
                        .map(|(a, b)| a - b)
                        .collect();
                    let reading = reading(Some(&Study::Row(Portion::Training, row)));
                    assert!(reading.is_local);
                    for (at, want) in own(dense, unit.1, &change).iter().enumerate() {
                        let got = reading.gradient[at];
                        assert!((got - want).abs() < 1e-6, "{at}: {got} is not {want}");
                        assert!(got != 0.0 || got.is_sign_positive());
                        mean[at] += f64::from(*want) / f64::from(count);
                    }
                }
                for (got, want) in reading(None).gradient.iter().zip(&mean) {
                    assert!((f64::from(*got) - want).abs() < 1e-5, "{got} is not {want}");
                }
                assert!(mean.iter().any(|change| *change != 0.0), "{unit:?}");
            }
        }
    }

    /// The mean of a standardised column is 0 but for rounding; a mean of 1 in a thousand is one.
    #[test]
    fn a_mean_that_is_only_rounding_is_shown_as_0() {
        let mut e = Experiment::preset(DataSpec {
            dataset: Dataset::Blobs3,
            ..DataSpec::default()
        });
        e.standardize = true;
        let reading = at(&e, None, (0, 0));
        let inputs = reading.sources.len();
        for source in 0..inputs {
            assert_eq!(reading.source(source), Some(0.0), "{:?}", reading.sources);
        }
        assert!(reading.terms().take(inputs).all(|term| term == 0.0));
        assert_eq!(reading.source(inputs), None);
        let mut some = reading.clone();
        some.sources[0] = 0.001 * some.sizes[0];
        assert_eq!(some.source(0), Some(some.sources[0]));
        // Of a sample every value is its own.
        let mut one = at(&e, Some(&Study::Row(Portion::Training, 0)), (0, 0));
        one.sources[0] = 1e-9;
        assert_eq!(one.source(0), Some(1e-9));
    }

    #[test]
    fn what_is_frozen_has_no_gradient() {
        let mut e = Experiment::default();
        Key::Fixed.setting().set(&mut e, "1.2.1,1.2.b").unwrap();
        let study = Study::Row(Portion::Training, 1);
        for study in [None, Some(&study)] {
            let gradient = at(&e, study, (0, 1)).gradient;
            assert_eq!((gradient[0], gradient[2]), (0.0, 0.0));
            assert_ne!(gradient[1], 0.0);
        }
        let prepared = Prepared::new(&e);
        let snapshot = Snapshot::initial(&e, &prepared);
        assert_eq!(Reading::of(&e, &prepared, &snapshot, None, (0, 4)), None);
    }
}
