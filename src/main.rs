//! Starts the page, or the worker: both run this program.

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "page"))]
    separable::start();
}
