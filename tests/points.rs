//! The points of every dataset are the same for good, and so are the weights that training with every
//! activation ends at; here and, by `tests/web.rs`, in browsers.

mod pinned;

#[test]
fn points_stay_the_same() {
    pinned::check_points();
}

#[test]
fn every_activation_trains_to_the_same_bits() {
    pinned::check_training();
}
