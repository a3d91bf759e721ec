//! Rules by which each unit of a single layer learns for itself, sample by sample: the perceptron's
//! (Rosenblatt 1958) with its pocket (Gallant 1990) and its mean (Freund & Schapire 1999), the delta rule
//! (Widrow & Hoff 1960) and Hebb's (Hebb 1949).
//!
//! All move a unit's weights by η·e·x and its bias by η·e. What differs is the error e, and which weights
//! answer. Networks of more layers are left as they are: no rule here can say what a hidden unit should
//! have answered.

use super::{
    activation::Activation,
    memory::{Mean, Memory, Pocket},
    network::{Dense, Network},
    record::Record,
    samples::Samples,
    settings::LearningRule,
};

/// What a step of a rule needs beside what it changes.
pub(crate) struct Step<'a> {
    pub rule: LearningRule,
    pub rate: f32,
    /// Parameters that stay as they are.
    pub fixed: &'a [usize],
    /// Whether no parameter learns.
    pub rests: bool,
    pub samples: &'a Samples,
    /// By which weights are compared for the pocket.
    pub compared: &'a Samples,
}

/// The only layer of a network; none of a network of more.
pub(crate) fn only(network: &Network) -> Option<Dense> {
    match network.layers() {
        [layer] => Some(layer.clone()),
        _ => None,
    }
}

/// The weighted sum of each unit at a sample's inputs, and its answer.
pub(crate) fn answers(layer: &Dense, parameters: &[f32], x: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let z: Vec<f32> = (0..layer.units)
        .map(|unit| sum(layer, parameters, unit, x))
        .collect();
    let a = z.iter().map(|&z| layer.activation.value(z)).collect();
    (z, a)
}

/// By how much a rule would have a unit be more active: its weights move by this times η·x. `z` is the
/// weighted sum, `y` the answer and `t` the target.
///
/// The delta rule wants the sum itself to be −1 or 1, which is the target where that is so written: a
/// step's threshold lies between the two.
#[must_use]
pub fn error(rule: LearningRule, activation: Activation, z: f32, y: f32, t: f32) -> f32 {
    match rule {
        LearningRule::Perceptron | LearningRule::Pocket | LearningRule::Averaged => t - y,
        LearningRule::Delta => wanted(activation, t) - z,
        LearningRule::Hebb => t,
        LearningRule::Backprop => 0.0,
    }
}

/// The weighted sum that the delta rule wants of a unit with target `t`.
#[must_use]
pub fn wanted(activation: Activation, t: f32) -> f32 {
    if activation == Activation::Heaviside {
        2.0 * t - 1.0
    } else {
        t
    }
}

impl Step<'_> {
    /// Shows the sample of that number to a network, which learns and whose record is kept.
    pub fn make(
        &self,
        network: &mut Network,
        memory: &mut Memory,
        record: &mut Record,
        row: usize,
    ) {
        let Some(layer) = only(network) else {
            return;
        };
        let parameters = network.parameters_mut();
        match self.rule {
            LearningRule::Pocket => {
                self.begin_pocket(&layer, parameters, memory);
                if let Memory::Pocket(pocket) = memory {
                    self.learn(&layer, &mut pocket.working, record, row);
                    self.fill(&layer, parameters, pocket, record);
                }
            }
            LearningRule::Averaged => {
                if !matches!(memory, Memory::Mean(_)) {
                    *memory = Memory::Mean(Mean::new(parameters));
                }
                if let Memory::Mean(mean) = memory {
                    self.learn(&layer, &mut mean.working, record, row);
                    mean.take(parameters);
                }
            }
            LearningRule::Perceptron
            | LearningRule::Delta
            | LearningRule::Hebb
            | LearningRule::Backprop => self.learn(&layer, parameters, record, row),
        }
    }

    /// Moves the weights of each unit, but for what is fixed.
    fn learn(&self, layer: &Dense, parameters: &mut [f32], record: &mut Record, row: usize) {
        let (x, t) = (self.samples.x(row), self.samples.y(row));
        record.begin(parameters, layer.units);
        for (unit, &t) in t.iter().enumerate() {
            let z = sum(layer, parameters, unit, &x);
            let y = layer.activation.value(z);
            let correction = self.rate * error(self.rule, layer.activation, z, y, t);
            record.note(unit, y == t, if self.rests { 0.0 } else { correction });
            if !self.rests {
                self.correct(layer, parameters, unit, &x, correction);
            }
        }
        record.end_sample();
    }

    fn correct(&self, layer: &Dense, parameters: &mut [f32], unit: usize, x: &[f32], by: f32) {
        let start = kernel(layer, unit).start;
        let stays = |at: usize| self.fixed.contains(&at);
        for (at, x) in (start..).zip(x) {
            if !stays(at) {
                parameters[at] += by * x;
            }
        }
        let bias = layer.bias.start + unit;
        if !stays(bias) {
            parameters[bias] += by;
        }
    }

    fn begin_pocket(&self, layer: &Dense, parameters: &[f32], memory: &mut Memory) {
        if !matches!(memory, Memory::Pocket(_)) {
            let right = |unit| self.right(layer, parameters, unit);
            *memory = Memory::Pocket(Pocket::new(parameters, (0..layer.units).map(right)));
        }
    }

    /// Puts a unit's working weights into the pocket where they have changed and have more of the samples
    /// right than those there.
    fn fill(&self, layer: &Dense, parameters: &mut [f32], pocket: &mut Pocket, record: &Record) {
        let wrong = (0..layer.units).filter(|&unit| !record.was_right(unit));
        for unit in wrong {
            let right = self.right(layer, &pocket.working, unit);
            if right > pocket.right[unit] {
                pocket.right[unit] = right;
                let (kernel, bias) = (kernel(layer, unit), layer.bias.start + unit);
                parameters[kernel.clone()].copy_from_slice(&pocket.working[kernel]);
                parameters[bias] = pocket.working[bias];
            }
        }
    }

    /// How many of the samples a unit has right.
    fn right(&self, layer: &Dense, parameters: &[f32], unit: usize) -> u32 {
        let is_right = |&row: &usize| {
            let z = sum(layer, parameters, unit, &self.compared.x(row));
            layer.activation.value(z) == self.compared.y(row)[unit]
        };
        (0..self.compared.len()).filter(is_right).count() as u32
    }
}

/// Where the weights of a unit stand.
fn kernel(layer: &Dense, unit: usize) -> std::ops::Range<usize> {
    let start = layer.kernel.start + unit * layer.inputs;
    start..start + layer.inputs
}

fn sum(layer: &Dense, parameters: &[f32], unit: usize, x: &[f32]) -> f32 {
    let weights = &parameters[kernel(layer, unit)];
    let bias = parameters[layer.bias.start + unit];
    weights.iter().zip(x).fold(bias, |z, (w, x)| z + w * x)
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Initializer, LayerSpec};

    fn unit(activation: Activation, parameters: &[f32]) -> Network {
        let specs = [LayerSpec::new(parameters.len() / 3, activation)];
        let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
        network.parameters_mut().copy_from_slice(parameters);
        network
    }

    fn gate(targets: [f32; 4]) -> Samples {
        let x = DMatrix::from_row_slice(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        Samples::from_rows(&x, &DMatrix::from_column_slice(4, 1, &targets))
    }

    /// A run over the samples in their order.
    struct Run {
        network: Network,
        memory: Memory,
        record: Record,
        samples: Samples,
        rule: LearningRule,
        rate: f32,
    }

    impl Run {
        fn new(rule: LearningRule, rate: f32, network: Network, samples: Samples) -> Self {
            let (memory, record) = (Memory::None, Record::default());
            Self {
                network,
                memory,
                record,
                samples,
                rule,
                rate,
            }
        }

        fn show(&mut self, row: usize) {
            let Self {
                rule,
                rate,
                ref samples,
                ..
            } = *self;
            let step = Step {
                rule,
                rate,
                fixed: &[],
                rests: false,
                samples,
                compared: samples,
            };
            step.make(&mut self.network, &mut self.memory, &mut self.record, row);
        }

        fn pass(&mut self) {
            (0..self.samples.len()).for_each(|row| self.show(row));
            self.record.end_pass();
        }

        fn working(&self) -> &[f32] {
            self.memory.working().unwrap_or(self.network.parameters())
        }
    }

    const AND: [f32; 4] = [0.0, 0.0, 0.0, 1.0];
    const XOR: [f32; 4] = [0.0, 1.0, 1.0, 0.0];

    /// AND, rate 1, from zero weights, worked by hand: rows (0,0) (0,1) (1,0) (1,1).
    #[test]
    fn the_perceptron_learns_and_as_worked_by_hand() {
        let start = unit(Activation::Heaviside, &[0.0; 3]);
        let mut run = Run::new(LearningRule::Perceptron, 1.0, start, gate(AND));
        let after_each_epoch = [
            [1.0, 1.0, 0.0], // z(0,0) = 0 fires: b −1; then only (1,1) errs
            [2.0, 1.0, -1.0],
            [2.0, 1.0, -2.0],
            [2.0, 2.0, -2.0],
            [2.0, 1.0, -3.0],
            [2.0, 1.0, -3.0],
        ];
        for want in after_each_epoch {
            run.pass();
            assert_eq!(run.network.parameters(), want);
        }
        assert_eq!((run.record.shown, run.record.clean_passes), (24, 1));
    }

    #[test]
    fn a_wrong_sign_moves_by_twice_the_rate() {
        let start = unit(Activation::Sign, &[1.0, 0.0, 0.0]);
        let samples = Samples::one(&[2.0, 1.0], &[-1.0]);
        let mut run = Run::new(LearningRule::Perceptron, 0.5, start, samples);
        run.show(0);
        assert_eq!(run.network.parameters(), [-1.0, -1.0, -1.0]);
        assert_eq!(
            (run.record.mistakes[0], run.record.corrections[0]),
            (1, [1.0, 1.0])
        );
    }

    #[test]
    fn units_learn_apart_from_each_other() {
        let start = unit(Activation::Heaviside, &[1.0, 0.0, 0.0, 1.0, 0.0, -0.5]);
        let samples = Samples::one(&[-1.0, 3.0], &[1.0, 0.0]);
        let mut run = Run::new(LearningRule::Perceptron, 1.0, start, samples);
        run.show(0);
        assert_eq!(run.network.parameters(), [0.0, 3.0, 1.0, -2.0, 1.0, -1.5]);
        assert_eq!(
            (&run.record.mistakes[..], run.record.wrong),
            (&[1, 1][..], 1)
        );
    }

    /// OR with targets −1 and 1 by Hebb's rule at rate 1: Σ t·x and Σ t, whatever the answers.
    #[test]
    fn hebb_adds_up_targets_times_inputs() {
        let start = unit(Activation::Sign, &[0.0; 3]);
        let samples = gate([-1.0, 1.0, 1.0, 1.0]);
        let mut run = Run::new(LearningRule::Hebb, 1.0, start, samples);
        run.pass();
        assert_eq!(run.network.parameters(), [2.0, 2.0, 2.0]);
        run.pass();
        assert_eq!(run.network.parameters(), [4.0, 4.0, 4.0]);
    }

    /// A step of the least mean squares by hand: z = 0.5, wanted −1, so e = −1.5.
    #[test]
    fn the_delta_rule_takes_the_error_before_the_threshold() {
        let start = unit(Activation::Heaviside, &[0.25, 0.0, 0.25]);
        let samples = Samples::one(&[1.0, 2.0], &[0.0]);
        let mut run = Run::new(LearningRule::Delta, 0.5, start, samples);
        run.show(0);
        assert_eq!(run.network.parameters(), [-0.5, -1.5, -0.5]);
    }

    /// On data that do not separate the weights in the pocket never get worse, and come to the best that a
    /// line can do: three of four.
    #[test]
    fn the_pocket_keeps_the_best() {
        let start = unit(Activation::Heaviside, &[0.3, -0.7, 0.1]);
        let mut run = Run::new(LearningRule::Pocket, 1.0, start, gate(XOR));
        let right = |run: &Run| {
            let (layer, p) = (only(&run.network).unwrap(), run.network.parameters());
            let row = |&r: &usize| answers(&layer, p, &run.samples.x(r)).1 == run.samples.y(r);
            (0..4).filter(row).count()
        };
        let (mut best, mut apart) = (right(&run), false);
        // In the table's own order the weights go round without ever having three right.
        for row in [0, 3, 1, 2, 2, 0, 1, 3, 3, 1].into_iter().cycle().take(200) {
            run.show(row);
            assert!(right(&run) >= best);
            best = right(&run);
            apart |= run.working() != run.network.parameters();
        }
        assert!(best == 3 && apart);
    }

    #[test]
    fn the_mean_of_all_weights_answers() {
        let start = unit(Activation::Heaviside, &[0.0; 3]);
        let mut run = Run::new(LearningRule::Averaged, 1.0, start, gate(AND));
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        for row in [0, 1, 2, 3, 0, 1, 2, 3] {
            run.show(row);
            count += 1.0;
            for (sum, w) in sum.iter_mut().zip(run.working()) {
                *sum += w;
            }
            for (mean, sum) in run.network.parameters().iter().zip(sum) {
                assert!((mean - sum / count).abs() < 1e-6, "{mean} {sum} {count}");
            }
        }
    }

    #[test]
    fn what_is_fixed_stays_under_every_rule() {
        use crate::Named;
        for &rule in LearningRule::ALL.iter().filter(|rule| rule.is_local()) {
            let mut network = unit(Activation::Heaviside, &[0.3, 0.7, 0.9]);
            let (mut memory, mut record) = (Memory::None, Record::default());
            let samples = gate(AND);
            let step = Step {
                rule,
                rate: 0.5,
                fixed: &[1],
                rests: false,
                samples: &samples,
                compared: &samples,
            };
            let mut others = false;
            for row in [0, 1, 2, 3, 0, 1, 2, 3] {
                step.make(&mut network, &mut memory, &mut record, row);
                others |= network.parameters() != [0.3, 0.7, 0.9];
            }
            assert!(others, "{rule:?}");
            assert_eq!(network.parameters()[1], 0.7, "{rule:?}");
        }
    }
}
