//! A page without a screen: a run's lab at one side, its worker's session at the other, and between
//! them the very bytes that page and worker exchange.

use std::cell::Cell;

use separable::{
    data::Dataset,
    engine::{Ask, Command, Data, FromWorker, Goal, Report, Session, ToWorker},
    lab::{Edit, Experiment, Key, Moment, Prepared, Recipe, Spot},
    nn::{Network, Stride, evaluate},
    run::{Action, Drive, Effect, Lab, News, Opened, Tune},
};

/// A run with its worker.
#[derive(Clone)]
pub struct Desk {
    pub lab: Lab,
    /// The last report.
    pub last: Report,
    /// How often the link was to be written with another text.
    pub links: usize,
    link: String,
    session: Session,
    /// What is learnt in place of the experiment's samples.
    samples: Option<Data>,
    parameters: Vec<f32>,
    run: u32,
    asked: u32,
    waiting: Vec<u32>,
    now: Cell<f64>,
}

/// What a person sees of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    experiment: Experiment,
    pub moment: Moment,
    bits: Vec<u32>,
}

impl Desk {
    /// Opens a run, as a link does.
    pub fn open(recipe: Recipe) -> Self {
        Self::with(Lab::new(Opened {
            recipe,
            ..Opened::default()
        }))
    }

    /// Puts a lab to work.
    pub fn with(lab: Lab) -> Self {
        Self::new(lab, None)
    }

    /// Puts a lab to work on samples that are given, in place of its experiment's.
    pub fn learning(lab: Lab, samples: Data) -> Self {
        Self::new(lab, Some(samples))
    }

    fn new(lab: Lab, samples: Option<Data>) -> Self {
        let mut desk = Self::unsettled(lab, samples);
        desk.settle();
        desk
    }

    /// Puts a lab to work without waiting for its trainer to come to where the lab is.
    pub fn on_its_way(lab: Lab) -> Self {
        Self::unsettled(lab, None)
    }

    fn unsettled(lab: Lab, samples: Option<Data>) -> Self {
        let mut desk = Self {
            lab,
            last: Report::default(),
            links: 0,
            link: String::new(),
            session: Session::new(0.0),
            samples,
            parameters: Vec::new(),
            run: 0,
            asked: 0,
            waiting: Vec::new(),
            now: Cell::new(0.0),
        };
        for effect in desk.lab.begin() {
            desk.perform(effect);
        }
        desk
    }

    /// Does one thing, long after the one before, and waits for what the worker makes of it.
    pub fn act(&mut self, action: impl Into<Action>) {
        self.wait(10_000.0);
        self.begin(action);
        self.settle();
    }

    /// Does one thing at once, without waiting for what comes of it.
    pub fn begin(&mut self, action: impl Into<Action>) {
        for effect in self.lab.update(action, self.now.get()) {
            self.perform(effect);
        }
    }

    /// The time in milliseconds.
    pub fn now(&self) -> f64 {
        self.now.get()
    }

    /// Lets so many milliseconds pass in which nobody works.
    pub fn wait(&self, milliseconds: f64) {
        self.now.set(self.now.get() + milliseconds);
    }

    /// Trains as a script does, and waits until that is done.
    pub fn train(&mut self, stride: Stride, count: u64) {
        self.ask_to_train(stride, count);
        while self.unanswered() > 0 {
            self.work(1);
        }
    }

    /// Asks for training without waiting for it.
    pub fn ask_to_train(&mut self, stride: Stride, count: u64) {
        self.begin(Drive::Ready);
        self.asked += 1;
        self.waiting.push(self.asked);
        let goal = Goal::default();
        self.send(
            self.asked,
            Ask::Advance {
                stride,
                count,
                goal,
            },
        );
    }

    /// Commands that have not been answered.
    pub fn unanswered(&self) -> usize {
        self.waiting.len()
    }

    /// Trains to a moment.
    pub fn go_to(&mut self, moment: Moment) {
        while self.lab.moment < moment {
            let samples =
                moment.shown(self.lab.samples()) - self.lab.moment.shown(self.lab.samples());
            self.train(Stride::Sample, samples);
        }
    }

    /// Lets the worker work for so many slices, and hears what it has to tell.
    pub fn work(&mut self, slices: usize) {
        for _ in 0..slices {
            let now = &self.now;
            self.session.work(&|| {
                now.set(now.get() + 0.5);
                now.get()
            });
            self.hear();
        }
    }

    /// Works until the lab is as wished.
    pub fn work_until(&mut self, wished: impl Fn(&Lab) -> bool) {
        for _ in 0..20_000 {
            if wished(&self.lab) {
                return;
            }
            self.work(1);
        }
        panic!("never came to be");
    }

    /// The worker is gone, with all that it had.
    pub fn lose_worker(&mut self) {
        self.session = Session::new(self.now.get());
        self.lab.update(News::Lost, self.now.get());
    }

    /// The parameters on the screen.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The network on the screen.
    pub fn network(&self) -> Network {
        let mut network = self.lab.experiment.network();
        network.parameters_mut().copy_from_slice(&self.parameters);
        network
    }

    /// The training accuracy on the screen.
    pub fn accuracy(&self) -> f64 {
        let (e, prepared) = (&self.lab.experiment, Prepared::new(&self.lab.experiment));
        let worth = evaluate(&self.network(), e.shown_loss(), e.task(), &prepared.train);
        worth.and_then(|worth| worth.accuracy).unwrap()
    }

    /// What a person sees.
    pub fn state(&self) -> State {
        State {
            experiment: self.lab.experiment.clone(),
            moment: self.lab.moment,
            bits: self.parameters.iter().map(|p| p.to_bits()).collect(),
        }
    }

    /// One of many things that can be undone; whether there was something to do.
    pub fn do_something(&mut self, what: usize) -> bool {
        let before = (self.state(), self.lab.recipe().clone());
        match what {
            0 => self.act(Edit::Set(Key::LearningRate, self.other("0.1", "0.2"))),
            1 => self.act(Edit::AddLayer(0)),
            2 => self.act(Edit::SetDataset(Dataset::Moons)),
            3 => self.act(Drive::Reset),
            4 => self.act(Edit::NewWeights(self.lab.experiment.seed + 1)),
            5 => {
                let parameters = self.parameters.iter().map(|p| p + 0.5).collect();
                self.act(Drive::SetParameters(parameters));
            }
            6 => self.act(Edit::RegenerateData),
            7 => self.act(Edit::Set(Key::Optimizer, self.kind("adam", "sgd"))),
            8 => {
                let bias = self.lab.experiment.fixed.is_empty();
                self.act(Edit::SetFixed(Spot::Bias { layer: 0, unit: 0 }, bias));
            }
            9 => self.act(Drive::Tune(Tune {
                changes: vec![(1, self.parameters[1] + 0.25)],
                goes_on: false,
            })),
            10 => {
                let parameters = self.parameters.iter().map(|p| p - 0.5).collect();
                self.act(Drive::BeginWith(parameters));
            }
            _ => self.act(Edit::ToggleFeature(separable::data::Feature::X1X2)),
        }
        self.lab.problems.is_empty() && before != (self.state(), self.lab.recipe().clone())
    }

    fn other(&self, one: &str, other: &str) -> String {
        let now = self.lab.experiment.learning_rate.to_string();
        if now == one { other } else { one }.to_owned()
    }

    fn kind(&self, one: &str, other: &str) -> String {
        let now = Key::Optimizer.setting().chosen(&self.lab.experiment);
        if now == Some(one) { other } else { one }.to_owned()
    }

    /// Waits until the worker has told all it has to tell without being played.
    fn settle(&mut self) {
        self.hear();
        while self.last.arriving
            || (self.session.wait() == Some(0.0) && !self.lab.transport.running)
        {
            self.work(1);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Start => self.start(),
            Effect::Show => self.show(),
            Effect::Ask(ask) => self.send(0, ask),
            Effect::Link => {
                let link = separable::lab::link::write(self.lab.recipe());
                self.links += usize::from(link != self.link);
                self.link = link;
            }
        }
    }

    fn data(&self) -> Data {
        let own = || Data::from(&Prepared::new(&self.lab.experiment));
        self.samples.clone().unwrap_or_else(own)
    }

    fn start(&mut self) {
        self.run += 1;
        self.send(0, Ask::Data(self.data()));
        self.send(0, Ask::Start(Box::new(self.lab.route())));
        self.parameters = self.lab.experiment.network().parameters().to_vec();
    }

    /// As the page shows a moment of the past: by going there from the moment kept before it.
    fn show(&mut self) {
        let mut course = self.lab.route().course(&self.data()).unwrap();
        assert!(course.go_to(self.lab.moment, &mut || true));
        self.parameters = course.network().parameters().to_vec();
    }

    fn send(&mut self, id: u32, ask: Ask) {
        let command = Command {
            run: self.run,
            id,
            ask,
        };
        let bytes = ToWorker::Command(command.clone()).encode();
        let Some(ToWorker::Command(heard)) = ToWorker::decode(&bytes) else {
            panic!("what was sent cannot be read");
        };
        assert_eq!(heard, command);
        self.session.handle(heard, self.now.get());
    }

    fn hear(&mut self) {
        while let Some(report) = self.session.report(self.now.get()) {
            let bytes = FromWorker::Report(Box::new(report.clone())).encode();
            // By bytes: what is no number does not equal itself.
            let heard = FromWorker::decode(&bytes).map(|message| message.encode());
            assert_eq!(heard.as_ref(), Some(&bytes));
            self.take(report);
            self.send(0, Ask::Taken);
        }
    }

    fn take(&mut self, report: Report) {
        self.waiting
            .retain(|id| report.replies.iter().all(|reply| reply.id != *id));
        self.last = report.clone();
        if report.run != self.run {
            return;
        }
        let parameters = report.parameters.clone();
        let news = News::Report(Box::new(report));
        for effect in self.lab.update(news, self.now.get()) {
            self.perform(effect);
        }
        if !self.last.arriving && self.lab.moment == self.last.progress.moment() {
            self.parameters = parameters;
        }
    }
}
