//! The mathematics of learning.
