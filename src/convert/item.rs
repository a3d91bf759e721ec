//! A layer by its class and its settings, as Keras's JSON has it. Keras code is brought into the same form.

use serde_json::{Map, Value};

use super::wrong::{Fault, Place, Wrong};

/// A layer as it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Its class, `Dense`.
    pub class: String,
    /// Whether the class is none of Keras's own.
    pub custom: bool,
    /// Its settings by name.
    pub config: Map<String, Value>,
    /// Where it stands.
    pub place: Place,
}

impl Item {
    /// A setting; none where it is `null`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.config.get(name).filter(|value| !value.is_null())
    }

    /// A setting that is a number.
    pub fn number(&self, name: &'static str) -> Result<Option<f64>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let wrong = || self.fault(Wrong::Setting(name.into(), plain(value)));
        value.as_f64().map(Some).ok_or_else(wrong)
    }

    /// A setting that is a whole number above 0.
    pub fn count(&self, name: &'static str) -> Result<usize, Fault> {
        let value = self.get(name);
        let value = value.ok_or_else(|| self.fault(Wrong::Missing(name)))?;
        let wrong = || self.fault(Wrong::NotWhole(name, plain(value)));
        whole(value).filter(|n| *n > 0).ok_or_else(wrong)
    }

    /// Something wrong with it.
    pub fn fault(&self, wrong: Wrong) -> Fault {
        self.place.fault(wrong)
    }
}

/// The setting of a part that marks a function which the script itself defines: only its name is known.
pub(crate) const DEFINED: &str = "defined here";

/// A whole number, however it is written.
pub(crate) fn whole(value: &Value) -> Option<usize> {
    let number = value.as_f64()?;
    let fits = number.fract() == 0.0 && (0.0..=1e9).contains(&number);
    fits.then_some(number as usize)
}

/// A part by its class and its settings: `"adam"`, or `{"class_name": "Adam", "config": {…}}`.
pub(crate) fn class_and_config(value: &Value) -> Option<(String, Map<String, Value>)> {
    match value {
        Value::String(name) => Some((name.clone(), Map::new())),
        Value::Object(fields) => {
            let class = fields.get("class_name")?.as_str()?;
            let config = fields.get("config").and_then(Value::as_object);
            Some((class.into(), config.cloned().unwrap_or_default()))
        }
        _ => None,
    }
}

/// A name without capitals and signs, so that `HeNormal` and `he_normal` are the same.
pub(crate) fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// A value as people write it, and no longer than they read.
pub(crate) fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => match fields.get("class_name").and_then(Value::as_str) {
            Some(class) => class.into(),
            None => value.to_string(),
        },
        _ => value.to_string(),
    };
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
