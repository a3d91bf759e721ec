//! Model files: what the page writes it reads again, whole; what Keras code and JSON say becomes the experiment;
//! and what is damaged, made up or not to be had on the page is named. Other programs are asked in
//! `tests/python/model_files.py`.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{io::Write, sync::OnceLock};

use common::experiments::experiment;
use proptest::{collection::vec, prelude::*, sample::Index};
use separable::{
    data::{DataSpec, Dataset},
    lab::{
        Experiment, Part, Prepared,
        code::{self, Language},
        model_file,
        model_file::Taken,
    },
    nn::{Activation, Initializer, LayerSpec, Loss, Network, Optimizer},
};
use separable_convert::{
    Format,
    page::{Facts, from_page, to_page},
    read, write,
};

/// A file of an experiment's network.
fn file(e: &Experiment, network: &Network, format: Format) -> Vec<u8> {
    let told = model_file::told(e, &Prepared::new(e), network).unwrap();
    write(&from_page(&told).unwrap(), format).unwrap()
}

/// What a file becomes where an experiment is at hand.
fn take(e: &Experiment, bytes: &[u8]) -> Result<Taken, String> {
    let facts = model_file::facts(&Prepared::new(e)).unwrap();
    let facts: Facts = serde_json::from_str(&facts).unwrap();
    let model = read(bytes).map_err(|e| e.to_string())?;
    let told = to_page(&model, &facts).map_err(|e| e.to_string())?;
    model_file::take(e, &told.to_string()).map_err(|e| e.to_string())
}

/// The network that an experiment has come to.
fn moved(e: &Experiment) -> Network {
    let mut network = e.network();
    for (at, p) in network.parameters_mut().iter_mut().enumerate() {
        *p += (at % 7) as f32 * 0.1 - 0.3;
    }
    network
}

/// Another experiment of the same data and inputs.
fn other(e: &Experiment) -> Experiment {
    Experiment {
        features: e.features.clone(),
        standardize: e.standardize,
        ..Experiment::preset(e.data.clone())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_keras_file_holds_all_of_the_network(e in experiment()) {
        let network = moved(&e);
        let taken = take(&other(&e), &file(&e, &network, Format::Keras)).unwrap();
        prop_assert_eq!(taken.weights.unwrap(), network.parameters());
        let got = &taken.experiment;
        prop_assert_eq!((&got.layers, got.initializer, got.l1, got.l2), (&e.layers, e.initializer, e.l1, e.l2));
        if !e.hidden().is_empty() {
            prop_assert_eq!(got.dropout, e.dropout);
        }
        if !e.rule.is_local() {
            let of = |e: &Experiment| (e.rule, e.loss, e.optimizer, e.learning_rate);
            prop_assert_eq!(of(got), of(&e));
        }
    }

    #[test]
    fn an_onnx_file_holds_layers_and_weights(e in experiment()) {
        let network = moved(&e);
        let taken = take(&other(&e), &file(&e, &network, Format::Onnx)).unwrap();
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-5 * b.abs().max(1.0);
        let weights = taken.weights.unwrap();
        prop_assert!(weights.iter().zip(network.parameters()).all(near));
        let of = |e: &Experiment| e.layers.iter().map(|l| (l.units, l.activation)).collect::<Vec<_>>();
        prop_assert_eq!(of(&taken.experiment), of(&e));
    }

    #[test]
    fn a_models_json_holds_layers_and_weights(e in experiment()) {
        let network = moved(&e);
        let json = file(&e, &network, Format::Json);
        let taken = take(&other(&e), &json).unwrap();
        prop_assert_eq!(taken.weights.unwrap(), network.parameters());
        prop_assert_eq!(&taken.experiment.layers, &e.layers);
    }

    /// As Keras itself writes it.
    #[test]
    fn a_models_json_without_weights_holds_the_layers(e in experiment()) {
        let json = file(&e, &e.network(), Format::Json);
        let mut json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        json.as_object_mut().unwrap().remove("weights").unwrap();
        let taken = take(&other(&e), json.to_string().as_bytes()).unwrap();
        prop_assert_eq!(taken.weights, None);
        prop_assert_eq!(&taken.experiment.layers, &e.layers);
        prop_assert_eq!(taken.experiment.standardize, e.standardize);
    }
}

/// Scales of the page's own, of its inputs and its outputs, are part of what is answered.
#[test]
fn a_network_answers_alike_on_other_scales() {
    let mut e = Experiment {
        standardize: true,
        ..Experiment::preset(DataSpec {
            dataset: Dataset::Plane,
            ..DataSpec::default()
        })
    };
    e.layers = vec![
        LayerSpec::new(3, Activation::Tanh),
        LayerSpec::new(1, Activation::Linear),
    ];
    let network = moved(&e);
    let bare = Experiment {
        standardize: false,
        ..e.clone()
    };
    for format in [Format::Keras, Format::Onnx] {
        let taken = take(&bare, &file(&e, &network, format)).unwrap();
        let mut there = bare.network();
        there
            .parameters_mut()
            .copy_from_slice(&taken.weights.unwrap());
        let [ours, theirs] = [&e, &bare].map(Prepared::new);
        for row in 0..ours.train.len() {
            let at = |network: &Network, prepared: &Prepared| {
                let x = nalgebra::DMatrix::from_row_slice(1, 2, &prepared.train.x(row));
                network.predict(&x).unwrap()[(0, 0)]
            };
            assert!((at(&network, &ours) - at(&there, &theirs)).abs() < 1e-4);
        }
    }
}

#[test]
fn a_bounded_output_of_numbers_keeps_its_scale() {
    let mut e = Experiment::preset(DataSpec {
        dataset: Dataset::Line,
        ..DataSpec::default()
    });
    e.layers = vec![LayerSpec::new(1, Activation::Tanh)];
    let network = moved(&e);
    let bytes = file(&e, &network, Format::Keras);
    assert_eq!(
        take(&e, &bytes).unwrap().weights.unwrap(),
        network.parameters()
    );
    // Other data have another range.
    let mut wider = e.clone();
    wider.data.noise *= 3.0;
    let refused = take(&wider, &bytes).unwrap_err();
    assert!(refused.contains("rescales its outputs"), "{refused}");
}

/// What Keras code becomes where the page has the two inputs and two classes that it begins with.
fn of(code: &str) -> Result<Taken, String> {
    take(&Experiment::default(), code.as_bytes())
}

fn layers_of(code: &str) -> Vec<(usize, Activation)> {
    let taken = of(code).unwrap_or_else(|e| panic!("{e}\n{code}"));
    taken
        .experiment
        .layers
        .iter()
        .map(|l| (l.units, l.activation))
        .collect()
}

/// What standardises in code without weights: by numbers that only the data tell, or as pixels are here anyway.
#[test]
fn scaling_in_code_is_the_page_s() {
    let images = Experiment::preset(DataSpec {
        dataset: Dataset::Mnist,
        file: common::file(Dataset::Mnist),
        ..DataSpec::default()
    });
    for (scaling, want) in [
        ("Rescaling(1 / 255)", Ok(false)),
        ("Rescaling(1.0 / 255, offset=0)", Ok(false)),
        ("Rescaling(1 / 16)", Ok(true)),
        ("Normalization()", Ok(true)),
        (
            "Rescaling(0)",
            Err("line 1: scale=0.0 has no counterpart on the page"),
        ),
    ] {
        for standardize in [false, true] {
            let e = Experiment {
                standardize,
                ..images.clone()
            };
            let code = format!(
                "Sequential([Input((784,)), {scaling}, Dense(5, 'relu'), Dense(10, 'softmax')])"
            );
            let taken = take(&e, code.as_bytes());
            let got = taken.map(|taken| taken.experiment.standardize);
            assert_eq!(got, want.map_err(str::to_owned), "{scaling}");
        }
    }
}

#[test]
fn keras_code_is_read_as_people_write_it() {
    use Activation::{LeakyRelu, Relu, Sigmoid, Swish, Tanh};
    let three = vec![(8, Relu), (4, Tanh), (1, Sigmoid)];
    for code in [
        "model = Sequential([Dense(8, activation='relu', input_shape=(2,)), Dense(4, 'tanh'), Dense(1, activation='sigmoid')])",
        "import keras\nfrom keras import layers\n\nmodel = keras.Sequential(\n    [\n        keras.Input(shape=(2,)),\n        layers.Dense(8, activation=\"relu\", name=\"a\"),  # hidden\n        layers.Dense(4, activation=\"tanh\"),\n        layers.Dense(1, activation=\"sigmoid\"),\n    ]\n)\n",
        "model = tf.keras.models.Sequential()\nmodel.add(tf.keras.layers.Dense(units=8, input_dim=2))\nmodel.add(tf.keras.layers.Activation('relu'))\nmodel.add(tf.keras.layers.Dense(4, activation=tf.nn.tanh))\nmodel.add(tf.keras.layers.Dense(1, activation=keras.activations.sigmoid))\nmodel.summary()\n",
        "inputs = keras.Input((2,))\nx = layers.Dense(8)(inputs)\nx = layers.ReLU()(x)\nx = layers.Dense(4, activation='tanh')(x)\noutputs = layers.Dense(1, activation='sigmoid')(x)\nmodel = keras.Model(inputs=inputs, outputs=outputs)",
        "i = Input(shape=[2])\no = Dense(1, 'sigmoid')(Dense(4, 'tanh')(keras.activations.relu(Dense(8)(i))))\nm = Model(i, o)",
        "h = 8\nmodel = Sequential()\nfor epoch in range(3):\n    print(f'{epoch}')\nmodel.add(Dense(h, activation='relu'))\nmodel.add(Dense(h // 2, activation='tanh'))\nmodel.add(Dense(1, activation='sigmoid'))",
        "def build():\n    hidden = [Dense(8, 'relu')] + [Dense(4, 'tanh')]\n    return Sequential(hidden + [Dense(1, 'sigmoid')])\n\nmodel = build()",
        "from keras.layers import Dense as D\nbody = Sequential([D(8, 'relu'), D(4, 'tanh')])\nmodel = Sequential([Input((2,)), body, D(1, 'sigmoid')])",
        "x = i = Input((2,))\nx = Dense(8, 'relu')(x)\nx = Dense(4, 'tanh')(x)\nx = Dense(1, 'sigmoid')(x)\n",
    ] {
        assert_eq!(layers_of(code), three, "{code}");
    }
    let others =
        "Sequential([Flatten(), Dense(5), LeakyReLU(), Dense(3, 'silu'), Dense(1, 'sigmoid')])";
    assert_eq!(
        layers_of(others),
        [(5, LeakyRelu), (3, Swish), (1, Sigmoid)]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The script that the page writes of an experiment.
    #[test]
    fn the_pages_own_code_is_read(mut e in experiment()) {
        e.data.points = e.data.points.min(40);
        let prepared = Prepared::new(&e);
        prop_assume!(!prepared.train.is_empty());
        let code = code::write(Language::Keras, &e.clone().into(), &prepared, 3).text();
        let taken = take(&other(&e), code.as_bytes());
        let taken = taken.map_err(|said| TestCaseError::fail(format!("{said}\n{code}")))?;
        let of = |e: &Experiment| e.layers.iter().map(|l| (l.units, l.activation)).collect::<Vec<_>>();
        prop_assert_eq!(of(&taken.experiment), of(&e), "{}", code);
    }
}

#[test]
fn what_stands_beside_the_layers_is_taken_too() {
    let taken = of("
        model = Sequential([
            Input((2,)), Normalization(),
            Dense(8, 'relu', kernel_initializer='he_normal', kernel_regularizer=keras.regularizers.l1_l2(l1=1e-3, l2=0.02)),
            Dropout(0.25),
            Dense(6, 'relu', kernel_initializer=HeNormal(seed=3), kernel_regularizer=L1L2(1e-3, 0.02)),
            Dropout(0.25),
            Dense(1, kernel_initializer='he_normal', kernel_regularizer=L1L2(1e-3, 0.02), trainable=False),
        ])
        model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=1e-3 * 2, momentum=0.5),
                      loss=BinaryCrossentropy(from_logits=True), metrics=['accuracy'])
        history = model.fit(x, y, epochs=20, batch_size=16, validation_split=0.2)
    ")
    .unwrap();
    let e = taken.experiment;
    assert!(e.standardize);
    assert_eq!((e.l1, e.l2, e.dropout), (1e-3, 0.02, 0.25));
    assert_eq!(e.initializer, Initializer::HeNormal);
    assert_eq!(
        e.layers.iter().map(|l| l.trainable).collect::<Vec<_>>(),
        [true, true, false]
    );
    assert_eq!(e.output().activation, Activation::Sigmoid);
    assert_eq!(e.loss, Loss::BinaryCrossentropy);
    assert_eq!(
        e.optimizer,
        Optimizer::read("rmsprop:momentum=0.5").unwrap()
    );
    assert_eq!((e.learning_rate, e.batch_size), (0.002, 16));
    assert_eq!(
        taken.notes,
        ["line 10: the loss takes logits; the output layer is given sigmoid"]
    );
}

#[test]
fn what_does_not_change_the_answers_is_noted_with_its_line() {
    let taken = of("model = Sequential()
model.add(Dense(8, 'leaky_relu', kernel_regularizer='l2', use_bias=True))
model.add(Dropout(0.5))
model.add(Dense(8, 'relu', kernel_constraint=MaxNorm(3)))
model.add(Dense(1, 'sigmoid'))
model.compile('adam', 'mse')
model.compile(Adam(ExponentialDecay(0.1, 100, 0.9), clipnorm=1.0), loss=Huber(0.5))")
    .unwrap();
    assert_eq!(
        taken.notes,
        [
            "line 2: leaky_relu has the slope 0.2 there and 0.3 on the page",
            "line 4: kernel_constraint=MaxNorm is left out",
            "line 7: clipnorm=1.0 is left out",
            "line 7: ExponentialDecay counts in steps; the learning rate stays at its first value",
            "file: dropout differs between layers; the page has one for all: 0.5",
            "file: l2 differs between layers; the page has one for all: 0.01",
        ]
    );
    assert_eq!(taken.experiment.learning_rate, 0.1);
    assert_eq!(taken.experiment.loss, Loss::Huber { delta: 0.5 });
}

#[test]
fn what_has_no_counterpart_is_named_with_its_line() {
    for (code, message) in [
        (
            "\n\nm = Sequential([\n  Conv2D(8, 3),\n  Dense(1)])",
            "line 4: Conv2D has no counterpart on the page",
        ),
        (
            "m = Sequential()\nm.add(Dense(4))\nm.add(\n  LSTM(3))\n",
            "line 4: LSTM has no counterpart on the page",
        ),
        (
            "m = Sequential([Dense(4, 'mish'), Dense(1)])",
            "line 1: activation “mish” is none of the page’s: heaviside, sign, linear, sigmoid, tanh, relu, leaky_relu, elu, selu, softplus, gelu, swish, softmax",
        ),
        (
            "i = Input((2,))\na = Dense(3)(i)\nb = Dense(3)(i)\nc = Concatenate()([a, b])\nm = Model(i, c)",
            "line 4: reads from several layers; the page has one chain of layers",
        ),
        (
            "i = Input((2,))\na = Dense(3)(i)\nc = a + Dense(3)(a)\nm = Model(i, c)",
            "line 3: reads from several layers; the page has one chain of layers",
        ),
        (
            "i = Input((2,))\na = Dense(3)(i)\nc = keras.layers.add([a, a])",
            "line 3: reads from several layers; the page has one chain of layers",
        ),
        (
            "i = Input((2,))\na = Dense(3)(i)\nm = Model(i, [a, a])",
            "line 3: has several inputs or outputs; the page has one of each",
        ),
        (
            "i = Input((2,))\nx = keras.ops.sin(i)",
            "line 2: sin has no counterpart on the page",
        ),
        (
            "m = Sequential()\nfor n in [4, 2]:\n    m.add(Dense(n))\n",
            "line 3: makes layers in a loop; write them out one by one",
        ),
        (
            "m = Sequential([Dense(4) for _ in range(3)])",
            "line 1: cannot be read: layers have to be written out, each with numbers",
        ),
        (
            "m = Sequential([\n Dense(units=hp.Int('u', 1, 9)), Dense(1)])",
            "line 2: units: “Int” is no whole number above 0",
        ),
        (
            "m = Sequential([Dense(n), Dense(1)])",
            "line 1: units: “n” is no whole number above 0",
        ),
        (
            "m = Sequential([Dense(0)])",
            "line 1: units: “0.0” is no whole number above 0",
        ),
        (
            "m = Sequential([Dense(2.5)])",
            "line 1: units: “2.5” is no whole number above 0",
        ),
        (
            "m = Sequential([Dense(activation='relu')])",
            "line 1: units is missing",
        ),
        (
            "m = Sequential([Input((8, 8)), Dense(3)])",
            "line 1: reads samples of shape 8 × 8; the page’s are flat (Flatten)",
        ),
        (
            "m = Sequential([Dense(3, 'relu'), ReLU()])",
            "line 1: ReLU has no place here on the page",
        ),
        (
            "m = Sequential([ReLU(max_value=6)])",
            "line 1: max_value=6.0 has no counterpart on the page",
        ),
        (
            "m = Sequential([Dense(3), LeakyReLU(alpha=0.1)])",
            "line 1: negative_slope is 0.1; on the page it is 0.3",
        ),
        (
            "m = Sequential([Dense(1), Dropout(0.5)])",
            "line 1: Dropout behind the output layer has no place here on the page",
        ),
        (
            "m = Sequential([Dense(1)])\nm.compile(\n  optimizer=Lion(), loss='mse')",
            "line 2: Lion has no counterpart on the page",
        ),
        (
            "m = Sequential([Dense(1)])\nm.compile('sgd', loss=keras.losses.KLDivergence())",
            "line 2: KLDivergence has no counterpart on the page",
        ),
        (
            "m = Sequential([Dense(99999, input_dim=9999), Dense(1)])",
            "line 1: has more than 4 million parameters",
        ),
        (
            "m = Sequential([Dense(1, input_shape=(3,))])",
            "file: the model reads 3 values, the data have 2; choose data or inputs that fit first",
        ),
        (
            "m = Sequential([Dense(65), Dense(1)])",
            "layers[0].units: must be from 1 to 64, not 65",
        ),
        (
            "print('hello')",
            "file: has no Sequential, no Model and no chain of layers",
        ),
        (
            "x = '",
            "line 1: cannot be read: layers have to be written out, each with numbers",
        ),
        ("   \n", "file: is empty"),
        (
            "{\"class_name\": \"Sequential\"",
            "file: is not JSON: line 1, column 27",
        ),
        (
            "{}",
            "file: has no Sequential, no Model and no chain of layers",
        ),
        (
            "{\"class_name\": \"Mine\", \"config\": {\"layers\": []}}",
            "file: Mine is a custom layer, which only the program that made it knows",
        ),
        (
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"module\": \"my.own\", \"class_name\": \"Swirl\", \"config\": {\"name\": \"s\"}}]}}",
            "layer 1, “s”: Swirl is a custom layer, which only the program that made it knows",
        ),
    ] {
        let said = of(code).map(|taken| taken.experiment.layers);
        assert_eq!(said, Err(message.into()), "{code}");
    }
}

#[test]
fn keras_2_is_read() {
    let sequential = r#"{"class_name": "Sequential", "config": {"name": "s", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}},
        {"class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "relu", "use_bias": true}},
        {"class_name": "Dense", "config": {"name": "e", "units": 1, "activation": "sigmoid", "use_bias": true}}]},
        "keras_version": "2.12.0", "backend": "tensorflow"}"#;
    let functional = r#"{"class_name": "Functional", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
        {"class_name": "Dense", "config": {"name": "e", "units": 1, "activation": "sigmoid"}, "name": "e", "inbound_nodes": [[["d", 0, 0, {}]]]},
        {"class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "relu"}, "name": "d", "inbound_nodes": [[["i", 0, 0, {}]]]}],
        "input_layers": [["i", 0, 0]], "output_layers": [["e", 0, 0]]}}"#;
    for text in [sequential, functional] {
        assert_eq!(
            layers_of(text),
            [(3, Activation::Relu), (1, Activation::Sigmoid)]
        );
    }
    let merged = functional.replace(
        "[[[\"i\", 0, 0, {}]]]",
        "[[[\"i\", 0, 0, {}], [\"e\", 0, 0, {}]]]",
    );
    assert_eq!(
        of(&merged).unwrap_err(),
        "layer 3, “d”: reads from several layers; the page has one chain of layers"
    );
}

/// Files of one network in all formats.
fn files() -> &'static [Vec<u8>; 3] {
    static FILES: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
    FILES.get_or_init(|| {
        let e = Experiment {
            standardize: true,
            ..Experiment::default()
        };
        [Format::Keras, Format::Onnx, Format::Json].map(|format| file(&e, &moved(&e), format))
    })
}

/// An archive of these files.
fn archive(files: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn said(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

#[test]
fn bad_archives_are_named() {
    use zip::CompressionMethod::{Deflated, Stored};
    let [keras, _, json] = files();
    assert!(said(&keras[..keras.len() / 2]).starts_with("file: is damaged or cut short"));
    assert!(said(b"PK\x03\x04 not at all").starts_with("file: is damaged or cut short"));
    assert_eq!(
        said(&archive(&[], Stored)),
        "file: is an archive without config.json, so it is no .keras file"
    );
    let only = archive(&[("config.json", json)], Stored);
    assert_eq!(said(&only), "model.weights.h5: is missing");
    let no_h5 = archive(
        &[("config.json", json), ("model.weights.h5", b"hello")],
        Deflated,
    );
    assert_eq!(
        said(&no_h5),
        "model.weights.h5: is damaged or cut short (no HDF5 file)"
    );
    let bomb = archive(&[("config.json", &vec![b' '; 50 << 20])], Deflated);
    assert!(bomb.len() < 100_000);
    assert_eq!(
        said(&bomb),
        "config.json: would become more than 200 times as large when it is unpacked, and is refused"
    );
    let large = archive(&[("config.json", &vec![b' '; 65 << 20])], Deflated);
    assert_eq!(said(&large), "config.json: is larger than 64 MB");
    assert_eq!(
        said(b"\x89HDF\r\n\x1a\n..."),
        "file: is an HDF5 file of an older Keras; save the model there as “model.keras”"
    );
    assert_eq!(
        said(&vec![b'x'; (64 << 20) + 1]),
        "file: is larger than 64 MB"
    );
    assert!(said(b"\x00\x01\x02").starts_with("file: is no model that can be read"));
    assert!(said(b"\x89PNG\r\n\x1a\n\x00").starts_with("file: is no model that can be read"));
}

/// A file of an archive.
fn part(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = Vec::new();
    std::io::copy(&mut archive.by_name(name).unwrap(), &mut part).unwrap();
    part
}

/// What is said of an archive of one network with the weights of another file.
fn mixed(config: &Experiment, weights: &[u8]) -> Result<(), String> {
    let config = file(config, &moved(config), Format::Keras);
    let [json, h5] = [
        part(&config, "config.json"),
        part(weights, "model.weights.h5"),
    ];
    let files: [(&str, &[u8]); 2] = [("config.json", &json), ("model.weights.h5", &h5)];
    let read = read(&archive(&files, zip::CompressionMethod::Stored));
    read.map(|_| ()).map_err(|e| e.to_string())
}

#[test]
fn weights_that_do_not_fit_are_named() {
    let e = Experiment::default();
    let mut other = e.clone();
    other.layers[0].units = 5;
    let wrong = |config: &Experiment, weights: &Experiment| {
        let weights = file(weights, &moved(weights), Format::Keras);
        mixed(config, &weights)
    };
    let says = |message: &str| Err(message.into());
    assert_eq!(wrong(&e, &e), Ok(()));
    assert_eq!(
        wrong(&e, &other),
        says("layer 2, “dense”: has the shape 2 × 5, not 2 × 4")
    );
    other.layers.remove(0);
    assert_eq!(
        wrong(&e, &other),
        says("layer 2, “dense”: has the shape 2 × 3, not 2 × 4")
    );
    other.layers = e.layers.clone();
    other.layers.push(LayerSpec::new(1, Activation::Sigmoid));
    assert_eq!(
        wrong(&other, &e),
        says("layer 5, “dense_3”: has no weights in the file")
    );
    for format in [Format::Keras, Format::Onnx] {
        let mut model = read(&file(&e, &moved(&e), format)).unwrap();
        model.layers[0].weights.as_mut().unwrap().kernel[3] = f32::NAN;
        let said = said(&write(&model, format).unwrap());
        assert!(
            said.ends_with(": has a weight that is not a finite number"),
            "{said}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_file_cut_short_is_refused(which in 0..2usize, share in 0.0..1.0f64) {
        let whole = &files()[which];
        let cut = (whole.len() as f64 * share) as usize;
        prop_assert!(read(&whole[..cut]).is_err());
    }

    /// Where a damaged file is read at all, its network can be taken up or is refused.
    #[test]
    fn other_bytes_are_read_or_refused(
        which in 0..3usize,
        damage in vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = files()[which].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = take(&Experiment::default(), &bytes);
    }

    /// Damage in the weights, behind the archive that would tell.
    #[test]
    fn other_bytes_of_weights_are_read_or_refused(damage in vec((any::<Index>(), any::<u8>()), 1..6), share in 0.0..=1.0f64) {
        let mut h5 = part(&files()[0], "model.weights.h5");
        h5.truncate((h5.len() as f64 * share) as usize);
        for (at, byte) in damage.into_iter().filter(|_| !h5.is_empty()).collect::<Vec<_>>() {
            let at = at.index(h5.len());
            h5[at] = byte;
        }
        let parts: [(&str, &[u8]); 2] = [("config.json", &files()[2]), ("model.weights.h5", &h5)];
        let _ = read(&archive(&parts, zip::CompressionMethod::Stored));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = of(&text);
    }

    #[test]
    fn any_code_is_read_or_refused(words in vec(select_word(), 0..60)) {
        let _ = of(&words.concat());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }
}

/// A word of Keras code.
fn select_word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "model",
        "x",
        "=",
        "(",
        ")",
        "[",
        "]",
        ",",
        "\n",
        "    ",
        ".",
        "Dense",
        "Sequential",
        "Input",
        "Model",
        "3",
        "(2,)",
        "'relu'",
        "\"",
        "add",
        "compile",
        "for",
        ":",
        "return ",
        "+",
        "-",
        "*",
        "Dropout",
        "0.5",
        "units=",
        "lambda ",
        "{",
        "}",
        "\\",
        "#",
        "Rescaling",
        "Normalization",
        "Flatten()",
        "1e999",
        "**",
    ])
}
