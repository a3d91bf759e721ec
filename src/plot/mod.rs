//! Pictures as pure functions.
