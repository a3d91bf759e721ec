//! Where the focus begins: at a weight at which something is to be seen.

use super::scene::{Focus, Scene};

/// What is to be seen of a weight: what the followed sample adds to its gradient, else its term, else what it
/// reads.
type Seen = [f64; 3];

impl Scene<'_> {
    /// Whether the weight in focus reads nothing of the followed sample, so that its formulas say 0.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let Focus { layer, source, .. } = self.focus;
        source.is_some_and(|source| self.walked().source(layer, source) == 0.0)
    }

    /// The weight of a layer at which most is to be seen: the one by which the followed sample's loss changes
    /// most, if it changes by any. Coming from the focus, one goes on along a link of the unit there, or back
    /// along the weight, where that carries anything. Where the layer reads nothing but 0, a bias.
    #[must_use]
    pub fn liveliest(&self, layer: usize) -> Focus {
        let now = self.focus;
        let (units, sources) = (0..self.dense(layer).units, 0..self.dense(layer).inputs);
        let along = match now.source {
            _ if layer == now.layer + 1 => self.best(layer, units.clone(), now.unit..now.unit + 1),
            Some(back) if layer + 1 == now.layer => {
                self.best(layer, back..back + 1, sources.clone())
            }
            _ => None,
        };
        let best = along.or_else(|| self.best(layer, units.clone(), sources));
        best.unwrap_or_else(|| {
            let error = |unit: &usize| self.error(layer, *unit).abs();
            let unit = units.rev().max_by(|a, b| error(a).total_cmp(&error(b)));
            Focus {
                layer,
                unit: unit.unwrap_or_default(),
                source: None,
            }
        })
    }

    /// The best of some weights; none where they all read 0.
    fn best(
        &self,
        layer: usize,
        units: impl Iterator<Item = usize>,
        sources: impl Iterator<Item = usize> + Clone,
    ) -> Option<Focus> {
        let mut best: (Seen, Option<Focus>) = ([0.0; 3], None);
        for unit in units {
            let error = self.error(layer, unit);
            for source in sources.clone() {
                let read = f64::from(self.walked().source(layer, source));
                let term = self.weight(layer, unit, source) * read;
                let seen = [error * read, term, read].map(f64::abs);
                if seen.partial_cmp(&best.0) == Some(std::cmp::Ordering::Greater) {
                    let focus = Focus {
                        layer,
                        unit,
                        source: Some(source),
                    };
                    best = (seen, Some(focus));
                }
            }
        }
        best.1
    }
}
