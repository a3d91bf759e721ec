//! Formulas on a [`Tape`] that read as mathematics does.
//!
//! A [`Writer`] gives out its numbers as [`Expr`]s; what is done to them is written down:
//!
//! ```
//! use separable_nn::expr::Writer;
//!
//! // y = x·x + x at x = 3, where dy/dx = 2x + 1 = 7.
//! let writer = Writer::default();
//! let x = writer.leaf(3.0);
//! let y = x * x + x;
//! let (x, y) = (x.node(), y.node());
//! let mut tape = writer.into_tape();
//! tape.backward(y);
//! assert_eq!((tape.value(y), tape.gradient(x)), (12.0, 7.0));
//! ```

use std::{
    cell::RefCell,
    fmt,
    ops::{Add, Div, Mul, Neg, Sub},
};

use super::tape::{Node, Op, Tape};

/// A tape that is being written.
#[derive(Debug, Default)]
pub struct Writer {
    tape: RefCell<Tape>,
}

impl Writer {
    /// A number from outside.
    pub fn leaf(&self, value: f64) -> Expr<'_> {
        let node = self.tape.borrow_mut().leaf(value);
        Expr { writer: self, node }
    }

    /// The sum of the terms; without any, 0.
    pub fn sum<'w>(&'w self, terms: impl IntoIterator<Item = Expr<'w>>) -> Expr<'w> {
        let sum = terms.into_iter().reduce(|sum, term| sum + term);
        sum.unwrap_or_else(|| self.leaf(0.0))
    }

    /// The mean of the terms; without any, NaN.
    pub fn mean<'w>(&'w self, terms: &[Expr<'w>]) -> Expr<'w> {
        self.sum(terms.iter().copied()) / terms.len() as f64
    }

    /// Calls a node by a name.
    pub fn set_name(&self, expr: Expr<'_>, name: impl Into<String>) {
        self.tape.borrow_mut().set_name(expr.node, name);
    }

    /// The tape as it was written.
    #[must_use]
    pub fn into_tape(self) -> Tape {
        self.tape.into_inner()
    }

    fn record(&self, op: Op, operands: &[Node]) -> Expr<'_> {
        let node = self.tape.borrow_mut().record(op, operands);
        Expr { writer: self, node }
    }
}

/// A value on the tape of a [`Writer`]; both sides of an operation must be of the same one.
#[derive(Clone, Copy)]
pub struct Expr<'w> {
    writer: &'w Writer,
    node: Node,
}

impl<'w> Expr<'w> {
    /// Its place on the tape.
    #[must_use]
    pub fn node(self) -> Node {
        self.node
    }

    /// The same, called by a name.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        self.writer.set_name(self, name);
        self
    }

    /// Its value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.writer.tape.borrow().value(self.node)
    }

    /// e to the power of it.
    #[must_use]
    pub fn exp(self) -> Self {
        self.writer.record(Op::Exp, &[self.node])
    }

    /// Its natural logarithm.
    #[must_use]
    pub fn ln(self) -> Self {
        self.writer.record(Op::Ln, &[self.node])
    }

    /// Its hyperbolic tangent.
    #[must_use]
    pub fn tanh(self) -> Self {
        self.writer.record(Op::Tanh, &[self.node])
    }

    /// The standard normal distribution function at it.
    #[must_use]
    pub fn normal_cdf(self) -> Self {
        self.writer.record(Op::NormalCdf, &[self.node])
    }

    /// `negative` where it is below 0, else `otherwise`.
    #[must_use]
    pub fn below(self, negative: impl Operand<'w>, otherwise: impl Operand<'w>) -> Self {
        let (negative, otherwise) = (negative.on(self.writer), otherwise.on(self.writer));
        let operands = [self.node, negative.node, otherwise.node];
        self.writer.record(Op::Below, &operands)
    }

    /// Its size, with slope 0 at 0.
    #[must_use]
    pub fn abs(self) -> Self {
        self.below(-self, (-self).below(self, 0.0))
    }
}

impl fmt::Debug for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} = {}", self.node, self.value())
    }
}

/// What can stand in a formula: an expression, or a number, which becomes a leaf.
pub trait Operand<'w> {
    /// The operand on that writer's tape.
    fn on(self, writer: &'w Writer) -> Expr<'w>;
}

impl<'w> Operand<'w> for Expr<'w> {
    fn on(self, _: &'w Writer) -> Expr<'w> {
        self
    }
}

impl<'w> Operand<'w> for f64 {
    fn on(self, writer: &'w Writer) -> Expr<'w> {
        writer.leaf(self)
    }
}

impl Neg for Expr<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        self.writer.record(Op::Neg, &[self.node])
    }
}

macro_rules! operator {
    ($operator:ident, $method:ident) => {
        impl<'w, T: Operand<'w>> $operator<T> for Expr<'w> {
            type Output = Self;

            fn $method(self, other: T) -> Self {
                let other = other.on(self.writer);
                self.writer.record(Op::$operator, &[self.node, other.node])
            }
        }

        impl<'w> $operator<Expr<'w>> for f64 {
            type Output = Expr<'w>;

            fn $method(self, other: Expr<'w>) -> Expr<'w> {
                self.on(other.writer).$method(other)
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_written_as_they_stand() {
        let writer = Writer::default();
        let (a, b) = (writer.leaf(3.0), writer.leaf(2.0));
        let values = [a + b, a - b, a * b, a / b, -a, 1.0 - a, a * 2.0, 1.0 / b];
        let want = [5.0, 1.0, 6.0, 1.5, -3.0, -2.0, 6.0, 0.5];
        assert_eq!(values.map(Expr::value), want);
        assert!((a.ln().exp().value() - 3.0).abs() < 1e-15);
        let sides = [-1.0, 0.0, 2.0].map(|x| writer.leaf(x).below(b, 7.0).value());
        assert_eq!(sides, [2.0, 7.0, 7.0]);
        assert_eq!(writer.sum([a, b, a]).value(), 8.0);
        assert_eq!(writer.sum([]).value(), 0.0);
        assert_eq!(writer.mean(&[a, b]).value(), 2.5);
        assert!(writer.mean(&[]).value().is_nan());
        let (product, leaves) = ((a * b).node(), [a.node(), b.node()]);
        let tape = writer.into_tape();
        assert_eq!(
            (tape.op(product), tape.operands(product)),
            (Op::Mul, &leaves[..])
        );
    }

    #[test]
    fn size_has_no_slope_at_zero() {
        for (at, size, slope) in [(-2.0, 2.0, -1.0), (0.0, 0.0, 0.0), (3.0, 3.0, 1.0)] {
            let writer = Writer::default();
            let x = writer.leaf(at);
            let (x, y) = (x.node(), x.abs().node());
            let mut tape = writer.into_tape();
            tape.backward(y);
            assert_eq!((tape.value(y), tape.gradient(x)), (size, slope));
        }
    }
}
