//! How large each layer's gradient is, over the epochs.

use crate::ui::{charts::gradient_chart, element::El};

/// What the panel Gradients holds.
pub fn gradients() -> Vec<El> {
    gradient_chart()
}
