//! The gradient in words: how much of it is the loss's, and how much the penalty's.

use crate::{
    lab::snapshot::{Gradient, size},
    plot::scale::format_value,
};

use super::frame::Frame;

/// What `of` makes of the gradient, and where L1 or L2 is on, of its two parts.
pub fn parted(gradient: &Gradient, of: &dyn Fn(&[f32]) -> Option<f32>) -> Option<String> {
    let text = |values: &[f32]| of(values).map(|value| format_value(f64::from(value)));
    let whole = text(gradient.whole())?;
    let parts = gradient.of_penalty().and_then(|penalty| {
        let (loss, penalty) = (text(gradient.of_loss())?, text(penalty)?);
        Some(format!("{whole}: loss {loss}, penalty {penalty}"))
    });
    Some(parts.unwrap_or(whole))
}

/// What has to be known about the gradient under these settings; nothing where it is that of the loss
/// alone.
pub fn note(frame: &Frame) -> String {
    let gradient = &frame.snapshot.gradient;
    let mut notes = Vec::new();
    if let Some(penalty) = gradient.of_penalty() {
        let [loss, penalty] = [gradient.of_loss(), penalty].map(|part| format_value(size(part)));
        notes.push(format!(
            "Of loss ({loss} in all) and penalty ({penalty}) together."
        ));
    }
    if frame.drops() {
        notes.push("Of the whole network: each step leaves units out of it.".to_owned());
    }
    notes.join(" ")
}
