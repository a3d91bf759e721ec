//! What a unit computes at one moment, term by term: of the sample that is studied, or in the mean over the
//! training samples.

use super::{experiment::Experiment, prepared::Prepared, snapshot::Snapshot, study::Study};
use crate::nn::{Activation, Dense, Network, Place, evaluate_watched, walk_one};

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
    /// its loss alone. 0 for what does not learn.
    pub gradient: Vec<f32>,
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
        let values = match study.and_then(|study| study.sample(prepared)) {
            Some((x, t)) => of_sample(e, network, &x, &t, (layer, unit)),
            None => of_mean(e, prepared, snapshot, (layer, unit))?,
        };
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
        })
    }

    /// What each weight adds to the sum, and the bias at last.
    pub fn terms(&self) -> impl Iterator<Item = f32> + '_ {
        let sources = self.sources.iter().copied().chain([1.0]);
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

/// What is read of the sample, or in the mean.
struct Values {
    sources: Vec<f32>,
    z: Option<f32>,
    a: f32,
    gradient: Vec<f32>,
    penalty: Option<Vec<f32>>,
    is_mean: bool,
}

fn of_sample(
    e: &Experiment,
    network: &Network,
    x: &[f32],
    t: &[f32],
    (layer, unit): (usize, usize),
) -> Values {
    let settings = e.settings();
    let walked = walk_one(network, settings, x, t);
    let (sources, own) = (walked.sources(layer), &walked.layers[layer]);
    let count = sources.len();
    let slope = |(at, source): (usize, f32)| {
        let place = Place {
            layer,
            unit,
            source: (at < count).then_some(at),
        };
        let learns = settings.learns(layer) && !settings.fixed.holds(place);
        if learns {
            own.delta[unit] * source
        } else {
            0.0
        }
    };
    let read = sources.iter().copied().chain([1.0]).enumerate();
    Values {
        gradient: read.map(slope).collect(),
        z: Some(own.z[unit]),
        a: own.a[unit],
        sources,
        penalty: None,
        is_mean: false,
    }
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
    let mut sums = vec![0.0f64; neurons.len()];
    let (samples, loss) = (&prepared.measured[0], e.shown_loss());
    evaluate_watched(network, loss, prepared.task, samples, &mut |pass, rows| {
        for (sum, &neuron) in sums.iter_mut().zip(&neurons) {
            let values = pass.neuron(neuron)[..rows].iter();
            *sum += values.map(|value| f64::from(*value)).sum::<f64>();
        }
    })?;
    let count = samples.len() as f64;
    let mut sources: Vec<f32> = sums.iter().map(|sum| (sum / count) as f32).collect();
    let a = sources.pop()?;
    let own = |values: &[f32]| own(dense, unit, values);
    Some(Values {
        sources,
        z: None,
        a,
        gradient: own(snapshot.gradient.whole()),
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
