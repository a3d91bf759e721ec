//! What parts of the network are called in formulas: units and inputs by their number below, layers by
//! theirs above, counted from 1.

use super::{
    math::{Mark, Math, Tone},
    scene::Scene,
};
use crate::lab::Spot;

/// Numbers that stand side by side, apart where one has two digits.
fn pair(a: usize, b: usize) -> String {
    if a.max(b) > 9 {
        format!("{a},{b}")
    } else {
        format!("{a}{b}")
    }
}

impl Scene<'_> {
    fn high(&self, layer: usize) -> String {
        if self.is_deep() {
            format!("({})", layer + 1)
        } else {
            String::new()
        }
    }

    fn of_unit(&self, base: &'static str, layer: usize, unit: usize, mark: Mark) -> Math {
        Math::Symbol {
            base,
            low: (unit + 1).to_string(),
            high: self.high(layer),
            mark,
        }
    }

    /// A unit's weighted sum.
    pub(super) fn z(&self, layer: usize, unit: usize) -> Math {
        let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
        self.of_unit("z", layer, unit, mark)
    }

    /// A unit's value; of an output, what the network answers.
    pub(super) fn a(&self, layer: usize, unit: usize) -> Math {
        let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
        if layer == self.last() {
            return Math::Symbol {
                base: "ŷ",
                low: self.output(unit),
                high: String::new(),
                mark,
            };
        }
        self.of_unit("a", layer, unit, mark)
    }

    /// What a unit hands on: its value, or what dropout makes of that.
    pub(super) fn handed_on(&self, layer: usize, unit: usize) -> Math {
        if !self.drops(layer) {
            return self.a(layer, unit);
        }
        let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
        self.of_unit("ã", layer, unit, mark)
    }

    /// The number of an output, where there are several.
    fn output(&self, unit: usize) -> String {
        if self.network.outputs() > 1 {
            (unit + 1).to_string()
        } else {
            String::new()
        }
    }

    /// An output's target.
    pub(super) fn t(&self, unit: usize) -> Math {
        Math::Symbol {
            base: "t",
            low: self.output(unit),
            high: String::new(),
            mark: Mark::of(Tone::Target),
        }
    }

    /// An input.
    pub(super) fn x(input: usize) -> Math {
        Math::Symbol {
            base: "x",
            low: (input + 1).to_string(),
            high: String::new(),
            mark: Mark::at(Tone::Value, Spot::Input(input)),
        }
    }

    /// What a layer reads of a source: an input, or a unit of the layer before.
    pub(super) fn read(&self, layer: usize, source: usize) -> Math {
        match layer.checked_sub(1) {
            None => Self::x(source),
            Some(before) => self.handed_on(before, source),
        }
    }

    /// What a layer reads of a source, as a number.
    pub(super) fn read_number(&self, layer: usize, source: usize) -> Math {
        let value = self.walked().source(layer, source).into();
        Math::Number(
            value,
            Mark::at(Tone::Value, Self::source_spot(layer, source)),
        )
    }

    /// The place of a layer's source.
    pub(super) fn source_spot(layer: usize, source: usize) -> Spot {
        match layer.checked_sub(1) {
            None => Spot::Input(source),
            Some(before) => Spot::Unit {
                layer: before,
                unit: source,
            },
        }
    }

    /// A weight.
    pub(super) fn w(&self, layer: usize, unit: usize, source: usize) -> Math {
        let spot = Spot::Weight {
            layer,
            unit,
            source,
        };
        Math::Symbol {
            base: "w",
            low: pair(source + 1, unit + 1),
            high: self.high(layer),
            mark: Mark::at(Tone::Weight, spot),
        }
    }

    /// A weight before the step, as a number.
    pub(super) fn w_number(&self, layer: usize, unit: usize, source: usize) -> Math {
        let spot = Spot::Weight {
            layer,
            unit,
            source,
        };
        let value = self.weight(layer, unit, source);
        Math::Number(value, Mark::at(Tone::Weight, spot))
    }

    /// A bias.
    pub(super) fn b(&self, layer: usize, unit: usize) -> Math {
        let mark = Mark::at(Tone::Weight, Spot::Bias { layer, unit });
        self.of_unit("b", layer, unit, mark)
    }

    /// A bias before the step, as a number.
    pub(super) fn b_number(&self, layer: usize, unit: usize) -> Math {
        let mark = Mark::at(Tone::Weight, Spot::Bias { layer, unit });
        Math::Number(self.bias(layer, unit), mark)
    }

    /// The parameter in focus.
    pub(super) fn p(&self) -> Math {
        let focus = self.focus;
        match focus.source {
            Some(source) => self.w(focus.layer, focus.unit, source),
            None => self.b(focus.layer, focus.unit),
        }
    }

    /// ∂ℓ/∂z of a unit.
    pub(super) fn error_name(&self, layer: usize, unit: usize) -> Math {
        let spot = Spot::Unit { layer, unit };
        Math::partial(self.loss_name(), self.z(layer, unit), Some(spot))
    }

    /// ∂ℓ/∂z of a unit, as a number.
    pub(super) fn error_number(&self, layer: usize, unit: usize) -> Math {
        let mark = Mark::at(Tone::Gradient, Spot::Unit { layer, unit });
        Math::Number(self.error(layer, unit), mark)
    }
}
