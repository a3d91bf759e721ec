//! A saved file: the experiment, with a person's own table in it, and the weights it had come to.
//!
//! `{"separable": 1, "experiment": {…}, "weights": [{"kernel": [[…]], "bias": […]}, …]}`

use serde::Serialize;
use serde_json::Value;

use super::{
    experiment::{Experiment, FieldError},
    json::{self, Files},
    weights::{LayerWeights, flatten, layers},
};
use crate::{
    data::{Dataset, File, sheet::Sheet},
    nn::Network,
};

/// The version of the file's form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    separable: u32,
    experiment: &'a Experiment,
    weights: Vec<LayerWeights>,
}

/// The text of the file.
///
/// # Errors
/// None that is known: every part can be written as JSON.
pub fn write(experiment: &Experiment, network: &Network) -> serde_json::Result<String> {
    serde_json::to_string(&Written {
        separable: VERSION,
        experiment,
        weights: layers(network, network.parameters()),
    })
}

/// What a saved file holds, before its table has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    experiment: Value,
    weights: Option<Value>,
}

impl Saved {
    /// Takes the file apart.
    ///
    /// # Errors
    /// Says that it is no saved experiment, or names what is not a part of one.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let broken = |e: serde_json::Error| {
            let message = format!("is not JSON: line {}, column {}", e.line(), e.column());
            FieldError::new("file", message)
        };
        let value: Value = serde_json::from_str(text).map_err(broken)?;
        let fields = json::object("file", &value)?;
        match fields.get("separable").map(|version| version.as_u64()) {
            Some(Some(version)) if version == u64::from(VERSION) => {}
            Some(Some(version)) if version > u64::from(VERSION) => {
                let message = "is of a later version of this page; reload the page";
                return Err(FieldError::new("separable", message));
            }
            _ => {
                let message = "is not an experiment that this page saved";
                return Err(FieldError::new("file", message));
            }
        }
        let known = ["separable", "experiment", "weights"];
        if let Some(key) = fields.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(json::unknown(key));
        }
        let experiment = fields.get("experiment").cloned();
        Ok(Self {
            experiment: experiment.ok_or_else(|| FieldError::new("experiment", "is missing"))?,
            weights: fields.get("weights").filter(|w| !w.is_null()).cloned(),
        })
    }

    /// The dataset whose file has to be there before the experiment can be read.
    #[must_use]
    pub fn wants(&self) -> Option<Dataset> {
        json::wants(&self.experiment)
    }

    /// Takes the CSV text of a person's own table out, to be read apart.
    pub fn take_csv(&mut self) -> Option<String> {
        let csv = self.experiment.get_mut("data")?.get_mut("file")?;
        match csv.as_object_mut()?.remove("csv")? {
            Value::String(csv) => Some(csv),
            _ => None,
        }
    }

    /// Puts the sheet in place of the text that was taken out.
    ///
    /// # Errors
    /// Names what is wrong in how the table is to be read.
    pub fn put_sheet(&mut self, sheet: Sheet) -> Result<File, FieldError> {
        let data = self.experiment.get_mut("data");
        let file = data
            .and_then(Value::as_object_mut)
            .and_then(|data| data.remove("file"));
        json::read_as(&file.unwrap_or_default(), sheet)
    }

    /// The experiment, complete, and the weights, where there are any.
    ///
    /// # Errors
    /// Names the first field that is unknown, not allowed or, of the weights, does not fit.
    pub fn read(&self, files: &Files<'_>) -> Result<(Experiment, Option<Vec<f32>>), FieldError> {
        let experiment = Experiment::default().merged(&self.experiment, files)?;
        let weights = self.weights.as_ref();
        let weights = weights
            .map(|w| flatten(&experiment.network(), w))
            .transpose()?;
        Ok((experiment, weights))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::data::{
        DataSpec, Drawn, Loaded, Point,
        sheet::{Missing, Reading, Role, read_csv},
    };

    fn open(text: &str) -> Result<(Experiment, Option<Vec<f32>>), FieldError> {
        Saved::parse(text)?.read(&|_| None)
    }

    fn own() -> Experiment {
        let csv = "a,b,\"c \"\"d\"\"\"\n1,x,0\n2,,1\n,y,1\n4,x,0\n5,y,1\n6,x,0\n";
        let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
        let reading = Reading {
            roles: vec![Role::Input, Role::Ignore, Role::Target],
            task: None,
            missing: Missing::Mean,
        };
        let mut experiment = Experiment::default().with_data(DataSpec {
            dataset: Dataset::Own,
            file: Loaded::new("t.csv", sheet, reading).unwrap().into(),
            ..DataSpec::default()
        });
        experiment.seed = 77;
        experiment
    }

    #[test]
    fn an_own_table_and_its_weights_read_back() {
        let experiment = own();
        let mut network = experiment.network();
        network.parameters_mut()[0] = 0.123_456_79;
        let text = write(&experiment, &network).unwrap();
        let (read, weights) = open(&text).unwrap();
        assert_eq!(read, experiment);
        assert_eq!(weights.unwrap(), network.parameters());
    }

    #[test]
    fn a_table_read_apart_is_the_same() {
        let experiment = own();
        let text = write(&experiment, &experiment.network()).unwrap();
        let mut saved = Saved::parse(&text).unwrap();
        let csv = saved.take_csv().unwrap();
        let file = saved.put_sheet(read_csv(csv.as_bytes()).unwrap()).unwrap();
        assert_eq!(saved.wants(), Some(Dataset::Own));
        let (read, _) = saved.read(&|_| Some(file.clone())).unwrap();
        assert_eq!(read, experiment);
    }

    #[test]
    fn drawn_points_read_back() {
        let mut drawn = Drawn::default();
        for class in [0, 1, 2] {
            drawn
                .add(Point {
                    x: [1.5, f32::from(class)],
                    class,
                })
                .unwrap();
        }
        let experiment = Experiment::default().with_data(DataSpec {
            dataset: Dataset::Drawn,
            drawn,
            ..DataSpec::default()
        });
        let text = write(&experiment, &experiment.network()).unwrap();
        assert_eq!(open(&text).unwrap().0, experiment);
    }

    #[test]
    fn what_is_no_saved_file_is_said() {
        for (text, message) in [
            ("", "file: is not JSON: line 1, column 0"),
            ("{\"separable\": 1", "file: is not JSON: line 1, column 15"),
            ("[]", "file: must be an object of fields"),
            ("{}", "file: is not an experiment that this page saved"),
            (
                "{\"separable\": \"1\"}",
                "file: is not an experiment that this page saved",
            ),
            (
                "{\"separable\": 2}",
                "separable: is of a later version of this page; reload the page",
            ),
            ("{\"separable\": 1}", "experiment: is missing"),
            ("{\"separable\": 1, \"x\": 0}", "x: is not a field here"),
            (
                "{\"separable\": 1, \"experiment\": {\"seed\": -1}}",
                "seed: “-1” is not a number from 0 to 4294967295",
            ),
            (
                "{\"separable\": 1, \"experiment\": {}, \"weights\": [1]}",
                "weights: must have 3 layers, not 1",
            ),
        ] {
            assert_eq!(open(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = open(&text);
        }

        #[test]
        fn a_cut_file_is_refused(share in 0.0..1.0f64) {
            let experiment = own();
            let text = write(&experiment, &experiment.network()).unwrap();
            let cut = (text.len() as f64 * share) as usize;
            prop_assume!(text.is_char_boundary(cut));
            prop_assert!(open(&text[..cut]).is_err());
        }
    }
}
