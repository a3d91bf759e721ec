//! Datasets: truth tables, seeded 2-D generators, splits and input features.
