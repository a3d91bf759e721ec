//! What both passes take, and what differences would take for the same.

use super::graph::Expression;

/// Operations on the way to all derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Operations of the pass forward.
    pub forward: usize,
    /// Operations of the pass backward: for each operand that is no constant, its local derivative times the
    /// adjoint.
    pub backward: usize,
    /// Parameters, by each of which the loss is derived.
    pub parameters: usize,
    /// Operations that differences would take: two passes forward for every parameter.
    pub differences: usize,
}

impl Expression {
    /// What both passes take.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let operations = || self.nodes().filter(|&node| !self.is_leaf(node));
        let forward = operations().count();
        let operands = operations().flat_map(|node| self.tape().operands(node));
        let backward = operands
            .filter(|&&operand| !self.is_constant(operand))
            .count();
        Counts {
            forward,
            backward,
            parameters: self.parameters(),
            differences: 2 * self.parameters() * forward,
        }
    }
}
