//! What is said of how gradients flow.

use crate::nn::LearningRule;

/// What a gradient's size is.
pub const SIZE: &str =
    "Size: the length of a layer’s gradient, √Σ(∂L/∂w)² over its weights and biases.";

/// What the size of steps is beside that of weights.
pub const STEPS: &str =
    "Length of the change of a layer’s weights and biases at one step, over their own length.";

/// Why there is no curve of gradients.
#[must_use]
pub fn no_sizes(rule: LearningRule) -> &'static str {
    if rule.is_local() {
        "This learning rule follows no gradient of a loss, so there is none to draw: it moves the weights by the \
         samples themselves. Step / weights shows how far. For gradients choose Backprop as learning rule."
    } else {
        "The gradient has been 0 in every layer so far, and a logarithmic axis has no place for 0: behind a step \
         nothing arrives, and what is frozen does not learn."
    }
}

/// Why there is no curve of steps.
#[must_use]
pub fn no_steps(rule: LearningRule) -> &'static str {
    if rule.is_local() {
        "No weight was about to move at the moments looked at, as where the sample that comes next is answered \
         rightly. Train on to see more."
    } else {
        "No weight was about to move at the moments looked at."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Named;

    #[test]
    fn every_sentence_is_one() {
        let reasons = LearningRule::ALL
            .iter()
            .flat_map(|rule| [no_sizes(*rule), no_steps(*rule)]);
        for said in reasons.chain([SIZE, STEPS]) {
            assert!(said.ends_with('.') && !said.contains("  "), "{said}");
        }
        for rule in LearningRule::ALL.iter().filter(|rule| rule.is_local()) {
            assert!(no_sizes(*rule).contains("choose Backprop"));
        }
    }
}
