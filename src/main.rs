//! Starts the page.

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "page"))]
    separable::ui::start();
}
