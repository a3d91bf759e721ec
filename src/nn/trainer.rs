//! Training: mini-batch after mini-batch, epoch after epoch, repeatable to the last bit.

use std::{borrow::Cow, ops::Range, sync::Arc};

use rand::seq::SliceRandom;
use rand_pcg::Pcg32;

use super::{
    checkpoint::{Checkpoint, CheckpointError, Order},
    dropout::Dropout,
    local,
    memory::OptimizerState,
    meter::{Meter, TILE_WORK},
    metrics::{MeanLoss, Measure},
    network::{Dense, Network, ShapeError},
    pass::{Part, Pass},
    record::{Fared, Record},
    regularizer,
    samples::Samples,
    schedule::Schedule,
    settings::{Settings, Stride},
    stopping::{Stopped, Watch},
    task::Task,
    walk::Walk,
    walked::{Walked, WalkedLayer},
};

/// A network in training: the one place where weights change.
///
/// Where training has come to depends on the start and on how many samples were shown since, never
/// on how the showing was cut into calls: weights change only when a batch is complete.
#[derive(Clone, Debug)]
pub struct Trainer {
    network: Network,
    /// Shared, so that a copy of the trainer costs no copy of the data.
    samples: Arc<Samples>,
    /// Those by which weights are compared for the pocket.
    compared: Arc<Samples>,
    /// What early stopping looks at.
    test: Arc<Samples>,
    settings: Settings,
    /// Parameters that learn.
    learning: Vec<Range<usize>>,
    /// Kernels that learn.
    kernels: Vec<Range<usize>>,
    /// Parameters that are kept one by one.
    fixed: Vec<usize>,
    order: Vec<u32>,
    rng: Pcg32,
    epoch: u64,
    /// Samples shown in this epoch.
    position: usize,
    /// Where in `order` the batch at hand begins.
    batch_start: usize,
    last_sample: Option<u32>,
    steps: u64,
    state: OptimizerState,
    dropout: Dropout,
    watch: Watch,
    /// How a layer fares that learns sample by sample.
    record: Record,
    /// What was begun and cut off. Nothing of it shows, and it may be begun again.
    begun: Begun,
    /// The gradient, as far as the batch at hand was gathered.
    gradient: Vec<f32>,
    pass: Pass,
}

/// Work that was cut off.
#[derive(Clone, Debug)]
enum Begun {
    Nothing,
    /// Samples of the batch at hand that are in the gradient, and dropout after them.
    Batch(usize, Dropout),
    /// A look at the samples held back.
    Look(MeanLoss),
}

/// What a stride takes, at least, in multiplications.
const STRIDE_WORK: usize = 20;

/// The random stream that orders samples.
const STREAM_ORDER: u64 = 0x6f72_6465;

impl Trainer {
    /// A trainer at epoch 0. Without samples it stays there.
    #[must_use]
    pub fn new(network: Network, train: impl Into<Arc<Samples>>, settings: Settings) -> Self {
        Self::with_test(network, train, Samples::default(), settings)
    }

    /// The same with samples that are held back: with [`patience`](Settings::patience), training
    /// stops when their loss does not fall any more, and goes back to the best weights. Without any
    /// of them, patience has no end.
    #[must_use]
    pub fn with_test(
        network: Network,
        train: impl Into<Arc<Samples>>,
        test: impl Into<Arc<Samples>>,
        settings: Settings,
    ) -> Self {
        let mut trainer = Self::unordered(network, train.into(), test.into(), settings);
        trainer.put_in_order();
        trainer
    }

    /// The trainer of a checkpoint, on the samples that it had. Of `network` the layers count; its
    /// weights are replaced.
    ///
    /// # Errors
    /// When the checkpoint cannot be one of such a network and such samples.
    pub fn restore(
        mut network: Network,
        train: impl Into<Arc<Samples>>,
        test: impl Into<Arc<Samples>>,
        checkpoint: &Checkpoint,
    ) -> Result<Self, CheckpointError> {
        let (train, test) = (train.into(), test.into());
        let order = checkpoint.check(&network, &train, &test)?;
        let parameters = network.parameters_mut();
        parameters.copy_from_slice(&checkpoint.parameters);
        let mut trainer = Self::unordered(network, train, test, checkpoint.settings);
        trainer.dropout.set_rng(checkpoint.dropout_rng.clone());
        Ok(Self {
            order,
            rng: checkpoint.order_rng.clone(),
            epoch: checkpoint.epoch,
            position: checkpoint.position,
            batch_start: checkpoint.batch_start,
            last_sample: checkpoint.last_sample,
            steps: checkpoint.steps,
            state: checkpoint.optimizer.clone(),
            watch: checkpoint.watch.clone(),
            record: checkpoint.record.clone(),
            ..trainer
        })
    }

    /// The moment of the last complete batch, to go on from later.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            settings: self.settings,
            parameters: self.network.parameters().to_vec(),
            optimizer: self.state.clone(),
            order: Order::new(&self.order),
            order_rng: self.rng.clone(),
            dropout_rng: self.dropout.rng().clone(),
            epoch: self.epoch,
            position: self.position,
            batch_start: self.batch_start,
            last_sample: self.last_sample,
            steps: self.steps,
            watch: self.watch.clone(),
            record: self.record.clone(),
        }
    }

    /// A trainer at epoch 0 whose samples have no order yet.
    fn unordered(
        network: Network,
        samples: Arc<Samples>,
        test: Arc<Samples>,
        settings: Settings,
    ) -> Self {
        Self {
            order: Vec::new(),
            rng: Pcg32::new(settings.seed, STREAM_ORDER),
            epoch: 0,
            position: 0,
            batch_start: 0,
            last_sample: None,
            steps: 0,
            state: OptimizerState::default(),
            learning: settings.learning(&network, whole),
            kernels: settings.learning(&network, |layer| layer.kernel.clone()),
            fixed: settings.fixed.parameters(&network),
            dropout: Dropout::new(settings.dropout, settings.seed),
            watch: Watch::default(),
            record: Record::new(true),
            begun: Begun::Nothing,
            gradient: vec![0.0; network.parameters().len()],
            pass: Pass::new(&network, settings.batch_size.min(samples.len())),
            network,
            compared: Arc::clone(&samples),
            samples,
            test,
            settings,
        }
    }

    /// The network as it is now.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Puts other parameters in place and forgets the optimizer's memory and what early stopping
    /// has seen: a run that was stopped goes on.
    ///
    /// # Errors
    /// When their number differs from the network's.
    pub fn set_parameters(&mut self, parameters: &[f32]) -> Result<(), ShapeError> {
        let (expected, found) = (self.network.parameters().len(), parameters.len());
        if expected != found {
            return Err(ShapeError { expected, found });
        }
        self.network.parameters_mut().copy_from_slice(parameters);
        self.forget();
        self.watch = Watch::default();
        self.begun = Begun::Nothing;
        Ok(())
    }

    /// Forgets what was kept of the steps so far.
    fn forget(&mut self) {
        self.state = OptimizerState::default();
        self.record = Record::new(self.position == 0);
    }

    /// The samples trained on.
    #[must_use]
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Changes settings from the next step on. Rule, loss and seed belong to a run as a whole and
    /// stay as they are.
    ///
    /// A change lets a run that was stopped go on from its best weights, and early stopping starts
    /// afresh, as Keras's does with every `fit`: what was best under other settings does not come
    /// back. Other frozen layers or parameters make the optimizer start afresh, as compiling a Keras model again
    /// does; what it starts afresh from otherwise, [`OptimizerState`] says. A batch that was begun
    /// is begun again.
    pub fn adjust(&mut self, settings: Settings) {
        let before = self.settings;
        let settings = Settings {
            rule: before.rule,
            loss: before.loss,
            seed: before.seed,
            ..settings
        };
        if settings == before {
            return;
        }
        if settings.batch_size != before.batch_size {
            self.pass = Pass::new(&self.network, settings.batch_size.min(self.samples.len()));
        }
        if (settings.frozen, settings.fixed) != (before.frozen, before.fixed) {
            self.learning = settings.learning(&self.network, whole);
            self.kernels = settings.learning(&self.network, |layer| layer.kernel.clone());
            self.fixed = settings.fixed.parameters(&self.network);
            self.forget();
        }
        self.dropout.set_rate(settings.dropout);
        self.watch = Watch::default();
        self.begun = Begun::Nothing;
        self.settings = settings;
    }

    /// Lets a run that early stopping has ended go on, with all its patience. What was best so far
    /// still counts.
    pub fn go_on(&mut self) {
        self.watch.go_on();
    }

    /// Whether and how early stopping has ended the run: until it is told to [go on](Self::go_on), or
    /// settings or parameters change, it stays where it is.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.watch.stopped
    }

    /// The learning rate of the next step.
    #[must_use]
    pub fn learning_rate(&self) -> f32 {
        let Settings {
            schedule,
            learning_rate,
            ..
        } = self.settings;
        // A step of a small network takes no longer than some divisions.
        if schedule == Schedule::Constant {
            return learning_rate;
        }
        schedule.rate(learning_rate, self.epochs_done())
    }

    /// Epochs done before the next step, with the share of the one that is going on.
    fn epochs_done(&self) -> f64 {
        let share = self.batch_start as f64 / self.samples.len().max(1) as f64;
        self.epoch as f64 + share
    }

    /// Whole epochs done.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Samples shown in the epoch at hand; all of them only while early stopping looks at the samples
    /// held back, before the epoch ends.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// How often the weights were updated; under a rule that takes samples one by one, samples shown.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps in an epoch.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.samples.len().div_ceil(self.samples_per_step()).max(1)
    }

    /// The number of the sample shown last; none before the first.
    #[must_use]
    pub fn last_sample(&self) -> Option<u32> {
        self.last_sample
    }

    /// The number of the sample that is shown next; none where no more will be.
    #[must_use]
    pub fn next_sample(&self) -> Option<u32> {
        let next = self.order.get(self.position).copied();
        next.filter(|_| self.watch.stopped.is_none())
    }

    /// What the network as it is now answers to a training sample, an output each, and the loss of
    /// that answer: the values that learning goes by, but for what dropout leaves out.
    #[must_use]
    pub fn answer(&self, sample: u32) -> (Vec<f32>, f32) {
        let (network, sample) = (&self.learner(), sample as usize);
        let (x, y) = (self.samples.x(sample), self.samples.y(sample));
        let alone = Samples::one(&x, y);
        let mut pass = Pass::new(network, 1);
        pass.run_tile(network, &alone, 0);
        let mut losses = Vec::new();
        pass.losses(network, self.settings.loss, &mut losses);
        let answers = match local::only(network).filter(|_| self.settings.rule.is_local()) {
            Some(layer) => local::answers(&layer, network.parameters(), &x).1,
            None => {
                let outputs = network.neurons() - network.outputs()..network.neurons();
                outputs.map(|neuron| pass.neuron(neuron)[0]).collect()
            }
        };
        (answers, bytemuck::cast_slice(&losses)[0])
    }

    /// The network of the weights that learn, where others answer; else the network.
    fn learner(&self) -> Cow<'_, Network> {
        let Some(working) = self.state.working() else {
            return Cow::Borrowed(&self.network);
        };
        let mut network = self.network.clone();
        network.parameters_mut().copy_from_slice(working);
        Cow::Owned(network)
    }

    /// How single units have fared; none under backprop.
    #[must_use]
    pub fn fared(&self) -> Option<Fared> {
        let fared = || Fared {
            record: self.record.clone(),
            working: self.state.working().map(<[f32]>::to_vec),
        };
        self.settings.rule.is_local().then(fared)
    }

    /// The evaluation of the network as it is now on the samples trained on, by the loss in force,
    /// yet to be made.
    #[must_use]
    pub fn measure(&self, task: Task) -> Measure {
        let samples = Arc::clone(&self.samples);
        Measure::new(self.network.clone(), self.settings.loss, task, samples)
    }

    /// Goes `count` strides further, or as far as early stopping lets it.
    pub fn advance(&mut self, stride: Stride, count: u64) {
        self.advance_while(stride, count, &mut || true);
    }

    /// The same while `go_on` says so, which is asked every some tenths of a millisecond, wherever
    /// in a batch or a look at the samples held back that is; gives the number of strides that were
    /// completed.
    ///
    /// A stride that was cut off goes on with the next call, to the same bits as if it had not
    /// been. Nothing shows of a batch until it is complete: network, position, steps and
    /// [`checkpoint`](Self::checkpoint) are those of the last one.
    pub fn advance_while(
        &mut self,
        stride: Stride,
        count: u64,
        go_on: &mut dyn FnMut() -> bool,
    ) -> u64 {
        self.advance_by(stride, count, &mut Meter::new(go_on))
    }

    fn advance_by(&mut self, stride: Stride, count: u64, meter: &mut Meter<'_>) -> u64 {
        let mut done = 0;
        while done < count && !self.samples.is_empty() && self.watch.stopped.is_none() {
            if !self.stride(stride, meter) {
                break;
            }
            done += 1;
            if !meter.spend(STRIDE_WORK) {
                break;
            }
        }
        done
    }

    /// Goes a stride further, or on with the one at hand; says whether it is complete.
    #[inline]
    fn stride(&mut self, stride: Stride, meter: &mut Meter<'_>) -> bool {
        match stride {
            Stride::Sample => self.show(self.position + 1, meter),
            Stride::Batch => self.show(self.batch_end(), meter),
            Stride::Epoch => self.finish_epoch(meter),
        }
    }

    fn finish_epoch(&mut self, meter: &mut Meter<'_>) -> bool {
        let epoch = self.epoch;
        while self.show(self.batch_end(), meter) {
            if self.epoch != epoch {
                return true;
            }
            if !meter.goes_on() {
                break;
            }
        }
        false
    }

    fn samples_per_step(&self) -> usize {
        if self.settings.rule.is_local() {
            return 1;
        }
        self.settings.batch_size.max(1)
    }

    /// The position at which the batch at hand ends. A batch that was made smaller after more
    /// samples were shown ends with the next one.
    #[must_use]
    pub fn batch_end(&self) -> usize {
        (self.batch_start.saturating_add(self.samples_per_step()))
            .max(self.position + 1)
            .min(self.order.len())
    }

    /// Shows samples up to place `to` in the order, at most to the end of the batch at hand, and
    /// learns when it is complete; says whether it came so far.
    #[inline]
    fn show(&mut self, to: usize, meter: &mut Meter<'_>) -> bool {
        if self.position < self.order.len() {
            let end = self.batch_end();
            if to == end {
                if !self.learn(end, meter) {
                    return false;
                }
                self.batch_start = end;
                self.steps += 1;
            }
            self.position = to;
            self.last_sample = Some(self.order[to - 1]);
        }
        self.position < self.order.len() || self.end_epoch(meter)
    }

    /// Puts the samples in the order of the next epoch: shuffled once more, or as they stand.
    fn put_in_order(&mut self) {
        if self.order.is_empty() || !self.settings.shuffle {
            self.order = (0..self.samples.len() as u32).collect();
        }
        if self.settings.shuffle {
            self.order.shuffle(&mut self.rng);
        }
    }

    /// Ends an epoch whose samples were all shown; says whether it came so far.
    fn end_epoch(&mut self, meter: &mut Meter<'_>) -> bool {
        if let Some(patience) = self.settings.patience.filter(|_| !self.test.is_empty())
            && !self.look_at_test(patience, meter)
        {
            return false;
        }
        self.epoch += 1;
        (self.position, self.batch_start) = (0, 0);
        if self.settings.rule.is_local() {
            self.record.end_pass();
        }
        self.put_in_order();
        true
    }

    /// Goes on looking at the samples held back; says whether all were seen.
    fn look_at_test(&mut self, patience: u32, meter: &mut Meter<'_>) -> bool {
        let mut look = match std::mem::replace(&mut self.begun, Begun::Nothing) {
            Begun::Look(look) => look,
            Begun::Nothing | Begun::Batch(..) => MeanLoss::new(self.settings.loss),
        };
        let all = meter.goes_on()
            && look.go_on(&mut self.pass, &self.network, &self.test, meter, |_, _| {});
        if !all {
            self.begun = Begun::Look(look);
            return false;
        }
        let (epoch, parameters) = (self.epoch + 1, self.network.parameters());
        if let Some(best) = self.watch.look(epoch, look.mean(), parameters, patience) {
            self.network.parameters_mut().copy_from_slice(best);
            self.state = OptimizerState::default();
            self.record = Record::new(false);
        }
        true
    }

    /// The parameters that the next step will leave, by the very step, but without what early stopping may
    /// put back at the end of an epoch; none where no more will be made.
    #[must_use]
    pub fn next_parameters(&self) -> Option<Vec<f32>> {
        self.next_sample()?;
        let mut ahead = self.clone();
        ahead.begun = Begun::Nothing;
        ahead.learn(ahead.batch_end(), &mut Meter::new(&mut || true));
        Some(ahead.network.parameters().to_vec())
    }

    /// The next step taken apart; none where no more will be made.
    #[must_use]
    pub fn walk(&self) -> Option<Walk> {
        self.next_sample()?;
        let batch = self.batch_start / self.samples_per_step();
        Some(self.clone().walk_through(Some, Some(batch)))
    }

    /// The step that the trainer would make now on one sample alone, taken apart: on a training sample, or
    /// on values that are none's. `x` has a value per input and `t` one per output.
    #[must_use]
    pub fn walk_sample(&self, sample: Option<u32>, x: &[f32], t: &[f32]) -> Walk {
        let alone = Self {
            samples: Arc::new(Samples::one(x, t)),
            order: vec![0],
            position: 0,
            batch_start: 0,
            begun: Begun::Nothing,
            pass: Pass::new(&self.network, 1),
            ..self.clone()
        };
        // The schedule knows the moment of the run, not of this step.
        let rate = self.learning_rate();
        let walk = alone.with_rate(rate).walk_through(|_| sample, None);
        Walk {
            settings: self.settings,
            done: self.epochs_done(),
            batches: self.batches(),
            ..walk
        }
    }

    /// The same trainer with a constant learning rate.
    fn with_rate(mut self, learning_rate: f32) -> Self {
        self.settings.learning_rate = learning_rate;
        self.settings.schedule = Schedule::Constant;
        self
    }

    /// Makes the step on the batch at hand, and notes what comes up; `number` says which sample a row is.
    fn walk_through(mut self, number: impl Fn(u32) -> Option<u32>, batch: Option<usize>) -> Walk {
        let (end, count) = (self.batch_end(), self.network.parameters().len());
        let backprop = !self.settings.rule.is_local();
        let rows: Vec<u32> = self.order[self.batch_start..end].to_vec();
        let (walked, gradient) = if backprop {
            self.walk_back(&rows)
        } else {
            self.walk_locally(&rows)
        };
        if backprop {
            self.settings.optimizer.take(&mut self.state, count);
        }
        let (before, memory_before) = (self.network.parameters().to_vec(), self.state.clone());
        let answers = self.settings.rule.answers_by_others();
        let (epoch, rate, batches) = (self.epoch, self.learning_rate(), self.batches());
        let done = self.epochs_done();
        let penalty = regularizer::penalty_gradient(&self.network, &self.settings);
        self.begun = Begun::Nothing;
        self.learn(end, &mut Meter::new(&mut || true));
        let after = self.network.parameters();
        let losses = walked.iter().map(|(_, loss)| f64::from(*loss));
        let loss = losses.sum::<f64>() / walked.len() as f64;
        let samples = (walked.into_iter().zip(&rows))
            .map(|((layers, loss), &row)| Walked {
                sample: number(row),
                x: self.samples.x(row as usize).to_vec(),
                t: self.samples.y(row as usize).to_vec(),
                layers,
                loss,
            })
            .collect();
        Walk {
            settings: self.settings,
            epoch,
            done,
            batch,
            batches,
            samples,
            loss,
            gradient,
            penalty,
            rate,
            learning: self.learning,
            before: memory_before.working().unwrap_or(&before).to_vec(),
            after: self.state.working().unwrap_or(after).to_vec(),
            answering: answers.then(|| [before, after.to_vec()]),
            memory_before,
            memory_after: self.state,
        }
    }

    /// Forward and back, tile by tile as the trainer goes: what each sample leaves, and the gradient.
    fn walk_back(&mut self, rows: &[u32]) -> (Vec<(Vec<WalkedLayer>, f32)>, Vec<f32>) {
        let (network, samples, loss) = (&self.network, &self.samples, self.settings.loss);
        let drops = self.settings.dropout > 0.0;
        let (mut walked, mut dropout) = (Vec::new(), self.dropout.clone());
        let mut gradient = vec![0.0; network.parameters().len()];
        let dropout = drops.then_some(&mut dropout);
        let each = |pass: &Pass| walked.extend(pass.walked(network, loss, drops));
        self.pass
            .mean_gradient(network, loss, (samples, rows), dropout, &mut gradient, each);
        (walked, gradient)
    }

    /// The one sample of a rule that takes samples one by one, and −e·x with its error e.
    fn walk_locally(&self, rows: &[u32]) -> (Vec<(Vec<WalkedLayer>, f32)>, Vec<f32>) {
        let (learner, rule) = (self.learner(), self.settings.rule);
        let mut gradient = vec![0.0; learner.parameters().len()];
        let walked = rows.iter().map(|&row| {
            let (x, t) = (self.samples.x(row as usize), self.samples.y(row as usize));
            let loss = self.answer(row).1;
            let Some(layer) = local::only(&learner) else {
                return (Vec::new(), loss);
            };
            let (z, a) = local::answers(&layer, learner.parameters(), &x);
            let error =
                |unit: usize| local::error(rule, layer.activation, z[unit], a[unit], t[unit]);
            let delta: Vec<f32> = (0..layer.units).map(|unit| -error(unit)).collect();
            let (kernel, bias) = gradient.split_at_mut(layer.kernel.len());
            let units = kernel.chunks_exact_mut(x.len()).zip(bias).zip(&delta);
            for ((kernel, bias), delta) in units {
                kernel.iter_mut().zip(&*x).for_each(|(g, x)| *g = delta * x);
                *bias = *delta;
            }
            let factors = Vec::new();
            (
                vec![WalkedLayer {
                    z,
                    a,
                    factors,
                    delta,
                }],
                loss,
            )
        });
        (walked.collect(), gradient)
    }

    /// Learns from the batch at hand; says whether all of it was gathered.
    fn learn(&mut self, end: usize, meter: &mut Meter<'_>) -> bool {
        if self.settings.rule.is_local() {
            self.learn_locally(end);
            meter.spend((end - self.batch_start) * self.gradient.len());
            return true;
        }
        if !self.gather(end, meter) {
            return false;
        }
        let rate = self.learning_rate();
        let parameters = self.network.parameters_mut();
        let Settings { l1, l2, .. } = self.settings;
        let gradient = &mut self.gradient;
        regularizer::add_slope(parameters, &self.kernels, (l1, l2), gradient);
        let (optimizer, state) = (self.settings.optimizer, &mut self.state);
        optimizer.step(parameters, gradient, &self.learning, rate, state);
        true
    }

    fn learn_locally(&mut self, end: usize) {
        let step = local::Step {
            rule: self.settings.rule,
            rate: self.learning_rate(),
            fixed: &self.fixed,
            rests: self.learning.is_empty(),
            samples: &self.samples,
            compared: &self.compared,
        };
        for &row in &self.order[self.batch_start..end] {
            let memory = &mut self.state.0;
            step.make(&mut self.network, memory, &mut self.record, row as usize);
        }
    }

    /// Gathers the gradient of the batch's loss, tile by tile; says whether all of it was.
    fn gather(&mut self, end: usize, meter: &mut Meter<'_>) -> bool {
        let (mut gathered, mut dropout) = match std::mem::replace(&mut self.begun, Begun::Nothing) {
            Begun::Batch(gathered, dropout) => (gathered, dropout),
            Begun::Nothing | Begun::Look(_) => {
                self.pass
                    .begin_gradient(&self.network, &self.samples, &mut self.gradient);
                (0, self.dropout.clone())
            }
        };
        let all = if self.settings.dropout == 0.0 {
            self.gather_tiles(end, &mut gathered, None, meter)
        } else {
            self.gather_tiles(end, &mut gathered, Some(&mut dropout), meter)
        };
        if all {
            self.pass.end_gradient(&self.network, &mut self.gradient);
            self.dropout = dropout;
        } else {
            self.begun = Begun::Batch(gathered, dropout);
        }
        all
    }

    /// In line, so that without dropout nothing asks for it.
    #[inline(always)]
    fn gather_tiles(
        &mut self,
        end: usize,
        gathered: &mut usize,
        mut dropout: Option<&mut Dropout>,
        meter: &mut Meter<'_>,
    ) -> bool {
        let batch = &self.order[self.batch_start..end];
        let work = 3 * self.gradient.len();
        for tile in batch[*gathered..].chunks(self.pass.tile_size()) {
            let (network, samples) = (&self.network, &self.samples);
            let part = Part {
                tile,
                of: batch.len(),
            };
            let (loss, gradient) = (self.settings.loss, &mut self.gradient);
            let dropout = dropout.as_deref_mut();
            self.pass
                .add_gradient(network, loss, samples, part, dropout, gradient);
            *gathered += tile.len();
            if !meter.spend(TILE_WORK + tile.len() * work) {
                break;
            }
        }
        *gathered == batch.len()
    }
}

/// All parameters of a layer.
fn whole(layer: &Dense) -> Range<usize> {
    layer.kernel.start..layer.bias.end
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Optimizer, Task, evaluate,
    };

    fn xor() -> Samples {
        let x = DMatrix::from_row_slice(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        Samples::from_rows(&x, &DMatrix::from_column_slice(4, 1, &[0.0, 1.0, 1.0, 0.0]))
    }

    fn settings(batch_size: usize) -> Settings {
        Settings {
            rule: LearningRule::Backprop,
            loss: Loss::BinaryCrossentropy,
            optimizer: Optimizer::default(),
            learning_rate: 0.5,
            batch_size,
            seed: 3,
            ..Settings::default()
        }
    }

    fn trainer(batch_size: usize) -> Trainer {
        let specs = [
            LayerSpec::new(4, Activation::Tanh),
            LayerSpec::new(1, Activation::Sigmoid),
        ];
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 1);
        Trainer::new(network, xor(), settings(batch_size))
    }

    #[test]
    fn learns_xor() {
        let mut trainer = trainer(4);
        trainer.advance(Stride::Epoch, 2000);
        let loss = Loss::BinaryCrossentropy;
        let e = evaluate(trainer.network(), loss, Task::Binary, &xor()).unwrap();
        assert!(e.accuracy == Some(1.0) && e.loss < 0.05, "{e:?}");
    }

    #[test]
    fn strides_meet() {
        let (mut epochs, mut batches, mut samples) = (trainer(3), trainer(3), trainer(3));
        epochs.advance(Stride::Epoch, 5);
        batches.advance(Stride::Batch, 10);
        samples.advance(Stride::Sample, 20);
        assert_eq!(epochs.network(), batches.network());
        assert_eq!(epochs.network(), samples.network());
        assert_eq!(
            (epochs.epoch(), samples.epoch(), samples.steps()),
            (5, 5, 10)
        );
    }

    #[test]
    fn weights_wait_for_the_end_of_the_batch() {
        let mut trainer = trainer(3);
        let before = trainer.network().clone();
        trainer.advance(Stride::Sample, 2);
        assert_eq!(trainer.network(), &before);
        assert!(trainer.last_sample().is_some());
        trainer.advance(Stride::Batch, 1);
        assert_ne!(trainer.network(), &before);
        assert_eq!(trainer.position(), 3);
    }

    #[test]
    fn the_sample_shown_last_is_known_at_the_end_of_an_epoch_too() {
        let mut trainer = trainer(1);
        assert_eq!(trainer.last_sample(), None);
        let shown = [(); 4].map(|()| {
            trainer.advance(Stride::Sample, 1);
            trainer.last_sample()
        });
        assert_eq!((trainer.epoch(), trainer.position()), (1, 0));
        assert!((0..4).all(|sample| shown.contains(&Some(sample))));
    }

    #[test]
    fn a_smaller_batch_in_mid_batch_loses_no_sample() {
        let mut trainer = trainer(4);
        trainer.advance(Stride::Sample, 3);
        trainer.adjust(settings(2));
        trainer.advance(Stride::Batch, 1);
        assert_eq!(
            (trainer.epoch(), trainer.position(), trainer.steps()),
            (1, 0, 1)
        );
    }

    /// Batches and looks of several tiles, cut by the tile.
    fn many(settings: Settings) -> Trainer {
        let samples = |count: usize, salt: usize| {
            let value = |r: usize, c: usize| ((r * 37 + c * 11 + salt) % 19) as f32 / 9.0 - 1.0;
            let y = DMatrix::from_fn(count, 1, |r, _| f32::from(u8::from(value(r, 5) > 0.0)));
            Samples::from_rows(&DMatrix::from_fn(count, 3, value), &y)
        };
        let specs = [
            LayerSpec::new(4, Activation::Tanh),
            LayerSpec::new(1, Activation::Sigmoid),
        ];
        let network = Network::new(3, &specs, Initializer::GlorotUniform, 1);
        Trainer::with_test(network, samples(150, 0), samples(70, 3), settings)
    }

    /// Goes `count` strides by calls that end as `cuts` say, tile by tile; after each of them
    /// `look` is shown the trainer.
    fn advance_cut(
        trainer: &mut Trainer,
        (stride, mut count): (Stride, u64),
        cuts: &mut impl Iterator<Item = bool>,
        mut look: impl FnMut(&mut Trainer),
    ) {
        while count > 0 && trainer.stopped().is_none() {
            let mut ask = || cuts.next().unwrap_or(true);
            count -= trainer.advance_by(stride, count, &mut Meter::of_portions(1, &mut ask));
            look(trainer);
        }
    }

    fn any_settings() -> impl Strategy<Value = Settings> {
        let optimizers = Optimizer::ALL.to_vec();
        let penalties = vec![(0.0, 0.0, 0.0), (0.0, 0.01, 0.3), (0.01, 0.0, 0.5)];
        (
            prop::sample::select(optimizers),
            1..=160usize,
            prop::sample::select(penalties),
            prop::option::of(0..4u32),
            any::<u64>(),
        )
            .prop_map(
                |(optimizer, batch_size, (l1, l2, dropout), patience, seed)| Settings {
                    optimizer,
                    learning_rate: 0.1,
                    l1,
                    l2,
                    dropout,
                    patience,
                    seed,
                    ..settings(batch_size)
                },
            )
    }

    fn any_call() -> impl Strategy<Value = (Stride, u64)> {
        (prop::sample::select(Stride::ALL), 1..4u64)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn work_can_be_cut_anywhere(
            settings in any_settings(),
            calls in prop::collection::vec(any_call(), 1..8),
            cuts in prop::collection::vec(any::<bool>(), 1..64),
        ) {
            let (mut cut, mut whole) = (many(settings), many(settings));
            let mut cuts = cuts.into_iter().cycle().chain([true]);
            for (stride, count) in calls {
                let mut seen = cut.checkpoint();
                advance_cut(&mut cut, (stride, count), &mut cuts, |now| {
                    let next = now.checkpoint();
                    // Where no batch was completed, nothing shows.
                    if next.steps() == seen.steps() && next.position() == seen.position()
                        && next.epoch() == seen.epoch()
                    {
                        assert_eq!(next, seen);
                    }
                    seen = next;
                });
                whole.advance(stride, count);
                prop_assert_eq!(cut.checkpoint(), whole.checkpoint());
            }
        }

        /// Restored from the middle of work that was cut off, or told to do something else there,
        /// a trainer goes on as one that was never at that work.
        #[test]
        fn what_was_begun_leaves_no_trace(
            settings in any_settings(),
            calls in prop::collection::vec(any_call(), 1..6),
            rate in 0.01..0.5f32,
        ) {
            let mut cut = many(settings);
            let mut cuts = [true, true, false].into_iter().cycle();
            for call in calls {
                advance_cut(&mut cut, call, &mut cuts, |now| {
                    let restored = |of: &Trainer| {
                        let (network, train, test) = (&of.network, &of.samples, &of.test);
                        let (train, test) = (train.clone(), test.clone());
                        Trainer::restore(network.clone(), train, test, &of.checkpoint()).unwrap()
                    };
                    let [mut begun, mut fresh] = [now.clone(), restored(now)];
                    let other = Settings { learning_rate: rate, dropout: 0.2, ..settings };
                    let parameters = vec![0.25; begun.network.parameters().len()];
                    for trainer in [&mut begun, &mut fresh] {
                        if rate < 0.25 {
                            trainer.adjust(other);
                        } else {
                            trainer.set_parameters(&parameters).unwrap();
                        }
                        trainer.advance(Stride::Batch, 2);
                    }
                    assert_eq!(begun.checkpoint(), fresh.checkpoint());
                    let mut on = restored(now);
                    on.advance(Stride::Epoch, 1);
                    begun = now.clone();
                    begun.advance(Stride::Epoch, 1);
                    assert_eq!(begun.checkpoint(), on.checkpoint());
                });
            }
        }
    }

    /// The samples of an epoch are shown, and the epoch waits for the look at the test set.
    #[test]
    fn an_epoch_ends_when_the_test_set_was_seen() {
        let patience = Some(5);
        let mut trainer = many(Settings {
            patience,
            ..settings(150)
        });
        let mut tiles = 0;
        // Ten tiles of the batch and one of the look.
        let mut eleven = || {
            tiles += 1;
            tiles < 11
        };
        let done = trainer.advance_by(Stride::Epoch, 1, &mut Meter::of_portions(1, &mut eleven));
        let place = |t: &Trainer| (t.epoch(), t.position(), t.steps());
        assert_eq!((done, place(&trainer)), (0, (0, 150, 1)));
        assert!(matches!(trainer.begun, Begun::Look(_)));
        assert_eq!(trainer.learning_rate(), 0.5);
        trainer.advance(Stride::Sample, 1);
        assert_eq!(place(&trainer), (1, 0, 1));
        let mut whole = many(Settings {
            patience,
            ..settings(150)
        });
        whole.advance(Stride::Epoch, 1);
        assert_eq!(trainer.checkpoint(), whole.checkpoint());
    }

    #[test]
    fn without_samples_nothing_happens() {
        let none = Samples::from_rows(&DMatrix::zeros(0, 2), &DMatrix::zeros(0, 1));
        let mut trainer = Trainer::new(trainer(4).network().clone(), none, settings(4));
        trainer.advance(Stride::Epoch, 3);
        assert_eq!(trainer.epoch(), 0);
    }
}
