//! What has to be the same in every browser, and what only a browser can show.
//!
//! The hashes of trained weights change with the order of the arithmetic in `nn`; whoever changes it
//! on purpose puts the new ones into `tests/pinned`, which the failing test prints, the same in every browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod pinned;

use nalgebra::DMatrix;
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use separable::{
    lab::{Experiment, link},
    nn::{Activation, Initializer, LayerSpec, Named, Network, Pass, Samples},
    plot::{
        chart::{Axes, ChartStyle, Series, draw_chart},
        color::{Palette, Theme},
        heatmap::Grid,
    },
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn links_train_to_the_same_bits_in_every_browser() {
    pinned::check_training();
}

#[wasm_bindgen_test]
fn points_are_the_same_as_natively() {
    pinned::check_points();
}

#[wasm_bindgen_test]
fn what_is_not_a_number_stays_so() {
    let compares = |a: &Activation| a.is_step() || *a == Activation::Softmax;
    for activation in Activation::ALL.iter().filter(|a| !compares(a)) {
        let value = activation.value(f32::NAN);
        assert!(value.is_nan(), "{} of NaN is {value}", activation.name());
    }
}

#[wasm_bindgen_test]
fn a_network_with_a_weight_that_is_no_number_says_so() {
    let mut network = Experiment::default().network();
    network.parameters_mut()[0] = f32::NAN;
    assert!(!network.is_finite());
    let y = network.predict(&DMatrix::from_element(5, 2, 0.5)).unwrap();
    assert!(y.iter().all(|y| y.is_nan()));
}

#[wasm_bindgen_test]
fn a_link_leads_back() {
    let fragment =
        "data=spiral&noise=0.1&inputs=x1,sin_x2&net=2-8gelu-3r-1t&loss=hinge&lr=0.3&seed=7";
    let (experiment, problems) = link::read(fragment, &|_| None);
    assert_eq!(
        (problems, link::write(&experiment).as_str()),
        (vec![], fragment)
    );
}

/// A unit that computes 2·x₁ − x₂ + 1.
fn known() -> Network {
    let layer = LayerSpec::new(1, Activation::Linear);
    let mut network = Network::new(2, &[layer], Initializer::Zeros, 1);
    network.parameters_mut().copy_from_slice(&[2.0, -1.0, 1.0]);
    network
}

#[wasm_bindgen_test]
fn a_map_holds_what_the_network_computes() {
    // Not a multiple of the four lanes.
    let grid = Grid::square((-6.0, 6.0), 7);
    let points: Vec<[f32; 2]> = grid.points().collect();
    let x = DMatrix::from_fn(points.len(), 2, |row, column| points[row][column]);
    let samples = Samples::from_rows(&x, &DMatrix::zeros(points.len(), 0));
    let (network, mut values) = (known(), Vec::new());
    let mut pass = Pass::new(&network, points.len());
    network.neuron_values(&samples, &mut pass, &mut values);
    // The inputs have maps of their own.
    let expected = |of: fn([f32; 2]) -> f32| points.iter().map(move |&p| of(p));
    let all: Vec<f32> = expected(|[x1, _]| x1)
        .chain(expected(|[_, x2]| x2))
        .chain(expected(|[x1, x2]| 2.0 * x1 - x2 + 1.0))
        .collect();
    assert_eq!(values.len(), all.len());
    for (value, expected) in values.iter().zip(&all) {
        assert!((value - expected).abs() < 1e-5, "{value} is not {expected}");
    }
}

#[wasm_bindgen_test]
fn plotters_draws_a_chart_on_a_canvas() {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas = document.create_element("canvas").unwrap();
    let canvas: HtmlCanvasElement = canvas.dyn_into().unwrap();
    canvas.set_width(600);
    canvas.set_height(300);
    let points: Vec<_> = (0..50)
        .map(|i| (f64::from(i), 1.0 / f64::from(i + 1)))
        .collect();
    let color = Palette::of(Theme::Light).positive;
    let series = Series {
        name: "train",
        points: &points,
        color,
        dash: None,
        width: 3.0,
    };
    let axes = Axes {
        x_label: "epoch",
        log_y: true,
        ..Axes::default()
    };
    let area = CanvasBackend::with_canvas_object(canvas.clone()).unwrap();
    draw_chart(
        &area.into_drawing_area(),
        &[series],
        &axes,
        &ChartStyle::new(Theme::Light),
    )
    .unwrap();

    let context = canvas.get_context("2d").unwrap().unwrap();
    let context: CanvasRenderingContext2d = context.dyn_into().unwrap();
    let pixels = context
        .get_image_data(0.0, 0.0, 600.0, 300.0)
        .unwrap()
        .data();
    let near = |a: u8, b: u8| a.abs_diff(b) < 8;
    let drawn = pixels
        .chunks_exact(4)
        .filter(|p| near(p[0], color.0) && near(p[1], color.1) && near(p[2], color.2))
        .count();
    assert!(drawn > 200, "{drawn} pixels of the line's colour");
}
