//! What a weight's source is called.

/// The input or the unit that a layer's weight comes from, where the inputs are called so.
pub fn source_name(inputs: &[String], layer: usize, source: usize) -> String {
    match (layer, inputs.get(source)) {
        (0, Some(name)) => name.replace('_', " "),
        _ => format!("unit {}", source + 1),
    }
}
