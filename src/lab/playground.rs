//! Links of TensorFlow Playground, in the words of our own.
//!
//! Its datasets, features, layers, rates, sizes, shares, penalties and its output (tanh for classes,
//! linear for numbers, under squared errors) have counterparts here; what has none is named.

use super::{
    aliases::{CLASSES, FEATURES, NUMBERS},
    experiment::Experiment,
    field::FieldError,
    pairs::Pair,
    parse,
    wrong::{Span, Wrong},
};
use crate::nn::{Activation, Initializer, Loss, Named, Optimizer};

/// A link of Playground, translated.
#[derive(Debug, Default)]
pub struct Translated {
    /// The pairs of a link of ours.
    pub pairs: Vec<Pair>,
    /// What could not be read.
    pub problems: Vec<FieldError>,
    /// What it asks for that has no counterpart.
    pub missing: Vec<String>,
}

/// Keys that only Playground has.
const KEYS: [&str; 26] = [
    "activation",
    "batchSize",
    "dataset",
    "regDataset",
    "learningRate",
    "regularization",
    "regularizationRate",
    "networkShape",
    "percTrainData",
    "problem",
    "initZero",
    "numHiddenLayers",
    "discretize",
    "showTestData",
    "collectStats",
    "hideText",
    "tutorial",
    "x",
    "y",
    "xTimesY",
    "xSquared",
    "ySquared",
    "cosX",
    "cosY",
    "sinX",
    "sinY",
];
/// What it hides of its page ends so.
const HIDDEN: &str = "_hide";
/// Keys that links of both have.
const BOTH: [&str; 2] = ["noise", "seed"];

/// Its activations.
const ACTIVATIONS: [Activation; 4] = [
    Activation::Tanh,
    Activation::Relu,
    Activation::Sigmoid,
    Activation::Linear,
];

/// Our keys with those from which they come.
const NAMES: [(&str, &str); 6] = [
    ("net", "networkShape"),
    ("lr", "learningRate"),
    ("batch", "batchSize"),
    ("l1", "regularizationRate"),
    ("l2", "regularizationRate"),
    ("inputs", "x"),
];

/// Whether a key is one of Playground's.
pub fn is_known(key: &str) -> bool {
    KEYS.contains(&key) || key.ends_with(HIDDEN)
}

/// Whether these pairs are Playground's: some of the keys only it has, and none is one that only we
/// have, as `ours` says.
pub fn is(pairs: &[Pair], ours: impl Fn(&str) -> bool) -> bool {
    if is_bare(pairs) {
        return true;
    }
    let keys = || pairs.iter().map(|(key, _)| key.as_str());
    keys().filter(|key| is_known(key)).count() > 1
        && !keys().any(|key| ours(key) && !BOTH.contains(&key))
}

/// Whether a text is Playground's address without settings, which opens it with its usual ones.
pub fn is_address(text: &str) -> bool {
    let scheme = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    scheme.is_some_and(|place| place.trim_end_matches(['/', '#']) == "playground.tensorflow.org")
}

/// Whether such an address is all that there is.
fn is_bare(pairs: &[Pair]) -> bool {
    matches!(pairs, [(key, text)] if text.is_empty() && is_address(key))
}

/// What Playground calls the field that we call so.
pub fn name(field: &str) -> Option<&'static str> {
    let found = NAMES.iter().find(|(ours, _)| *ours == field);
    found.map(|(_, theirs)| *theirs)
}

/// Puts a link of Playground into our words.
pub fn translate(pairs: &[Pair]) -> Translated {
    let mut to = Translated::default();
    let text = |key: &str| {
        let found = pairs.iter().rev().find(|(k, _)| k == key);
        found.map(|(_, text)| text.as_str())
    };
    let on = |key: &str, usual: bool| text(key).map_or(usual, |text| text != "false");
    let regression = to.is_regression(text("problem"));
    to.dataset(regression, &text);
    to.network(regression, &text, &on);
    let (share, percent) = (Span::new(0.0, 50.0), Span::new(10.0, 90.0));
    to.hundredths("noise", "noise", text("noise"), share);
    to.hundredths(
        "train",
        "percTrainData",
        text("percTrainData").or(Some("50")),
        percent,
    );
    to.put("lr", text("learningRate").unwrap_or("0.03"));
    to.put("batch", text("batchSize").unwrap_or("10"));
    let rate = text("regularizationRate").filter(|rate| *rate != "0");
    match (text("regularization"), rate) {
        (Some("L1"), Some(rate)) => to.put("l1", rate),
        (Some("L2"), Some(rate)) => to.put("l2", rate),
        _ => {}
    }
    if let Some(seed) = text("seed").and_then(seed) {
        to.put("seed", seed);
        to.put("draw", seed);
    }
    if !is_bare(pairs) {
        to.rest(pairs);
    }
    to
}

/// The digits of its seeds, which are fractions: 12345 of `0.12345`.
fn seed(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("0.").unwrap_or(text);
    let digits = digits.get(..9).unwrap_or(digits);
    digits.parse::<u32>().ok().map(|_| digits)
}

impl Translated {
    fn put(&mut self, key: &str, text: &str) {
        self.pairs.push((key.into(), text.into()));
    }

    fn wrong(&mut self, field: &str, wrong: Wrong) {
        self.problems.push(FieldError::new(field, wrong));
    }

    fn is_regression(&mut self, problem: Option<&str>) -> bool {
        let problems = vec!["classification", "regression"];
        match problem.filter(|problem| !problems.contains(problem)) {
            Some(other) => {
                self.wrong("problem", Wrong::NotOneOf(other.into(), problems));
                false
            }
            None => problem == Some("regression"),
        }
    }

    fn dataset<'a>(&mut self, regression: bool, text: &impl Fn(&str) -> Option<&'a str>) {
        let (key, known, points) = if regression {
            ("regDataset", &NUMBERS[..], "1200")
        } else {
            ("dataset", &CLASSES[..], "500")
        };
        let wanted = text(key).unwrap_or(known[0].0);
        let found = known.iter().find(|(theirs, _)| *theirs == wanted);
        if found.is_none() {
            let names = known.iter().map(|(theirs, _)| *theirs).collect();
            self.wrong(key, Wrong::NotOneOf(wanted.into(), names));
        }
        self.put("data", found.unwrap_or(&known[0]).1);
        self.put("points", points);
    }

    /// Features, layers, how they begin and what they make small.
    fn network<'a>(
        &mut self,
        regression: bool,
        text: &impl Fn(&str) -> Option<&'a str>,
        on: &impl Fn(&str, bool) -> bool,
    ) {
        let chosen = FEATURES.iter().filter(|(key, _, usual)| on(key, *usual));
        let mut features: Vec<_> = chosen.map(|(_, ours, _)| *ours).collect();
        if features.is_empty() {
            self.wrong("x", Wrong::LastInput);
            let usual = FEATURES.iter().filter(|(_, _, usual)| *usual);
            features = usual.map(|(_, ours, _)| *ours).collect();
        }
        self.put("inputs", &features.join(","));
        let mut activation = Activation::Tanh;
        if let Some(wanted) = text("activation") {
            match parse::among(wanted, &ACTIVATIONS) {
                Ok(known) => activation = known,
                Err(wrong) => self.wrong("activation", wrong),
            }
        }
        let mut net = features.len().to_string();
        let shape = text("networkShape").unwrap_or("4,2");
        for units in shape.split(',').filter(|units| !units.is_empty()) {
            match parse::whole(units, Experiment::UNITS) {
                Ok(units) => net += &format!("-{units}{}", activation.code()),
                Err(wrong) => self.wrong("networkShape", wrong),
            }
        }
        let output = if regression {
            Activation::Linear
        } else {
            Activation::Tanh
        };
        self.put("net", &format!("{net}-1{}", output.code()));
        self.put("loss", Loss::MeanSquaredError.name());
        // Some sets are met here with another optimizer.
        self.put("optimizer", Optimizer::default().name());
        if on("initZero", false) {
            self.put("init", Initializer::Zeros.name());
        }
    }

    /// A share that Playground has in percent.
    fn hundredths(&mut self, key: &str, name: &str, text: Option<&str>, span: Span) {
        match text.map(|text| parse::number(text, span)) {
            Some(Ok(percent)) => self.put(key, &(percent / 100.0).to_string()),
            Some(Err(wrong)) => self.wrong(name, wrong),
            None => {}
        }
    }

    /// What is left: names what has no counterpart and is asked for, and passes on what nobody knows.
    fn rest(&mut self, pairs: &[Pair]) {
        for (key, text) in pairs {
            let unlike = ["discretize", "cosX", "cosY", "hideText", "tutorial"];
            let is_unlike = unlike.contains(&key.as_str()) || key.ends_with(HIDDEN);
            if is_unlike && text != "false" && !text.is_empty() && !self.missing.contains(key) {
                self.missing.push(key.clone());
            } else if !is_known(key) && !BOTH.contains(&key.as_str()) {
                self.put(key, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::pairs::pairs;

    const REAL: &str = "#activation=relu&regularization=L2&batchSize=7&dataset=spiral\
        &regDataset=reg-gauss&learningRate=0.1&regularizationRate=0.003&noise=25&networkShape=6,3\
        &seed=0.12345&showTestData=true&discretize=true&percTrainData=70&x=true&y=false\
        &xTimesY=true&xSquared=false&ySquared=true&cosX=false&sinX=false&cosY=false&sinY=true\
        &collectStats=false&problem=classification&initZero=true&hideText=false&playButton_hide=true";

    fn in_our_words(to: &Translated) -> String {
        let pairs = to.pairs.iter().map(|(key, text)| format!("{key}={text}"));
        pairs.collect::<Vec<_>>().join("&")
    }

    fn fields(fragment: &str) -> Vec<String> {
        let to = translate(&pairs(fragment));
        to.problems
            .into_iter()
            .map(|problem| problem.field)
            .collect()
    }

    #[test]
    fn a_link_is_put_into_our_words() {
        let to = translate(&pairs(REAL));
        assert_eq!(
            in_our_words(&to),
            "data=spiral&points=500&inputs=x1,x2_squared,x1x2,sin_x2&net=4-6r-3r-1t\
             &loss=mean_squared_error&optimizer=sgd&init=zeros&noise=0.25&train=0.7&lr=0.1&batch=7&l2=0.003\
             &seed=12345&draw=12345"
        );
        assert_eq!(to.problems, []);
        assert_eq!(to.missing, ["discretize", "playButton_hide"]);
    }

    #[test]
    fn what_is_not_there_is_as_playground_has_it() {
        let to = translate(&pairs("problem=regression&networkShape="));
        assert_eq!(
            in_our_words(&to),
            "data=plane&points=1200&inputs=x1,x2&net=2-1l&loss=mean_squared_error&optimizer=sgd&train=0.5&lr=0.03\
             &batch=10"
        );
    }

    #[test]
    fn what_is_wrong_has_playgrounds_name() {
        for (pair, field) in [
            ("dataset=moons", "dataset"),
            ("problem=regression&regDataset=plane", "regDataset"),
            ("activation=gelu", "activation"),
            ("networkShape=4,x", "networkShape"),
            ("networkShape=4,99", "networkShape"),
            ("noise=70", "noise"),
            ("percTrainData=half", "percTrainData"),
        ] {
            assert_eq!(fields(pair), [field], "{pair}");
        }
        assert_eq!(name("lr"), Some("learningRate"));
    }

    #[test]
    fn other_links_are_not_taken_for_playgrounds() {
        let is = |fragment| {
            is(&pairs(fragment), |key| {
                ["data", "lr", "noise"].contains(&key)
            })
        };
        assert!(is(REAL) && is("dataset=xor&noise=5&x=true"));
        for fragment in [
            "",
            "seed=7&noise=0.1",
            "learningRate=1",
            "data=xor&dataset=xor&x=1",
        ] {
            assert!(!is(fragment), "{fragment}");
        }
    }
}
