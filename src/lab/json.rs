//! The experiment as JSON, as scripts and saved files have it: written and read by the table of
//! settings; each wrong field is named by its path.

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use serde_json::{Map, Value};

use super::{
    classes,
    experiment::Experiment,
    field::FieldError,
    fixed, own, parse,
    settings::{InnerSetting, Key, Kind, NONE, Setting},
    wrong::{Span, Wrong},
};
use crate::{
    data::{
        Classes, DataSpec, Dataset, Drawn, Feature, Features, File,
        decimal::read_f64,
        sheet::{Missing, Reading, Sheet},
    },
    nn::{LayerSpec, Named, Place},
};

type Read<T> = Result<T, FieldError>;

/// Gives the file of a dataset that is read from one.
pub type Files<'a> = dyn Fn(Dataset) -> Option<File> + 'a;

/// What stands before the path of a setting of the data.
const DATA: &str = "data.";

impl Experiment {
    /// Reads fields from JSON over this experiment: fields left out stay as they are, but a dataset
    /// brings what it needs. `files` gives the tables that are shipped.
    ///
    /// # Errors
    /// Names the first field that is unknown or not allowed; nothing is changed then.
    pub fn merged(&self, fields: &Value, files: &Files<'_>) -> Result<Self, FieldError> {
        let mut merged = self.clone();
        merge(&mut merged, fields, files)?;
        merged.validate()?;
        Ok(merged)
    }
}

/// Puts the given fields into an experiment; those left out stay, but for what other data need.
fn merge(e: &mut Experiment, fields: &Value, files: &Files<'_>) -> Read<()> {
    let fields = object("experiment", fields)?;
    let before = e.clone();
    if let Some(value) = fields.get("data") {
        let data = data(&e.data, value, files)?;
        *e = e.with_data(data);
    }
    // What is fixed is a part of the network that the other fields make.
    let later = |path: &str| path == FIXED;
    let others = fields.iter().filter(|(path, _)| *path != "data");
    for (path, value) in others.filter(|(path, _)| !later(path)) {
        put(e, path, value)?;
    }
    e.release(&before);
    match fields.get(FIXED) {
        Some(value) => put_fixed(e, value),
        None => Ok(()),
    }
}

/// Puts the setting at a path into an experiment.
///
/// # Errors
/// When there is none, or the value is not allowed.
pub fn put(e: &mut Experiment, path: &str, value: &Value) -> Read<()> {
    let setting = Key::all().find(|s| s.path == path);
    let setting = setting.ok_or_else(|| unknown(path))?;
    let wrong = |wrong| FieldError::new(path, wrong);
    match setting.kind {
        Kind::Number(number) if number.optional && value.is_null() => {
            setting.set(e, NONE).map_err(wrong)
        }
        // Anything that is no number is refused as its own text, quotes and all.
        Kind::Number(_) => setting.set(e, &digits(value)).map_err(wrong),
        Kind::Flag(_, set) => {
            set(e, flag(path, value)?);
            Ok(())
        }
        Kind::Choice(_) => setting.set(e, &name_of(value)).map_err(wrong),
        Kind::Part(_) => put_part(e, setting, value),
        Kind::Form(_) if setting.key == Key::Features => {
            e.features = features(value)?;
            Ok(())
        }
        Kind::Form(_) if setting.key == Key::Fixed => put_fixed(e, value),
        Kind::Form(_) if setting.key == Key::Classes => put_classes(e, path, value),
        Kind::Form(_) => {
            e.layers = layers(value, e.units())?;
            Ok(())
        }
    }
}

/// Parameters by their places, `{layer, unit, source}`; a bias has no source.
fn put_fixed(e: &mut Experiment, value: &Value) -> Read<()> {
    let list = list(FIXED, value)?.iter().enumerate();
    let places = list
        .map(|(at, value)| place(&format!("{FIXED}[{at}]"), value))
        .collect::<Read<Vec<_>>>()?;
    fixed::put(e, places).map_err(|wrong| FieldError::new(FIXED, wrong))
}

const FIXED: &str = "fixed";

/// Classes by their numbers, or all of them for `null`.
fn put_classes(e: &mut Experiment, path: &str, value: &Value) -> Read<()> {
    if value.is_null() {
        classes::take(e, Classes::ALL);
        return Ok(());
    }
    let wrong = |wrong| FieldError::new(path, wrong);
    let span = classes::span(&e.data).map_err(wrong)?;
    let list = list(path, value)?.iter().enumerate();
    let numbers = list
        .map(|(at, value)| whole(&format!("{path}[{at}]"), value, span).map(|n| n as usize))
        .collect::<Read<Vec<_>>>()?;
    classes::put(e, &numbers).map_err(wrong)
}

fn place(path: &str, value: &Value) -> Read<Place> {
    let (mut layer, mut unit, mut source) = (None, None, None);
    for (key, value) in object(path, value)? {
        let path = format!("{path}.{key}");
        let number = || whole(&path, value, Span::new(0.0, 4095.0)).map(|n| n as usize);
        match key.as_str() {
            "layer" => layer = Some(number()?),
            "unit" => unit = Some(number()?),
            "source" => source = Some(number()?),
            _ => return Err(unknown(&path)),
        }
    }
    let missing = |field: &str| FieldError::new(format!("{path}.{field}"), Wrong::Missing);
    Ok(Place {
        layer: layer.ok_or_else(|| missing("layer"))?,
        unit: unit.ok_or_else(|| missing("unit"))?,
        source,
    })
}

/// A part by its name, or by an object with its name and settings.
fn put_part(e: &mut Experiment, setting: &Setting, value: &Value) -> Read<()> {
    let path = setting.path;
    if let Some(name) = value.as_str() {
        return setting
            .set(e, name)
            .map_err(|wrong| FieldError::new(path, wrong));
    }
    let fields = object(path, value)?;
    let at = format!("{path}.name");
    let name = fields.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| FieldError::new(&at, Wrong::Missing))?;
    setting
        .set(e, name)
        .map_err(|wrong| FieldError::new(&at, wrong))?;
    for (key, value) in fields.iter().filter(|(key, _)| *key != "name") {
        setting
            .set_inner(e, key, &digits(value))
            .map_err(|wrong| FieldError::new(format!("{path}.{key}"), wrong))?;
    }
    Ok(())
}

/// The dataset whose file has to be read before fields can be merged.
#[must_use]
pub fn wants(fields: &Value) -> Option<Dataset> {
    let data = fields.get("data")?;
    let dataset: Dataset = parse::named(data.get("dataset")?.as_str()?).ok()?;
    let given = data.get("file").is_some_and(|file| !file.is_null());
    (dataset.is_shipped() || (dataset == Dataset::Own && !given)).then_some(dataset)
}

/// The data that fields make of those there are.
fn data(now: &DataSpec, value: &Value, files: &Files<'_>) -> Read<DataSpec> {
    let fields = object("data", value)?;
    let mut e = Experiment {
        data: now.clone(),
        ..Experiment::default()
    };
    if let Some(value) = fields.get("dataset") {
        let dataset = named("data.dataset", value)?;
        if dataset != now.dataset {
            e.data = e.data.all_of_it();
        }
        e.data.dataset = dataset;
    }
    // Which classes there are is known once the samples are.
    let later = |key: &str| key == CLASSES;
    for (key, value) in fields.iter().filter(|(key, _)| !later(key)) {
        let path = format!("{DATA}{key}");
        match key.as_str() {
            "dataset" => {}
            "drawn" => {
                e.data.drawn = Drawn::decode(text(&path, value)?)
                    .map_err(|wrong| FieldError::new(&path, wrong))?;
            }
            "file" if value.is_null() => {}
            "file" => e.data.file = file(value)?,
            _ => put(&mut e, &path, value)?,
        }
    }
    let mut data = e.data.clone();
    let given = fields.contains_key("file");
    if data.dataset.is_shipped() || (data.dataset == Dataset::Own && !given) {
        let known = data.dataset == now.dataset && now.file.loaded().is_some();
        if !known && let Some(file) = files(data.dataset) {
            data.file = file;
        }
    } else if data.dataset != Dataset::Own {
        data.file = File::default();
    }
    let Some(value) = fields.get(CLASSES) else {
        return Ok(data);
    };
    let mut e = Experiment { data, ..e };
    put(&mut e, &format!("{DATA}{CLASSES}"), value)?;
    Ok(e.data)
}

const CLASSES: &str = "classes";

/// A person's own table: `{name, csv, plain, roles, missing, task}`, of which `csv` alone is needed.
fn file(value: &Value) -> Read<File> {
    let fields = object("data.file", value)?;
    let csv = fields.get("csv");
    let csv = csv.ok_or_else(|| FieldError::new("data.file.csv", Wrong::Missing))?;
    let plain = fields
        .get("plain")
        .map(|plain| flag("data.file.plain", plain));
    let plain = plain.transpose()?.unwrap_or_default();
    let sheet = own::sheet("data.file.csv", text("data.file.csv", csv)?, plain)?;
    read_as(value, sheet)
}

/// A sheet, read as the fields `{name, roles, missing, task}` say; those left out are guessed.
///
/// # Errors
/// Names the first field that is unknown or not allowed, or the column that cannot be what it is
/// said to be.
pub fn read_as(value: &Value, sheet: Sheet) -> Read<File> {
    let (mut reading, mut name) = (Reading::advised(&sheet), "own table");
    reading.missing = Missing::default();
    for (key, value) in object("data.file", value)? {
        let path = format!("data.file.{key}");
        let path = path.as_str();
        match key.as_str() {
            "csv" | "plain" => {}
            "name" => name = text(path, value)?,
            "roles" => {
                let roles = list(path, value)?.iter().enumerate();
                reading.roles = roles
                    .map(|(i, role)| named(&format!("{path}[{i}]"), role))
                    .collect::<Read<_>>()?;
            }
            "missing" => reading.missing = named(path, value)?,
            "task" if value.is_null() => reading.task = None,
            "task" => reading.task = Some(named(path, value)?),
            _ => return Err(unknown(path)),
        }
    }
    own::load("data.file.roles", name, sheet, reading)
}

fn features(value: &Value) -> Read<Features> {
    let names = list("features", value)?.iter().enumerate();
    let features = names
        .map(|(i, v)| named::<Feature>(&format!("features[{i}]"), v))
        .collect::<Read<Vec<_>>>()?;
    Features::try_from(features).map_err(|wrong| FieldError::new("features", wrong))
}

fn layers(value: &Value, units: Span) -> Read<Vec<LayerSpec>> {
    let layers = list("layers", value)?.iter().enumerate();
    layers
        .map(|(l, value)| layer(&format!("layers[{l}]"), value, units))
        .collect()
}

fn layer(path: &str, value: &Value, span: Span) -> Read<LayerSpec> {
    let (mut units, mut activation, mut trainable) = (None, None, true);
    for (key, value) in object(path, value)? {
        let path = format!("{path}.{key}");
        match key.as_str() {
            "units" => units = Some(whole(&path, value, span)? as usize),
            "activation" => activation = Some(named(&path, value)?),
            "trainable" => trainable = flag(&path, value)?,
            _ => return Err(unknown(&path)),
        }
    }
    let missing = |field: &str| FieldError::new(format!("{path}.{field}"), Wrong::Missing);
    Ok(LayerSpec {
        units: units.ok_or_else(|| missing("units"))?,
        activation: activation.ok_or_else(|| missing("activation"))?,
        trainable,
    })
}

/// What is true or false.
///
/// # Errors
/// When it is something else.
pub fn flag(path: &str, value: &Value) -> Read<bool> {
    let flag = value.as_bool();
    flag.ok_or_else(|| FieldError::new(path, Wrong::NotTrueOrFalse))
}

/// The text of a field.
///
/// # Errors
/// When it is something else.
pub fn text<'a>(path: &str, value: &'a Value) -> Read<&'a str> {
    let text = value.as_str();
    text.ok_or_else(|| FieldError::new(path, Wrong::NotText))
}

/// The fields of an object.
///
/// # Errors
/// When it is something else.
pub fn object<'a>(path: &str, value: &'a Value) -> Read<&'a Map<String, Value>> {
    let object = value.as_object();
    object.ok_or_else(|| FieldError::new(path, Wrong::NotAnObject))
}

/// The items of a list.
///
/// # Errors
/// When it is something else.
pub fn list<'a>(path: &str, value: &'a Value) -> Read<&'a [Value]> {
    let list = value.as_array().map(Vec::as_slice);
    list.ok_or_else(|| FieldError::new(path, Wrong::NotAList))
}

/// The number of a field.
///
/// # Errors
/// Says the range when it is something else or outside.
pub fn number(path: &str, value: &Value, span: Span) -> Read<f64> {
    parse::number(&digits(value), span).map_err(|wrong| FieldError::new(path, wrong))
}

/// The whole number of a field.
///
/// # Errors
/// Says the range when it is something else or outside.
pub fn whole(path: &str, value: &Value, span: Span) -> Read<u64> {
    parse::whole(&digits(value), span).map_err(|wrong| FieldError::new(path, wrong))
}

/// What JavaScript calls the numbers for which JSON has no digits.
pub const NO_DIGITS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// A number as it is written; what is none as its own text, quotes and all.
fn digits(value: &Value) -> String {
    match value.as_str() {
        Some(name) if NO_DIGITS.contains(&name) => name.into(),
        _ => value.to_string(),
    }
}

fn named<T: Named>(path: &str, value: &Value) -> Read<T> {
    parse::named(&name_of(value)).map_err(|wrong| FieldError::new(path, wrong))
}

/// A name; what is none is refused as its own text.
fn name_of(value: &Value) -> String {
    let text = value.as_str();
    text.map_or_else(|| value.to_string(), String::from)
}

/// A field that is not there.
#[must_use]
pub fn unknown(path: &str) -> FieldError {
    FieldError::new(path, Wrong::NoSuchField)
}

impl Serialize for Experiment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("data", &Data(self))?;
        write_settings(self, &mut fields)?;
        fields.end()
    }
}

/// An experiment whose data stand elsewhere.
pub struct WithoutData<'a>(pub &'a Experiment);

impl Serialize for WithoutData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        write_settings(self.0, &mut fields)?;
        fields.end()
    }
}

fn write_settings<M: SerializeMap>(e: &Experiment, fields: &mut M) -> Result<(), M::Error> {
    for setting in Key::all() {
        // Layers say themselves whether they are frozen.
        if !setting.path.starts_with(DATA) && setting.key != Key::Frozen {
            fields.serialize_entry(setting.path, &Written(setting, e))?;
        }
    }
    Ok(())
}

/// The field `data`.
struct Data<'a>(&'a Experiment);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let data = &self.0.data;
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("dataset", data.dataset.name())?;
        for setting in Key::all() {
            if let Some(name) = setting.path.strip_prefix(DATA) {
                fields.serialize_entry(name, &Written(setting, self.0))?;
            }
        }
        if !data.drawn.is_empty() {
            fields.serialize_entry("drawn", &data.drawn.encode())?;
        }
        if !data.file.is_known() {
            fields.serialize_entry("file", &data.file)?;
        }
        fields.end()
    }
}

/// A setting as JSON. Numbers are those that were typed: an f32 is written by its shortest text.
pub struct Written<'a>(pub &'a Setting, pub &'a Experiment);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(setting, e) = self;
        let text = setting.text(e);
        match setting.kind {
            Kind::Number(_) if text == NONE => serializer.serialize_none(),
            Kind::Number(number) if number.whole => {
                serializer.serialize_u64(text.parse().unwrap_or_default())
            }
            Kind::Number(_) => serializer.serialize_f64(read_f64(&text).unwrap_or_default()),
            Kind::Flag(get, _) => serializer.serialize_bool(get(e)),
            Kind::Choice(_) => serializer.serialize_str(&text),
            Kind::Part(_) if setting.is_plain(e) => serializer.serialize_str(&text),
            Kind::Part(_) => write_part(setting, e, serializer),
            Kind::Form(_) if setting.key == Key::Features => {
                serializer.collect_seq(e.features.iter().map(Named::name))
            }
            Kind::Form(_) if setting.key == Key::Classes => match e.data.classes {
                Classes::ALL => serializer.serialize_none(),
                some => serializer.collect_seq(some.numbers(Classes::MOST)),
            },
            Kind::Form(_) if setting.key == Key::Fixed => {
                serializer.collect_seq(e.fixed.places().map(Placed))
            }
            Kind::Form(_) => write_layers(&e.layers, serializer),
        }
    }
}

/// `{layer, unit, source}`; a bias has no source.
struct Placed(Place);

impl Serialize for Placed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("layer", &self.0.layer)?;
        fields.serialize_entry("unit", &self.0.unit)?;
        if let Some(source) = self.0.source {
            fields.serialize_entry("source", &source)?;
        }
        fields.end()
    }
}

fn write_part<S: Serializer>(
    setting: &Setting,
    e: &Experiment,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_map(None)?;
    fields.serialize_entry("name", &setting.chosen(e))?;
    for InnerSetting {
        name, text, span, ..
    } in setting.inner(e)
    {
        match span {
            Some(_) => fields.serialize_entry(name, &read_f64(&text).unwrap_or_default())?,
            None => fields.serialize_entry(name, &(text == "true"))?,
        }
    }
    fields.end()
}

fn write_layers<S: Serializer>(layers: &[LayerSpec], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(layers.len()))?;
    for layer in layers {
        list.serialize_element(&Layer(layer))?;
    }
    list.end()
}

/// `{units, activation}`, and whether it learns where it does not.
struct Layer<'a>(&'a LayerSpec);

impl Serialize for Layer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("units", &self.0.units)?;
        fields.serialize_entry("activation", self.0.activation.name())?;
        if !self.0.trainable {
            fields.serialize_entry("trainable", &false)?;
        }
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::Part,
        nn::{Loss, Optimizer, Schedule},
    };

    /// What scripts read is what they may write.
    #[test]
    fn an_experiment_reads_back_what_it_writes() {
        let mut experiment = Experiment {
            learning_rate: 0.07,
            seed: 5,
            ..Experiment::default()
        };
        experiment.layers.remove(0);
        experiment.layers[0].trainable = false;
        experiment.optimizer = Optimizer::read("sgd:momentum=0.9,nesterov=true").unwrap();
        experiment.schedule = Schedule::read("cosine:epochs=70").unwrap();
        experiment.loss = Loss::Huber { delta: 0.5 };
        experiment.patience = Some(20);
        fixed::read(&mut experiment, "1.3.2,2.1.b").unwrap();
        experiment.data.noise = 0.11;
        let text = serde_json::to_string(&experiment).unwrap();
        let mut read = Experiment::default();
        merge(&mut read, &serde_json::from_str(&text).unwrap(), &|_| None).unwrap();
        assert_eq!(read, experiment);
    }

    #[test]
    fn numbers_are_those_that_were_typed() {
        let e = Experiment {
            learning_rate: 0.03,
            dropout: 0.1,
            optimizer: Optimizer::read("adam:beta_1=0.8").unwrap(),
            ..Experiment::default()
        };
        let json = serde_json::to_value(&e).unwrap();
        assert_eq!(json["learning_rate"], 0.03);
        assert_eq!(json["dropout"], 0.1);
        assert_eq!(
            json["optimizer"],
            serde_json::json!({"name": "adam", "beta_1": 0.8, "beta_2": 0.999, "epsilon": 1e-7})
        );
        assert_eq!(json["loss"], "binary_crossentropy");
        assert_eq!(json["patience"], Value::Null);
    }
}
