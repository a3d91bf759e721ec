//! The points of every dataset are the same for good, here and, by `tests/web.rs`, in browsers.

mod pinned;

#[test]
fn points_stay_the_same() {
    pinned::check_points();
}
