//! A unit opened in place.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `card.rs`    | [`unit_card`]: the card and where it stands |
//! | `map.rs`     | what the unit answers over the plane |
//! | `curve.rs`   | its activation and the slope of that, with the point where it works |
//! | `formula.rs` | what it computes, in symbols, and the results |
//! | `terms.rs`   | the sum term by term, with fields for its parameters |
//! | `reading.rs` | the numbers of the moment, computed once for all of these |
//! | `tune.rs`    | changing parameters by hand |
//! | `line.rs`    | [`line`]: the unit's line on the decision surface, to be dragged and turned |

mod card;
mod curve;
mod formula;
mod line;
mod map;
mod reading;
mod terms;
mod tune;

pub use card::unit_card;
pub use curve::curve;
pub use line::line;
pub use reading::ReadingSignal;
pub use terms::lights;
pub use tune::parameter_box;
