//! Values as they were measured: a row of a table, given as a person gives it, is answered as the sample that was
//! made of it, to the last bit; whatever else is given is answered or refused by name.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::sync::Arc;

use proptest::prelude::*;
use separable::{
    data::{
        DataSpec, Dataset, File, Loaded, Targets,
        sheet::{Missing, Reading, Role, read_csv},
    },
    lab::{
        Answer, Experiment, FieldError, Portion, Prepared, Snapshot, Study, Wrong,
        raw::{
            Batch, Beyond, Column, Fitted, Meaning, Measured, Reply, Told, outputs, replies, row,
            scripted, sheet,
        },
    },
    nn::{Activation, LearningRule, Loss, Named, Task},
    text::reply::{answer, lines, percent, sure},
};
use serde_json::{Value, json};

/// An experiment, its samples and its columns.
struct Desk {
    e: Experiment,
    prepared: Prepared,
    columns: Vec<Column>,
}

impl Desk {
    fn new(e: Experiment) -> Self {
        let prepared = Prepared::new(&e);
        let columns = Column::all(&e.data, &prepared);
        Self {
            e,
            prepared,
            columns,
        }
    }

    fn of(dataset: Dataset) -> Self {
        Self::new(Experiment::preset(DataSpec {
            dataset,
            file: match dataset.has_sheet() {
                true => common::file(dataset),
                false => File::default(),
            },
            ..DataSpec::default()
        }))
    }

    fn own(csv: &str, missing: Missing) -> Self {
        let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
        let reading = Reading {
            missing,
            ..Reading::guess(&sheet)
        };
        let loaded = Loaded::new("own", sheet, reading).unwrap();
        Self::new(Experiment::preset(DataSpec {
            dataset: Dataset::Own,
            file: File::from(loaded),
            ..DataSpec::default()
        }))
    }

    fn replies(&self, rows: &[Vec<Measured>]) -> Vec<Reply> {
        let width = self.prepared.train_table.x.ncols();
        let raw: Vec<_> = rows
            .iter()
            .map(|values| row(&self.columns, values, width))
            .collect();
        replies(&self.e.network(), &self.prepared, &raw)
    }

    fn batch(&self, text: &str) -> Result<Batch, FieldError> {
        Batch::read(text, &self.columns, &self.e.data)
    }

    fn names(&self) -> Vec<&str> {
        self.columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    /// What the network answers to a sample that was prepared.
    fn prepared(&self, portion: Portion, at: usize) -> Vec<u32> {
        let study = Study::Row(portion, at as u32);
        let (x, _) = study.sample(&self.prepared).unwrap();
        let x = nalgebra::DMatrix::from_row_slice(1, x.len(), &x);
        bits(self.e.network().predict(&x).unwrap().iter())
    }
}

fn bits<'a>(values: impl IntoIterator<Item = &'a f32>) -> Vec<u32> {
    values.into_iter().map(|value| value.to_bits()).collect()
}

/// Every row, as it is typed, pasted and scripted, answers as the prepared sample.
fn rows_are_themselves(desk: &Desk) {
    for portion in [Portion::Training, Portion::Test] {
        let (table, _) = portion.of(&desk.prepared);
        let (mut given, mut typed) = (Vec::new(), Vec::new());
        for at in 0..table.len() {
            let raw = Study::Row(portion, at as u32).raw(&desk.prepared).unwrap();
            let values: Vec<_> = desk.columns.iter().map(|c| c.of(&raw).unwrap()).collect();
            assert_eq!(bits(&row(&desk.columns, &values, raw.len())), bits(&raw));
            let texts = desk.columns.iter().zip(&values);
            let texts: Vec<_> = texts
                .map(|(column, value)| column.written(*value))
                .collect();
            let read = desk.columns.iter().zip(&texts);
            let read: Vec<_> = read
                .map(|(column, text)| column.typed(text).unwrap())
                .collect();
            assert_eq!(read, values);
            given.push(values);
            typed.push(texts);
        }
        for (at, reply) in desk.replies(&given).iter().enumerate() {
            assert_eq!(bits(&reply.outputs), desk.prepared(portion, at), "{at}");
        }
        let text: String = typed.iter().map(|cells| cells.join("\t") + "\n").collect();
        let batch = desk.batch(&text).unwrap();
        let pasted: Vec<_> = batch.good().map(|(_, values)| values.to_vec()).collect();
        assert_eq!((pasted, batch.wrong().next()), (given.clone(), None));
        let list = |values: &Vec<Measured>| -> Value {
            let values = desk.columns.iter().zip(values);
            let value = |(column, value): (&Column, &Measured)| match value {
                Measured::Number(number) => json!(number),
                Measured::Level(_) => json!(column.written(*value)),
            };
            values.map(value).collect()
        };
        let rows: Value = given.iter().map(list).collect();
        assert_eq!(scripted(&desk.columns, &rows), Ok(given));
    }
}

#[test]
fn a_row_of_any_dataset_is_answered_as_the_sample_made_of_it() {
    for &dataset in Dataset::ALL {
        if matches!(dataset, Dataset::Own | Dataset::Drawn) {
            continue;
        }
        let desk = Desk::of(dataset);
        rows_are_themselves(&desk);
        let otherwise = Experiment {
            standardize: !desk.e.standardize,
            ..desk.e
        };
        rows_are_themselves(&Desk::new(otherwise));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Own tables with numbers, categories of one to five values and gaps.
    #[test]
    fn a_row_of_an_own_table_is_answered_as_the_sample_made_of_it(
        cells in prop::collection::vec((-1e6..1e6_f32, 0..5_usize, 0..2_usize, 0..6_usize), 12..40),
        standardize in any::<bool>(),
    ) {
        let colours = ["red", "Green", "sea blue", "4", "x;y"];
        let line = |(at, (number, colour, size, gap)): (usize, &(f32, usize, usize, usize))| {
            let number = if *gap == 1 { String::new() } else { number.to_string() };
            let colour = if *gap == 2 { "NA" } else { colours[*colour] };
            let size = if *gap == 3 { "" } else { ["small", "large"][*size] };
            format!("{number},{colour},{size},only,{},{}\n", at * 7 % 5, ["yes", "no"][at % 2])
        };
        let rows: String = cells.iter().enumerate().map(line).collect();
        let csv = format!("mass,colour,size,kind,count,answer\n{rows}");
        let mut desk = Desk::own(&csv, Missing::Mean);
        desk.e.standardize = standardize;
        let desk = Desk::new(desk.e);
        rows_are_themselves(&desk);
        // The rows of the file itself, gaps and all, with and without names above them.
        for text in [csv.clone(), rows, csv.replace(',', "\t")] {
            let batch = desk.batch(&text).unwrap();
            prop_assert_eq!(batch.wrong().next(), None);
            let values: Vec<_> = batch.good().map(|(_, values)| values.to_vec()).collect();
            prop_assert_eq!(values.len(), cells.len());
            let whole = desk.e.data.whole();
            let width = desk.prepared.train_table.x.ncols();
            for (at, values) in values.iter().enumerate() {
                let raw: Vec<f32> = whole.x.row(at).collect();
                prop_assert_eq!(bits(&row(&desk.columns, values, width)), bits(&raw));
            }
        }
    }

    #[test]
    fn whatever_is_pasted_or_typed_is_answered_or_refused(text in "[0-9.,;\t\n \"aA−e#-]{0,60}") {
        for desk in [Desk::of(Dataset::Xor), Desk::of(Dataset::Sine), Desk::of(Dataset::Iris)] {
            if let Ok(batch) = desk.batch(&text) {
                let rows: Vec<_> = batch.good().map(|(_, values)| values.to_vec()).collect();
                let replies = desk.replies(&rows);
                prop_assert_eq!(replies.len(), rows.len());
                let meaning = Meaning::of(&desk.e, desk.prepared.task);
                let csv = sheet(&desk.columns, &batch, &replies, meaning, &desk.prepared);
                // Cells in quotes may go on in the next line.
                prop_assert!(text.contains('"') || csv.lines().count() == 1 + batch.rows.len());
            }
            for column in &desk.columns {
                if let Ok(value) = column.typed(&text) {
                    let mut raw = vec![0.0; desk.prepared.train_table.x.ncols()];
                    column.put(&mut raw, value);
                    prop_assert!(raw.iter().all(|value| value.is_finite()));
                }
            }
        }
    }
}

#[test]
fn a_missing_value_is_filled_in_as_the_data_are_or_refused() {
    let csv = "mass,colour,answer\n1,red,a\n2,red,b\n6,blue,a\n,red,b\n3,,a\n";
    let filled = Desk::own(csv, Missing::Mean);
    assert_eq!(filled.columns[0].typed(" "), Ok(Measured::Number(3.0)));
    assert_eq!(filled.columns[1].typed(""), Ok(Measured::Level(0)));
    let given = json!([[null, "blue"], { "colour": "RED" }]);
    let read = scripted(&filled.columns, &given).unwrap();
    assert_eq!(read[0], [Measured::Number(3.0), Measured::Level(1)]);
    assert_eq!(read[1], [Measured::Number(3.0), Measured::Level(0)]);
    let csv = csv.lines().take(4).chain(["4,blue,b", "5,blue,a"]);
    let left_out = Desk::own(&csv.collect::<Vec<_>>().join("\n"), Missing::Drop);
    let wrong = left_out.columns[0].typed("").unwrap_err();
    assert!(
        wrong
            .to_string()
            .starts_with("needs a number; the training samples have "),
        "{wrong}"
    );
    let wrong = left_out.columns[1]
        .pasted("NA", Default::default())
        .unwrap_err();
    assert_eq!(wrong.to_string(), "needs one of red, blue");
}

#[test]
fn a_wrong_value_of_a_script_is_named_by_row_and_column() {
    let desk = Desk::of(Dataset::Penguins);
    assert_eq!(
        desk.names(),
        [
            "bill_length_mm",
            "bill_depth_mm",
            "flipper_length_mm",
            "body_mass_g",
            "sex"
        ]
    );
    let wrong = |rows: Value| scripted(&desk.columns, &rows).unwrap_err().to_string();
    let good = json!([39.1, 18.7, 181, 3750, "male"]);
    assert!(scripted(&desk.columns, &json!([good])).is_ok());
    let said = wrong(json!([good, [39.1, "wide", 181, 3750, "male"]]));
    assert!(
        said.starts_with("rows[1].bill_depth_mm: “wide” is not a number; the training"),
        "{said}"
    );
    let said = wrong(json!([[39.1, 18.7, 181, 3750, "other"]]));
    assert_eq!(said, "rows[0].sex: “other” is not one of male, female");
    assert_eq!(wrong(json!([[1, 2]])), "rows[0]: must have 5 values, not 2");
    assert_eq!(wrong(json!(7)), "rows: must be a list");
    assert_eq!(wrong(json!([7])), "rows[0]: must be a list");
    let said = wrong(json!([{ "sex": "male", "wings": 2 }]));
    assert!(
        said.starts_with("rows[0].wings: is not a column here; there are bill_length_mm, "),
        "{said}"
    );
    let said = wrong(json!([{ "sex": "male" }]));
    assert!(
        said.starts_with("rows[0].bill_length_mm: needs a number; "),
        "{said}"
    );
    let said = wrong(json!([[39.1, 18.7, 181, null, "male"]]));
    assert!(
        said.starts_with("rows[0].body_mass_g: needs a number; "),
        "{said}"
    );
}

#[test]
fn bad_lines_are_named_and_the_good_ones_answered() {
    let desk = Desk::of(Dataset::Penguins);
    let text = "sex;species;bill length mm;bill_depth_mm;Flipper_Length_mm;body_mass_g\n\
                male;Adelie;39,1;18,7;181;3750\n\
                \n\
                robot;Adelie;39,1;wide;181;3750\n\
                FEMALE;?;40,3;18;195;3250\n\
                male;Adelie;39,1;18,7;181;3750;7\n\
                male;Adelie;39,1\n";
    let batch = desk.batch(text).unwrap();
    assert!(batch.named);
    assert_eq!(batch.passed_over, ["species"]);
    let good: Vec<_> = batch
        .good()
        .map(|(line, values)| (line, values.to_vec()))
        .collect();
    let numbers = |all: [f32; 4]| all.map(Measured::Number).to_vec();
    let mut first = numbers([39.1, 18.7, 181.0, 3750.0]);
    first.push(Measured::Level(0));
    let mut second = numbers([40.3, 18.0, 195.0, 3250.0]);
    second.push(Measured::Level(1));
    assert_eq!(good, [(2, first), (5, second)]);
    let wrong: Vec<_> = batch.wrong().map(ToString::to_string).collect();
    assert!(
        wrong[0].starts_with("Line 4, bill depth mm: “wide” is not a number; "),
        "{wrong:?}"
    );
    assert_eq!(wrong[1], "Line 4, sex: “robot” is not one of male, female");
    assert_eq!(wrong[2], "Line 6: must have 6 values, not 7");
    assert!(
        wrong[3].starts_with("Line 7, bill depth mm: needs a number; "),
        "{wrong:?}"
    );

    let rows: Vec<_> = good.into_iter().map(|(_, values)| values).collect();
    let replies = desk.replies(&rows);
    let meaning = Meaning::of(&desk.e, Task::Multiclass);
    let csv = sheet(&desk.columns, &batch, &replies, meaning, &desk.prepared);
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "line,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,answer,probability of Adelie,\
         probability of Gentoo,probability of Chinstrap,problem"
    );
    assert!(lines[1].starts_with("2,39.1,18.7,181,3750,male,"));
    assert!(lines[2].starts_with("4,,,,,,,,,,\"Line 4, bill depth mm: “wide” is not a number; "));
    assert_eq!(lines.len(), 6);
    // It can be read again as a table.
    assert_eq!(read_csv(csv.as_bytes()).unwrap().rows(), 5);
}

#[test]
fn rows_may_stand_as_in_the_file_and_below_names_that_are_not_known() {
    let desk = Desk::of(Dataset::Iris);
    let row = |text: &str| {
        let batch = desk.batch(text).unwrap();
        assert_eq!(batch.wrong().next(), None, "{text}");
        let mut good = batch.good().map(|(line, values)| (line, values.to_vec()));
        (good.next().unwrap(), batch.named)
    };
    let values = [5.1, 3.5, 1.4, 0.2].map(Measured::Number).to_vec();
    assert_eq!(row("5.1,3.5,1.4,0.2"), ((1, values.clone()), false));
    assert_eq!(
        row("5.1,3.5,1.4,0.2,setosa\n"),
        ((1, values.clone()), false)
    );
    assert_eq!(
        row("a b c d\n5.1 3.5 1.4 0.2\n"),
        ((2, values.clone()), true)
    );
    assert_eq!(
        row(
            "petal width cm\tsepal length cm\tsepal_width_cm\tpetal_length_cm\n0,2\t5,1\t3,5\t1,4\n"
        ),
        ((2, values), true)
    );
    let lacks = desk
        .batch("sepal_length_cm,petal_width_cm\n1,2\n")
        .unwrap_err();
    assert_eq!(
        lacks.to_string(),
        "Rows: the columns sepal_width_cm, petal_length_cm must be there"
    );
    let open = desk.batch("5.1,\"3.5\n").unwrap_err();
    assert!(open.to_string().starts_with("Rows: row 1"), "{open}");
    assert_eq!(desk.batch(" \n\n"), Ok(Batch::default()));
    let sine = Desk::of(Dataset::Sine);
    let one = sine.batch("x1\n0,5\n-1,25\n").unwrap();
    let values: Vec<_> = one.good().map(|(_, values)| values.to_vec()).collect();
    assert_eq!(values, [[Measured::Number(0.5)], [Measured::Number(-1.25)]]);
}

#[test]
fn three_decimals_are_no_thousands_where_that_can_be_known() {
    let iris = &Desk::of(Dataset::Iris).columns[0];
    let number = |value| Ok(Measured::Number(value));
    assert_eq!(iris.typed("5.125"), number(5.125));
    assert_eq!(iris.typed("5,125"), number(5.125));
    assert!(matches!(iris.typed("9,125"), Err(Wrong::Ambiguous(..))));
    assert_eq!(iris.typed("9.125"), number(9.125));
    let mass = &Desk::of(Dataset::Penguins).columns[3];
    assert_eq!(mass.typed("3,750"), number(3750.0));
}

#[test]
fn what_no_training_sample_is_like_is_allowed_and_told() {
    let desk = Desk::of(Dataset::Iris);
    let column = &desk.columns[0];
    let [low, high] = column.range;
    assert_eq!(column.beyond(Measured::Number(low)), None);
    let told = column.beyond(Measured::Number(high + 1.0));
    assert_eq!(told, Some(Beyond::Range([low, high])));
    assert_eq!(
        separable::text::reply::beyond(Beyond::Range([-4.5, 7.9])),
        "beyond what it has learnt from: −4.5 to 7.9"
    );
    let csv = "colour,y\nred,1\nblue,2\nred,3\nblue,4\ngreen,5\nred,1\nblue,2\nred,3\n";
    let desk = (1..40)
        .map(|draw| {
            let mut e = Desk::own(csv, Missing::Drop).e;
            e.data.draw = draw;
            Desk::new(e)
        })
        .find(|desk| desk.columns[0].held != [true; 3])
        .unwrap();
    let absent = desk.columns[0].held.iter().position(|held| !held).unwrap();
    assert_eq!(
        desk.columns[0].beyond(Measured::Level(absent)),
        Some(Beyond::Level)
    );
}

/// How an experiment is answered: what its numbers mean, and what is said.
fn said(e: &Experiment) -> (Meaning, String) {
    let desk = Desk::new(e.clone());
    let raw = Study::Row(Portion::Training, 0)
        .raw(&desk.prepared)
        .unwrap();
    let reply = replies(&e.network(), &desk.prepared, &[raw]).remove(0);
    let snapshot = Snapshot::initial(e, &desk.prepared);
    assert!(!answer(&reply, &desk.prepared).is_empty());
    let meaning = Meaning::of(e, desk.prepared.task);
    for line in lines(meaning, &reply, &desk.prepared) {
        assert_eq!(line.share.is_some(), line.text.ends_with('%'), "{line:?}");
    }
    (meaning, sure(e, &desk.prepared, &snapshot, &reply))
}

#[test]
fn no_probability_is_made_up() {
    for dataset in [
        Dataset::Xor,
        Dataset::And,
        Dataset::Blobs3,
        Dataset::Labels,
        Dataset::Sine,
        Dataset::TwoWaves,
    ] {
        for &output in Activation::ALL {
            for &loss in Loss::ALL {
                let mut e = Desk::of(dataset).e;
                let last = e.layers.len() - 1;
                e.layers[last].activation = output;
                e.loss = loss;
                let (meaning, text) = said(&e);
                let shares = meaning.probabilities(e.task(), &[0.25; 3]);
                let proper = match output {
                    Activation::Sigmoid => matches!(
                        loss,
                        Loss::BinaryCrossentropy | Loss::MeanSquaredError | Loss::Huber { .. }
                    ),
                    Activation::Softmax => loss != Loss::Hinge && loss != Loss::MeanAbsoluteError,
                    _ => false,
                };
                let fits = match output {
                    Activation::Softmax => e.task() == Task::Multiclass,
                    _ => e.task() != Task::Regression,
                };
                assert_eq!(
                    shares.is_some(),
                    proper && fits,
                    "{dataset:?} {output:?} {loss:?}"
                );
                assert!(text.ends_with('.') && !text.contains("  "), "{text}");
            }
        }
    }
    let mut e = Desk::of(Dataset::And).e;
    e.layers.truncate(1);
    e.layers[0].units = 1;
    e.layers[0].activation = Activation::Heaviside;
    e.rule = LearningRule::Perceptron;
    assert_eq!(
        said(&e),
        (
            Meaning::Step,
            "A step says yes or no, and not how sure.".into()
        )
    );
}

#[test]
fn shares_of_two_classes_are_one_together() {
    let shares = Meaning::Classes
        .probabilities(Task::Binary, &[0.25])
        .unwrap();
    assert_eq!(shares, [0.75, 0.25]);
    let said = [0.0, 0.0004, 0.5, 0.99961, 1.0, f32::NAN].map(percent);
    assert_eq!(
        said,
        [
            "0.0 %",
            "< 0.1 %",
            "50.0 %",
            "> 99.9 %",
            "100.0 %",
            "not a number"
        ]
    );
}

/// What is answered agrees with what is counted as right elsewhere on the page.
#[test]
fn answers_are_those_of_the_confusion_matrix() {
    for dataset in [Dataset::Iris, Dataset::Blobs3, Dataset::Xor] {
        for output in [
            Activation::Heaviside,
            Activation::Linear,
            Activation::Sigmoid,
        ] {
            let mut e = Desk::of(dataset).e;
            let last = e.layers.len() - 1;
            e.layers[last].activation = output;
            let desk = Desk::new(e);
            let network = desk.e.network();
            let tally = separable::lab::Tally::new(&network, &desk.prepared, Portion::Training);
            let table = &desk.prepared.train_table;
            let Targets::Classes { of, .. } = &table.targets else {
                unreachable!()
            };
            let rows: Vec<Vec<f32>> = (0..table.len())
                .map(|at| table.x.row(at).collect())
                .collect();
            for (at, reply) in replies(&network, &desk.prepared, &rows).iter().enumerate() {
                let [Answer::Class(class)] = reply.answers[..] else {
                    unreachable!()
                };
                let found = tally.rows(&table.targets, 0, usize::from(of[at]), class);
                assert!(found.contains(&at), "{dataset:?} {output:?} {at}");
            }
        }
    }
}

#[test]
fn what_was_fitted_prepares_a_row_by_hand() {
    let desk = Desk::of(Dataset::Penguins);
    let fitted = serde_json::to_value(Fitted::new(&desk.e.data, &desk.prepared)).unwrap();
    assert_eq!(
        fitted["columns"][4]["categories"],
        json!(["male", "female"])
    );
    assert_eq!(
        fitted["targets"]["names"],
        json!(["Adelie", "Gentoo", "Chinstrap"])
    );
    let (raw, x) = {
        let study = Study::Row(Portion::Training, 5);
        let raw = study.raw(&desk.prepared).unwrap();
        (raw, study.sample(&desk.prepared).unwrap().0)
    };
    for (at, (raw, x)) in raw.iter().zip(x).enumerate() {
        let of = |name: &str| fitted[name][at].as_f64().unwrap() as f32;
        assert_eq!(((raw - of("mean")) / of("scale")).to_bits(), x.to_bits());
    }
    let mut e = Desk::of(Dataset::Diabetes).e;
    let last = e.layers.len() - 1;
    e.layers[last].activation = Activation::Sigmoid;
    let desk = Desk::new(e);
    let fitted = serde_json::to_value(Fitted::new(&desk.e.data, &desk.prepared)).unwrap();
    let raw = Study::Row(Portion::Test, 3).raw(&desk.prepared).unwrap();
    let reply = replies(&desk.e.network(), &desk.prepared, &[raw]).remove(0);
    let [Answer::Number(number)] = reply.answers[..] else {
        unreachable!()
    };
    let of = |name: &str| fitted["targets"][name][0].as_f64().unwrap() as f32;
    assert_eq!(number, reply.outputs[0] * of("scale") + of("mean"));
}

#[test]
fn scripts_are_told_names_and_numbers() {
    let told = |dataset| {
        let desk = Desk::of(dataset);
        let raw = Study::Row(Portion::Training, 1)
            .raw(&desk.prepared)
            .unwrap();
        let network = desk.e.network();
        let reply = replies(&network, &desk.prepared, std::slice::from_ref(&raw)).remove(0);
        let same = outputs(&network, &desk.prepared, &[raw]);
        assert_eq!(bits(same.iter()), bits(&reply.outputs));
        let meaning = Meaning::of(&desk.e, desk.prepared.task);
        serde_json::to_value(Told::new(&reply, meaning, &desk.prepared)).unwrap()
    };
    assert!(told(Dataset::Iris)["answer"].is_string());
    assert_eq!(
        told(Dataset::Xor)["probabilities"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(told(Dataset::Labels)["answer"].is_array());
    assert!(told(Dataset::Sine)["answer"].is_number());
    assert_eq!(
        told(Dataset::TwoWaves)["answer"].as_array().unwrap().len(),
        2
    );
    assert!(told(Dataset::TwoWaves)["probabilities"].is_null());
}

#[test]
fn numbers_are_given_as_the_file_writes_them() {
    let rows = (0..8).map(|at| format!("2024-0{}-15;{} kg;{}\n", at + 1, at * 3, at % 2));
    let csv = format!("day;mass;answer\n{}", rows.collect::<String>());
    let desk = Desk::own(&csv, Missing::Drop);
    let batch = desk.batch("2024-02-15;3 kg\n31;4,5\n").unwrap();
    let values: Vec<_> = batch.good().map(|(_, values)| values.to_vec()).collect();
    let numbers = |all: [f32; 2]| all.map(Measured::Number).to_vec();
    assert_eq!(values, [numbers([31.0, 3.0]), numbers([31.0, 4.5])]);
    assert_eq!(
        desk.columns[0].typed(" 2024-01-16"),
        Ok(Measured::Number(1.0))
    );
    let scripted = scripted(&desk.columns, &json!([["2024-02-15", "3 kg"], [31, 3]])).unwrap();
    assert_eq!(scripted[0], scripted[1]);
    assert!(desk.columns[0].typed("someday").is_err());
    rows_are_themselves(&desk);
}

/// Columns that are no inputs are not asked for.
#[test]
fn roles_are_minded() {
    let csv = "a,b,c,d\n1,2,x,0.5\n2,3,y,0.25\n3,4,x,0.75\n4,5,y,1.5\n5,7,x,2.5\n";
    let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
    let reading = Reading {
        roles: vec![Role::Ignore, Role::Target, Role::Input, Role::Input],
        task: Some(Task::Regression),
        missing: Missing::Drop,
    };
    let loaded = Loaded::new("own", sheet, reading).unwrap();
    let desk = Desk::new(Experiment::preset(DataSpec {
        dataset: Dataset::Own,
        file: File::from(loaded),
        ..DataSpec::default()
    }));
    assert_eq!(desk.names(), ["c", "d"]);
    let batch = desk.batch("9;9;y;0,5\n").unwrap();
    let (_, values) = batch.good().next().unwrap();
    assert_eq!(values, [Measured::Level(1), Measured::Number(0.5)]);
    let wrong = desk.columns[0].typed("z").unwrap_err();
    assert_eq!(
        wrong,
        Wrong::NotACategory("z".into(), vec!["x".into(), "y".into()])
    );
}
