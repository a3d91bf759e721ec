//! Whether a threshold unit can tell samples apart, with a proof either way.
//!
//! A sample x on side y = ±1 is the point z = y·(x, 1). A unit with weights and bias w has it right where
//! w·z > 0. Either some w has all of them right, and then one of length 1 keeps the largest distance γ, the
//! margin, from all; or some weights λ ≥ 0 make Σλz = 0, and then no w has, for 0 = Σλ(w·z) would be a sum of
//! positive numbers. Those λ mix the samples of either side to the same point, where the hulls of both meet.
//!
//! | file        | holds |
//! |-------------|-------|
//! | `points.rs` | the points z |
//! | `search.rs` | [`Search`], which finds the one or the other |
//! | `basis.rs`  | least squares |
//! | `double.rs` | numbers of twice as many digits |
//! | `mix.rs`    | what the search ends with |
//! | `proof.rs`  | [`Separation`]: what was found, checked |
//! | `growth.rs` | [`Growth`]: why the perceptron rule comes to an end, and when |
//! | `cycle.rs`  | [`Cycle`]: how it goes round where it does not |

mod basis;
mod cycle;
mod double;
mod growth;
mod mix;
mod points;
mod proof;
mod search;

pub use cycle::{Chase, Cycle};
pub use growth::Growth;
pub use points::Points;
pub use proof::{Margin, Meeting, Separation};
pub use search::Search;
