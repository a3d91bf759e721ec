//! Keras code: as much of Python as layers are written in. Whatever else stands in a script is passed over,
//! as long as it does not make layers.

mod expression;
mod script;
mod token;

pub use script::read;
