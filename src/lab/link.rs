//! A run as a readable link: `#data=circles&net=2-4t-1s&lr=0.1&seed=7`.
//!
//! A link holds what differs from the preset of its dataset, by the table of settings, and what was
//! changed on the way: `then=100:lr=0.03~200-35:batch=20` lowers the learning rate after 100 epochs
//! and takes smaller batches after 35 samples more of epoch 200. Weights that were put in place by hand
//! stand there too, unit by unit with the bias last: `then=0:weights=1,1,-1.5`.

pub use super::pairs::seal;
use super::{
    experiment::Experiment,
    field::FieldError,
    json::Files,
    net, own,
    pairs::{END, Pair, State, pairs, state},
    parse,
    parts::Part,
    playground,
    settings::{Acts, Key, Setting},
    timeline::{Change, Event, Moment, Recipe},
    weights::FINITE,
    wrong::{Counted, Span, Wrong},
};
use crate::{
    data::{Classes, DataSpec, Dataset, Drawn, File, decimal::read_f32},
    nn::{Named, Optimizer},
};

/// The keys that say which samples, before all others.
const DATA_KEYS: [&str; 7] = ["data", "drawn", "csv", "own", "roles", "missing", "task"];
/// SGD’s momentum, which links have apart from the optimizer.
const MOMENTUM: &str = "momentum";
/// What changed on the way.
const THEN: &str = "then";
/// Between two changes.
const NEXT: char = '~';
/// What is wrong with the link as a whole is said of this.
const LINK: &str = "link";
/// The experiment beside it, as a link of its own.
const AGAINST: &str = "against";
/// Training goes on after early stopping.
const GO_ON: &str = "continue";
/// Parameters are put in place.
const WEIGHTS: &str = "weights";
/// How many of them a link carries.
pub const MOST_WEIGHTS: usize = 256;

/// The fragment (without `#`) that restores a run; empty for the default. A person's own table is in
/// it when it is small enough, and so are parameters that were put in place by hand.
#[must_use]
pub fn write(recipe: &Recipe) -> String {
    let e = &recipe.experiment;
    // Outputs follow the classes that take part, which are written.
    let mut preset = Experiment::preset(DataSpec {
        dataset: e.data.dataset,
        classes: e.data.classes,
        drawn: e.data.drawn.clone(),
        file: e.data.file.clone(),
        ..DataSpec::default()
    });
    preset.data.classes = Classes::ALL;
    let mut pairs = write_data(&e.data);
    let texts = Key::all().flat_map(|s| texts(s, e).into_iter().zip(texts(s, &preset)));
    // An optimizer that is not plain SGD has all its numbers with its name.
    let texts = texts.filter(|((link, _), _)| *link != MOMENTUM || is_plain_sgd(e));
    let differ = texts.filter(|((_, text), (_, usual))| text != usual);
    pairs.extend(differ.map(|((link, text), _)| format!("{link}={text}")));
    let changes = write_changes(&held(recipe));
    if !changes.is_empty() {
        pairs.push(format!("{THEN}={changes}"));
    }
    pairs.join("&")
}

/// The fragment that restores a run, so that a link which does not come through whole is told; see
/// [`write()`].
#[must_use]
pub fn write_sealed(recipe: &Recipe) -> String {
    seal(&write(recipe))
}

/// The same of two runs side by side.
#[must_use]
pub fn write_both(pair: [&Recipe; 2]) -> String {
    let [first, other] = pair.map(write);
    let other: String = form_urlencoded::byte_serialize(other.as_bytes()).collect();
    let pairs = [first, format!("{AGAINST}={other}")];
    seal(pairs.join("&").trim_start_matches('&'))
}

/// The fragment of the run beside the first, where one restores two.
#[must_use]
pub fn against(fragment: &str) -> Option<String> {
    let mut pairs = pairs(fragment).into_iter().rev();
    pairs.find(|(key, _)| key == AGAINST).map(|(_, text)| text)
}

/// Whether the run has a table that is too large for a link.
#[must_use]
pub fn lacks_table(recipe: &Recipe) -> bool {
    let data = &recipe.experiment.data;
    data.dataset == Dataset::Own && data.file.loaded().is_some_and(|l| !own::fits(l))
}

/// A run as far as a link holds it: of parameters that were put in place at one moment the last, and none where
/// they are more than [`MOST_WEIGHTS`] together.
#[must_use]
pub fn held(recipe: &Recipe) -> Recipe {
    let mut timeline: Vec<Event> = Vec::new();
    for event in &recipe.timeline {
        let is_over = |last: &Event| last.at == event.at && numbers(last).is_some();
        if numbers(event).is_some() && timeline.last().is_some_and(is_over) {
            timeline.pop();
        }
        timeline.push(event.clone());
    }
    if timeline.iter().filter_map(numbers).sum::<usize>() > MOST_WEIGHTS {
        timeline.retain(|event| numbers(event).is_none());
    }
    Recipe {
        experiment: recipe.experiment.clone(),
        timeline,
    }
}

/// Whether what a link said is this run, as far as a link holds it.
#[must_use]
pub fn says(there: Option<&Recipe>, recipe: Option<&Recipe>) -> bool {
    match (there, recipe) {
        (Some(there), Some(recipe)) => {
            there == recipe || recipe.has_parameters() && *there == held(recipe)
        }
        (there, recipe) => there.is_none() && recipe.is_none(),
    }
}

/// Whether parameters were put in place by hand that are too many for a link.
#[must_use]
pub fn lacks_weights(recipe: &Recipe) -> bool {
    recipe.has_parameters() && !held(recipe).has_parameters()
}

/// How many parameters an event puts in place, where it does.
fn numbers(event: &Event) -> Option<usize> {
    match &event.change {
        Change::SetParameters(parameters) => Some(parameters.len()),
        Change::Adjust(_) | Change::GoOn => None,
    }
}

/// A setting as a link has it. Plain SGD’s only number has a key of its own.
fn texts(setting: &Setting, e: &Experiment) -> Vec<(&'static str, String)> {
    let text = setting.text(e);
    if setting.key != Key::Optimizer {
        return vec![(setting.link, text)];
    }
    match e.optimizer.get(MOMENTUM).filter(|_| is_plain_sgd(e)) {
        Some(momentum) => vec![
            (setting.link, e.optimizer.name().into()),
            (MOMENTUM, momentum),
        ],
        None => vec![(setting.link, text), (MOMENTUM, "0".into())],
    }
}

fn is_sgd(e: &Experiment) -> bool {
    e.optimizer.same_kind(Optimizer::default())
}

fn is_plain_sgd(e: &Experiment) -> bool {
    is_sgd(e) && e.optimizer.get("nesterov").is_none_or(|on| on == "false")
}

fn write_data(data: &DataSpec) -> Vec<String> {
    let mut pairs = Vec::new();
    if data.dataset != DataSpec::default().dataset {
        pairs.push(format!("data={}", data.dataset.name()));
    }
    if data.dataset == Dataset::Drawn {
        pairs.push(format!("drawn={}", data.drawn.encode()));
    }
    if let (Dataset::Own, Some(loaded)) = (data.dataset, data.file.loaded()) {
        pairs.extend(own::write(loaded));
    }
    pairs
}

fn write_changes(recipe: &Recipe) -> String {
    let e = &recipe.experiment;
    let mut changes = Vec::new();
    let mut now = live_texts(e);
    for Event { at, change } in &recipe.timeline {
        let at = write_moment(*at);
        match change {
            Change::Adjust(settings) => {
                let next = live_texts(&e.with_live(settings));
                let both = now.iter().zip(&next);
                let differ = both.filter(|(before, after)| before != after);
                changes.extend(differ.map(|(_, (link, text))| format!("{at}:{link}={text}")));
                now = next;
            }
            Change::GoOn => changes.push(format!("{at}:{GO_ON}")),
            Change::SetParameters(values) => {
                changes.push(format!("{at}:{WEIGHTS}={}", write_weights(e, values)));
            }
        }
    }
    changes.join(&NEXT.to_string())
}

/// `1,1,-1.5;-1,-1,0.5`: a unit after the other, its weights and its bias.
fn write_weights(e: &Experiment, values: &[f32]) -> String {
    let unit = |places: Vec<usize>| {
        let values = places.into_iter().filter_map(|at| values.get(at));
        values
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let units: Vec<String> = e.network().units().map(unit).collect();
    units.join(";")
}

/// What can change on the way, as links have it.
fn live_texts(e: &Experiment) -> Vec<(&'static str, String)> {
    let live = Key::all().filter(|s| s.acts == Acts::Live);
    live.map(|s| (s.link, s.text(e))).collect()
}

/// `100`, or `100-35` for 35 samples later.
fn write_moment(at: Moment) -> String {
    match at.position {
        0 => at.epoch.to_string(),
        position => format!("{}-{position}", at.epoch),
    }
}

/// The dataset whose file has to be read before a fragment can be.
#[must_use]
pub fn wants(fragment: &str) -> Option<Dataset> {
    let pairs = pairs(fragment);
    let text = &pairs.iter().rev().find(|(key, _)| key == "data")?.1;
    let dataset: Dataset = parse::named(text).ok()?;
    let inside = pairs.iter().any(|(key, _)| key == "csv");
    (dataset.is_shipped() || (dataset == Dataset::Own && !inside)).then_some(dataset)
}

/// What a fragment is, beside what it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A link as this page writes it, or as one types it.
    Here,
    /// A link of this page in which something was changed.
    Changed,
    /// A link of TensorFlow Playground, with what it asks for that has no counterpart here.
    Playground(Vec<String>),
}

/// Where a fragment comes from.
#[must_use]
pub fn origin(fragment: &str) -> Origin {
    let pairs = pairs(fragment);
    if playground::is(&pairs, is_known) {
        return Origin::Playground(playground::translate(&pairs).missing);
    }
    match state(fragment, &pairs) {
        State::Changed => Origin::Changed,
        State::Whole | State::Cut => Origin::Here,
    }
}

/// The fragment of a link in a text that is nothing else: an address that has one, or a fragment with
/// its `#`, where this page or Playground may have written it.
#[must_use]
pub fn pasted(text: &str) -> Option<&str> {
    let text = text.trim();
    if playground::is_address(text) {
        return Some(text);
    }
    let (before, fragment) = text.rsplit_once('#')?;
    let is_address = before.is_empty() || before.contains("://");
    let one = |text: &str| !text.contains(char::is_whitespace);
    let pairs = pairs(fragment);
    let known = playground::is(&pairs, is_known) || pairs.iter().any(|(key, _)| is_known(key));
    (is_address && known && one(text)).then_some(fragment)
}

/// The run that a fragment (with or without `#`) restores, and what was wrong in it: a bad field is
/// as in the preset of the dataset, the others hold. `files` gives the tables that are read from
/// files.
#[must_use]
pub fn read(fragment: &str, files: &Files<'_>) -> (Recipe, Vec<FieldError>) {
    let mut pairs = pairs(fragment);
    let is_cut = state(fragment, &pairs) == State::Cut;
    let twice = last_of_each(&mut pairs);
    if playground::is(&pairs, is_known) {
        let (recipe, problems) = read_playground(&pairs, files);
        return (recipe, [twice, problems].concat());
    }
    let (recipe, mut problems) = read_pairs(&pairs, files);
    problems.extend(twice);
    if is_cut {
        let mut lost = Vec::new();
        for FieldError { field, .. } in problems {
            if is_known(&field) && !lost.contains(&field) {
                lost.push(field);
            }
        }
        problems = vec![FieldError::new(LINK, Wrong::CutShort(lost))];
    }
    (recipe, problems)
}

/// Leaves the last of the pairs of each key, and tells of keys that had another value before. Changes
/// on the way may come one by one, and what nobody knows is told as such.
fn last_of_each(pairs: &mut Vec<Pair>) -> Vec<FieldError> {
    let (mut last, mut twice): (Vec<Pair>, Vec<FieldError>) = (Vec::new(), Vec::new());
    let is_single = |key: &str| key != THEN && (is_known(key) || playground::is_known(key));
    for pair in std::mem::take(pairs).into_iter().rev() {
        let (key, text) = &pair;
        let Some(kept) = last
            .iter()
            .find(|(other, _)| is_single(key) && other == key)
        else {
            last.push(pair);
            continue;
        };
        if kept.1 != *text && twice.iter().all(|known| known.field != *key) {
            twice.push(FieldError::new(&**key, Wrong::Twice));
        }
    }
    last.reverse();
    *pairs = last;
    twice
}

fn read_playground(pairs: &[Pair], files: &Files<'_>) -> (Recipe, Vec<FieldError>) {
    let translated = playground::translate(pairs);
    let (recipe, told) = read_pairs(&translated.pairs, files);
    let mut problems = translated.problems;
    for mut problem in told {
        if let Some(name) = playground::name(&problem.field) {
            problem.field = name.into();
        }
        problems.push(problem);
    }
    (recipe, problems)
}

fn read_pairs(pairs: &[Pair], files: &Files<'_>) -> (Recipe, Vec<FieldError>) {
    let mut problems = Vec::new();
    let mut experiment = Experiment::preset(read_data(pairs, files, &mut problems));
    let has_other_data = problems
        .iter()
        .any(|problem| !matches!(problem.wrong, Wrong::OwnTableUnnamed(_)));
    // Also of samples that have no use for them.
    let misnamed = own::misnamed(&|key| text_of(pairs, key));
    let is_told = |problem: &FieldError| problems.iter().any(|p| p.field == problem.field);
    let misnamed: Vec<_> = misnamed.into_iter().filter(|p| !is_told(p)).collect();
    problems.extend(misnamed);
    problems.extend(unknown(pairs));
    // In the order of the table, whatever the order in the link: some stand on others.
    for setting in Key::all() {
        for (_, text) in pairs.iter().filter(|(key, _)| key == setting.link) {
            if let Err(wrong) = setting.set(&mut experiment, text) {
                problems.push(FieldError::new(setting.link, wrong));
            }
        }
        if setting.key == Key::Optimizer {
            read_momentum(&mut experiment, pairs, &mut problems);
        }
    }
    let told = problems.len();
    settle(&mut experiment, pairs, &mut problems);
    if has_other_data {
        // That the rest does not fit these follows from it.
        problems.truncate(told);
    }
    let timeline = read_changes(&experiment, pairs, &mut problems);
    let recipe = Recipe {
        experiment,
        timeline,
    };
    (recipe, problems)
}

fn is_known(key: &str) -> bool {
    DATA_KEYS.contains(&key)
        || [MOMENTUM, THEN, AGAINST, END].contains(&key)
        || Setting::of_link(key).is_some()
}

/// The keys that links do not have, told in one.
fn unknown(pairs: &[Pair]) -> Option<FieldError> {
    let mut keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
    keys.retain(|key| !is_known(key));
    let (first, more) = keys.split_at(keys.len().min(NAMED));
    let first: Vec<String> = first.iter().map(|key| short(key)).collect();
    let wrong = Wrong::NoSuchKeys(first.len(), more.len());
    (!first.is_empty()).then(|| FieldError::new(first.join(", "), wrong))
}

/// Unknown keys that are named, at most, and letters of one.
const NAMED: usize = 5;
const LETTERS: usize = 24;

/// What a message calls a key; a text without one is called by the sign that it stands behind.
fn short(key: &str) -> String {
    if key.is_empty() {
        return "=".into();
    }
    key.chars().take(LETTERS).collect()
}

fn read_momentum(e: &mut Experiment, pairs: &[Pair], problems: &mut Vec<FieldError>) {
    for (_, text) in pairs.iter().filter(|(key, _)| key == MOMENTUM) {
        let result = if is_sgd(e) {
            Key::Optimizer.setting().set_inner(e, MOMENTUM, text)
        } else {
            // Nothing is said of it where the optimizer has none.
            parse::number(text, Span::new(0.0, 1.0)).map(drop)
        };
        if let Err(wrong) = result {
            problems.push(FieldError::new(MOMENTUM, wrong));
        }
    }
}

fn text_of<'a>(pairs: &'a [Pair], key: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(other, _)| other == key);
    found.map(|(_, text)| text.as_str())
}

/// Which samples a fragment asks for; the default's where it cannot have them.
fn read_data(pairs: &[Pair], files: &Files<'_>, problems: &mut Vec<FieldError>) -> DataSpec {
    let text = |key| text_of(pairs, key);
    let mut data = DataSpec::default();
    let Some(name) = text("data") else {
        return data;
    };
    let result = parse::named(name)
        .map_err(|wrong| FieldError::new("data", wrong))
        .and_then(|dataset: Dataset| {
            if dataset == Dataset::Drawn {
                data.drawn = drawn(text("drawn").unwrap_or_default())?;
            } else if dataset == Dataset::Own && text("csv").is_some() {
                data.file = own::read(&text)?;
            } else if !dataset.is_generated() {
                data.file = file(dataset, files, text("own"))?;
                if let (None, Some(loaded)) = (text("own"), data.file.loaded())
                    && dataset == Dataset::Own
                {
                    let wrong = Wrong::OwnTableUnnamed(loaded.name.clone());
                    problems.push(FieldError::new("data", wrong));
                }
            }
            data.dataset = dataset;
            Ok(())
        });
    if let Err(problem) = result {
        problems.push(problem);
        return DataSpec::default();
    }
    data
}

fn drawn(text: &str) -> Result<Drawn, FieldError> {
    Drawn::decode(text).map_err(|wrong| FieldError::new("drawn", wrong))
}

/// The file of a dataset; `own` is the fingerprint of the person's own table that is meant.
fn file(dataset: Dataset, files: &Files<'_>, own: Option<&str>) -> Result<File, FieldError> {
    let problem = |wrong| Err(FieldError::new("data", wrong));
    match (files(dataset), dataset) {
        (_, Dataset::Own) if own.is_some_and(|own| !own::is_fingerprint(own)) => {
            Err(FieldError::new("own", Wrong::CutShort(Vec::new())))
        }
        (None, Dataset::Own) => problem(Wrong::OwnTableNotHere),
        (None, other) => problem(Wrong::TableUnreadable(other.name())),
        (Some(file), Dataset::Own) if own.is_some_and(|own| !own::is(&file, own)) => {
            problem(Wrong::OwnTableIsAnother)
        }
        (Some(file), _) => Ok(file),
    }
}

/// Holds fields against each other; the one that does not fit becomes the preset's.
fn settle(e: &mut Experiment, pairs: &[Pair], problems: &mut Vec<FieldError>) {
    let net_key = Key::Layers.setting().link;
    let preset = Experiment::preset(e.data.clone());
    let given = pairs.iter().find(|(key, _)| key == net_key);
    let given = given.and_then(|(_, text)| net::inputs(text));
    if given.is_some_and(|inputs| inputs != e.inputs()) {
        problems.push(FieldError::new(net_key, Wrong::InputsOfNet(e.inputs())));
        e.layers = preset.layers.clone();
    }
    if let Err(problem) = e.validate_layers() {
        problems.push(FieldError::new(net_key, problem.wrong));
        e.layers = preset.layers.clone();
    }
    if let Err(problem) = e.validate() {
        problems.push(problem);
        (e.rule, e.features) = (preset.rule, preset.features.clone());
        if e.rule.is_local() && !e.is_one_layer_of_steps() {
            e.layers = preset.layers;
        }
    }
}

/// What changed on the way. What cannot be read is told, and ends it: what came later stood on it.
fn read_changes(e: &Experiment, pairs: &[Pair], problems: &mut Vec<FieldError>) -> Vec<Event> {
    let mut now = e.clone();
    let mut timeline: Vec<Event> = Vec::new();
    let texts = pairs.iter().filter(|(key, _)| key == THEN);
    let changes = texts.flat_map(|(_, text)| text.split(NEXT));
    for text in changes.filter(|text| !text.is_empty()) {
        match read_change(&mut now, text) {
            Ok(event) if timeline.last().is_none_or(|last| last.at <= event.at) => {
                push(&mut timeline, event);
            }
            Ok(_) => {
                problems.push(FieldError::new(THEN, Wrong::NotAChange(text.into())));
                break;
            }
            Err(wrong) => {
                problems.push(FieldError::new(THEN, wrong));
                break;
            }
        }
    }
    timeline
}

/// Settings that change at the same moment are one change.
fn push(timeline: &mut Vec<Event>, event: Event) {
    if let Some(last) = timeline.last_mut()
        && last.at == event.at
        && matches!(
            (&last.change, &event.change),
            (Change::Adjust(_), Change::Adjust(_))
        )
    {
        last.change = event.change;
        return;
    }
    timeline.push(event);
}

/// `100:lr=0.03`, `200-35:batch=20`, `57:continue` or `0:weights=1,1,-1.5`; puts a setting into the experiment.
fn read_change(now: &mut Experiment, text: &str) -> Result<Event, Wrong> {
    let malformed = || Wrong::NotAChange(text.into());
    let (at, what) = text.split_once(':').ok_or_else(malformed)?;
    let at = read_moment(at).ok_or_else(malformed)?;
    if what == GO_ON {
        let change = Change::GoOn;
        return Ok(Event { at, change });
    }
    let (key, value) = what.split_once('=').ok_or_else(malformed)?;
    if key == WEIGHTS {
        let within = |wrong| Wrong::Within(key.into(), Box::new(wrong));
        let change = Change::SetParameters(read_weights(now, value).map_err(within)?);
        return Ok(Event { at, change });
    }
    let setting = Setting::of_link(key).ok_or_else(malformed)?;
    if setting.acts == Acts::FromStart {
        return Err(Wrong::NotOnTheWay(setting.link));
    }
    setting
        .set(now, value)
        .map_err(|wrong| Wrong::Within(key.into(), Box::new(wrong)))?;
    let change = Change::Adjust(now.settings());
    Ok(Event { at, change })
}

/// A network's parameters, a unit after the other, in the order of the network.
fn read_weights(e: &Experiment, text: &str) -> Result<Vec<f32>, Wrong> {
    let network = e.network();
    let mut parameters = network.parameters().to_vec();
    let places: Vec<usize> = network.units().flatten().collect();
    let texts: Vec<&str> = text.split([',', ';']).collect();
    if texts.len() != places.len() {
        return Err(Wrong::Count(Counted::Values, places.len(), texts.len()));
    }
    for (place, text) in places.into_iter().zip(texts) {
        let number = parse::number(text.trim(), FINITE)?;
        // Rounded once.
        parameters[place] = read_f32(text.trim()).unwrap_or(number as f32);
    }
    Ok(parameters)
}

fn read_moment(text: &str) -> Option<Moment> {
    let (epoch, position) = text.split_once('-').unwrap_or((text, "0"));
    Some(Moment {
        epoch: epoch.parse().ok()?,
        position: position.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Activation, LayerSpec, LearningRule};

    fn read(fragment: &str, files: &Files<'_>) -> (Experiment, Vec<FieldError>) {
        let (recipe, problems) = super::read(fragment, files);
        (recipe.last(), problems)
    }

    fn write(e: &Experiment) -> String {
        super::write(&e.clone().into())
    }

    #[track_caller]
    fn names(fragment: &str, field: &str) -> Experiment {
        let (experiment, problems) = read(fragment, &|_| None);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].field, field, "{problems:?}");
        assert_eq!(experiment.validate(), Ok(()));
        experiment
    }

    #[test]
    fn the_default_is_an_empty_link() {
        assert_eq!(write(&Experiment::default()), "");
        assert_eq!(read("", &|_| None), (Experiment::default(), vec![]));
        assert_eq!(read("#", &|_| None), (Experiment::default(), vec![]));
    }

    #[test]
    fn a_link_reads_as_the_design_shows() {
        let (e, problems) = read("#data=circles&net=2-3t-2r-1s&lr=0.5&seed=7", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(
            (e.data.dataset, e.seed, e.learning_rate),
            (Dataset::Circles, 7, 0.5)
        );
        assert_eq!(e.layers[1], LayerSpec::new(2, Activation::Relu));
        assert_eq!(write(&e), "data=circles&net=2-3t-2r-1s&lr=0.5&seed=7");
    }

    #[test]
    fn a_bad_field_is_named_and_the_others_hold() {
        let e = names("#net=2-8t-1s&lr=abc", "lr");
        assert_eq!(e.layers[0].units, 8);
        assert_eq!(e.learning_rate, Experiment::default().learning_rate);
        assert_eq!(names("data=apples&seed=3", "data").seed, 3);
    }

    #[test]
    fn every_kind_of_mistake_has_its_words() {
        for (fragment, field) in [
            ("points=3", "points"),
            ("noise=NaN", "noise"),
            ("lr=-1", "lr"),
            ("lr=inf", "lr"),
            ("batch=2.5", "batch"),
            ("seed=-1", "seed"),
            ("inputs=", "inputs"),
            ("inputs=x1,x1", "inputs"),
            ("net=", "net"),
            ("net=2", "net"),
            ("net=2-4t", "net"),
            ("net=2-4-1s", "net"),
            ("net=2-70t-1s", "net"),
            ("net=3-4t-1s", "net"),
            ("net=2-4softmax-1s", "net"),
            ("net=2-4t-2s", "net"),
            ("frozen=9", "frozen"),
            ("schedule=cosine:epochs=0", "schedule"),
            ("optimizer=adam:beta_1=2", "optimizer"),
            ("patience=0", "patience"),
            ("standardize=yes", "standardize"),
            ("data=iris", "data"),
            ("data=own", "data"),
            ("net=2-99999999999999999999t-1s", "net"),
            ("rule=perceptron", "rule"),
            ("loss=likelihood", "loss"),
            ("colour=red", "colour"),
        ] {
            assert_eq!(names(fragment, field), Experiment::default(), "{fragment}");
        }
    }

    #[test]
    fn a_dataset_brings_its_preset_and_a_link_what_differs() {
        let (e, problems) = read("data=blobs3&lr=0.5", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(e.output(), LayerSpec::new(3, Activation::Softmax));
        assert_eq!(write(&e), "data=blobs3&lr=0.5");
    }

    /// Two runs in one link: each is read as it would be alone.
    #[test]
    fn two_runs_travel_together() {
        let others = [
            "",
            "data=moons&lr=0.5&seed=3",
            "data=blobs3&net=2-4t-3softmax&then=10:lr=0.1",
        ];
        for first in others {
            for other in others {
                let recipes = [first, other].map(|text| super::read(text, &|_| None).0);
                let both = write_both([&recipes[0], &recipes[1]]);
                let (read, problems) = super::read(&both, &|_| None);
                assert_eq!((read, problems), (recipes[0].clone(), vec![]), "{both}");
                let text = against(&both).unwrap();
                let (read, problems) = super::read(&text, &|_| None);
                assert_eq!((read, problems), (recipes[1].clone(), vec![]), "{both}");
                // Cut at any byte, it is told.
                for end in 1..both.len() {
                    let (_, problems) = super::read(&both[..end], &|_| None);
                    assert_ne!(problems, [], "{}", &both[..end]);
                }
            }
        }
        assert_eq!(against("data=moons&lr=0.5"), None);
    }

    #[test]
    fn what_changed_on_the_way_is_in_it() {
        let fragment =
            "then=100:lr=0.5~200-35:batch=20~200-35:optimizer=adam:beta_1=0.8~300:continue";
        let (recipe, problems) = super::read(fragment, &|_| None);
        assert_eq!(problems, []);
        assert_eq!(recipe.experiment, Experiment::default());
        assert_eq!(recipe.timeline.len(), 3);
        let last = recipe.last();
        assert_eq!((last.learning_rate, last.batch_size), (0.5, 20));
        assert_eq!(
            super::write(&recipe),
            fragment.replace(
                "35:batch=20~200-35:optimizer=adam:beta_1=0.8",
                "35:optimizer=adam:beta_1=0.8~200-35:batch=20"
            )
        );
    }

    fn put(at: u64, values: &[f32]) -> Event {
        Event {
            at: Moment {
                epoch: at,
                position: 0,
            },
            change: Change::SetParameters(values.to_vec()),
        }
    }

    /// Unit by unit, whatever the order of the network.
    #[test]
    fn weights_put_in_place_by_hand_are_in_it() {
        let fragment = "data=xor_table&net=2-2h-1h&loss=mean_squared_error\
                        &then=0:weights=1,2,3;4,5,6;7,8.5,-0.25~40:lr=0.5~40-1:weights=0,0,0;1e-9,0,0;0,0,-1000000";
        let (recipe, problems) = super::read(fragment, &|_| None);
        assert_eq!(problems, []);
        let first = [1.0, 2.0, 4.0, 5.0, 3.0, 6.0, 7.0, 8.5, -0.25];
        assert_eq!(recipe.timeline[0], put(0, &first));
        assert_eq!(recipe.timeline.len(), 3);
        let written = super::write(&recipe);
        assert_eq!(written, fragment.replace("1e-9", "0.000000001"));
        assert_eq!(super::read(&written, &|_| None), (recipe, vec![]));
    }

    #[test]
    fn what_was_put_over_at_once_is_left_out_and_what_is_too_much_too() {
        let (mut recipe, _) = super::read("data=and&net=2-1h&loss=mean_squared_error", &|_| None);
        let (one, two, three) = (put(0, &[1.0; 3]), put(0, &[2.0; 3]), put(1, &[3.0; 3]));
        recipe.timeline = vec![one, two.clone(), three.clone()];
        let read = super::read(&super::write(&recipe), &|_| None).0;
        assert_eq!(read.timeline, [two, three]);
        assert_eq!((read, false), (held(&recipe), lacks_weights(&recipe)));

        recipe
            .experiment
            .layers
            .insert(0, LayerSpec::new(30, Activation::Tanh));
        for (units, carried) in [(63, true), (64, false)] {
            recipe.experiment.layers[0].units = units;
            let network = recipe.experiment.network();
            recipe.timeline = vec![put(0, network.parameters())];
            assert_eq!(lacks_weights(&recipe), !carried, "{units}");
        }
        recipe
            .experiment
            .layers
            .insert(0, LayerSpec::new(32, Activation::Tanh));
        recipe.timeline = vec![put(0, recipe.experiment.network().parameters())];
        assert!(lacks_weights(&recipe) && !super::write(&recipe).contains(WEIGHTS));
    }

    #[test]
    fn weights_keep_their_bits() {
        let (mut recipe, _) = super::read("data=and&net=2-1h&loss=mean_squared_error", &|_| None);
        for bits in (0..0x7f80_0000).step_by(0x000f_1235).chain([363_742_205]) {
            let weights = [f32::from_bits(bits), -f32::from_bits(bits), 0.1];
            recipe.timeline = vec![put(0, &weights)];
            let read = super::read(&super::write(&recipe), &|_| None).0;
            assert_eq!(read.timeline, recipe.timeline, "{bits}");
        }
    }

    #[test]
    fn weights_that_do_not_fit_are_told() {
        for (weights, wrong) in [
            ("1,2", "weights: must have 3 values, not 2"),
            ("1,2,3,4", "weights: must have 3 values, not 4"),
            ("1,2,x", "x"),
            ("1,2,inf", "inf"),
            ("1,2,1e99", "1e99"),
            ("", "weights: must have 3 values, not 1"),
        ] {
            let link =
                format!("data=and&net=2-1h&loss=mean_squared_error&then=0:weights={weights}");
            let (recipe, problems) = super::read(&link, &|_| None);
            assert_eq!((recipe.timeline.len(), problems.len()), (0, 1), "{weights}");
            assert_eq!(problems[0].field, "then");
            assert!(problems[0].to_string().contains(wrong), "{}", problems[0]);
        }
    }

    #[test]
    fn a_change_that_cannot_be_read_is_told() {
        for then in [
            "100",
            "x:lr=1",
            "5:seed=3",
            "5:lr=-1",
            "5:colour=1",
            "9:lr=0.1~5:lr=0.2",
        ] {
            let (_, problems) = super::read(&format!("then={then}"), &|_| None);
            assert_eq!(problems.len(), 1, "{then}: {problems:?}");
            assert_eq!(problems[0].field, "then");
        }
    }

    #[test]
    fn plain_momentum_stands_apart() {
        for (fragment, written) in [
            ("optimizer=sgd&momentum=0.9", "momentum=0.9"),
            ("optimizer=sgd:momentum=0.9", "momentum=0.9"),
            (
                "optimizer=sgd:momentum=0.9,nesterov=true",
                "optimizer=sgd:momentum=0.9,nesterov=true",
            ),
            (
                "data=line&optimizer=sgd&momentum=0.9",
                "data=line&optimizer=sgd&momentum=0.9",
            ),
            ("data=line&optimizer=sgd", "data=line&optimizer=sgd"),
            ("data=and&momentum=0", "data=and&momentum=0"),
            ("data=and&momentum=0.9", "data=and"),
            ("data=and&optimizer=adam", "data=and&optimizer=adam"),
            (
                "data=and&optimizer=sgd:momentum=0.5,nesterov=true",
                "data=and&optimizer=sgd:momentum=0.5,nesterov=true",
            ),
        ] {
            let (e, problems) = read(fragment, &|_| None);
            assert_eq!((problems, write(&e).as_str()), (vec![], written));
        }
        assert_eq!(read("optimizer=adam&momentum=0.9", &|_| None).1, []);
        names("momentum=2", "momentum");
    }

    #[test]
    fn escaped_characters_are_read() {
        let (e, problems) = read("inputs=x1%2Cx1x2&net=2-1s", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(e.features.len(), 2);
    }

    #[test]
    fn the_perceptron_rule_travels_with_its_network() {
        let (e, problems) = read("rule=perceptron&net=2-1h", &|_| None);
        assert_eq!((problems, e.rule), (vec![], LearningRule::Perceptron));
    }
}
