//! What has to be the same in every browser, and what only a browser can show.
#![cfg(target_arch = "wasm32")]

use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use separable::{
    data::{Coding, DataSpec, Dataset},
    lab::{Experiment, Prepared, link},
    nn::{Activation, Initializer, LayerSpec, Network, Pass, Samples, Stride, Trainer},
    plot::{
        chart::{Axes, ChartStyle, Series, draw_chart},
        color::{Palette, Theme},
        heatmap::Grid,
    },
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

/// The FNV-1a hash of the bits of numbers.
fn hash<'a>(values: impl IntoIterator<Item = &'a f32>) -> u64 {
    let bytes = values.into_iter().flat_map(|v| v.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The hash of an experiment's parameters after some epochs.
fn trained(experiment: &Experiment, epochs: u64) -> u64 {
    assert_eq!(experiment.validate(), Ok(()));
    let train = Prepared::new(experiment).train;
    let mut trainer = Trainer::new(experiment.network(), train, experiment.settings());
    trainer.advance(Stride::Epoch, epochs);
    assert!(trainer.network().is_finite());
    hash(trainer.network().parameters())
}

#[wasm_bindgen_test]
fn training_ends_at_the_same_bits_everywhere() {
    assert_eq!(trained(&Experiment::default(), 20), 0x0);
}

#[wasm_bindgen_test]
fn every_activation_trains_to_the_same_bits_everywhere() {
    let of = |activation| {
        let (experiment, problems) = link::read(&format!("net=2-5{activation}-1s&momentum=0.5"));
        assert_eq!(problems, []);
        trained(&experiment, 3)
    };
    let smooth = Activation::ALL
        .into_iter()
        .filter(|a| *a != Activation::Softmax);
    let hashes: Vec<_> = smooth.map(|a| (a.name(), of(a.name()))).collect();
    assert_eq!(format!("{hashes:x?}"), "");
}

/// The same as in `tests/points.rs`, which runs natively.
#[wasm_bindgen_test]
fn points_are_the_same_as_natively() {
    for dataset in Dataset::ALL {
        let spec = DataSpec {
            dataset,
            ..DataSpec::default()
        };
        let split = spec.generate();
        let values: Vec<f32> = [split.train, split.test]
            .concat()
            .iter()
            .flat_map(|p| [p.x[0], p.x[1], f32::from(p.class)])
            .collect();
        assert_eq!((dataset.name(), hash(&values)), ("", 0));
    }
}

#[wasm_bindgen_test]
fn what_is_not_a_number_stays_so() {
    let any_number = |a: Activation| a.value(f32::NAN);
    for activation in [
        Activation::Tanh,
        Activation::Relu,
        Activation::LeakyRelu,
        Activation::Sigmoid,
        Activation::Softplus,
        Activation::Elu,
        Activation::Gelu,
        Activation::Swish,
    ] {
        let value = any_number(activation);
        assert!(value.is_nan(), "{} of NaN is {value}", activation.name());
    }
    let nan = wide(f32::NAN);
    assert!(separable::nn::math::clamp(nan, wide(-1.0), wide(1.0)).to_array()[0].is_nan());
}
