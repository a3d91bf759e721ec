//! **Separable**: watch a network learn what a straight line cannot, and see exactly why.
//!
//! | module     | holds | may use |
//! |------------|-------|---------|
//! | [`nn`]     | the mathematics of learning: activations, losses, dense layers, trainer, autodiff tape | – |
//! | [`data`]   | truth tables, seeded generators, shipped tables, splits, input features | `nn` |
//! | [`lab`]    | the experiment and everything a person can do to it | `nn`, `data` |
//! | [`plot`]   | pictures as pure functions: colours, maps, contours, charts, the diagram's layout | – |
//! | [`engine`] | training off the page: the worker's commands, reports and loop | `lab` and below |
//! | `ui`       | one panel a file, of elements that follow signals (browser only) | everything |
//! | `api`      | `window.separable`, the script interface (browser only) | everything |
//!
//! No arrow runs back. All but `ui` and `api` know nothing of the browser and are tested natively.

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod api;
pub mod data;
pub mod engine;
pub mod lab;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod message;
pub mod run;
pub mod text;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;

pub use separable_nn as nn;
pub use separable_plot as plot;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod worker;

/// Starts what this thread is for: the page in a window, training in a worker.
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub fn start() {
    use wasm_bindgen::JsCast;

    console_error_panic_hook::set_once();
    if js_sys::global().is_instance_of::<web_sys::Window>() {
        ui::start(api::announce);
    } else {
        worker::start();
    }
}
