//! Early stopping (Morgan & Bourlard 1990; Prechelt 1998): training ends when the loss on samples
//! held back has not fallen for some epochs, and the best weights come back. Keras:
//! `EarlyStopping` with `restore_best_weights`.

use serde::{Deserialize, Serialize};

use super::packed;

/// How a run was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stopped {
    /// Whole epochs done when it was stopped.
    pub epoch: u64,
    /// Epochs done when the weights were those it has now.
    pub best_epoch: u64,
    /// Their loss on the samples held back.
    pub best_loss: f64,
}

/// What is remembered from epoch to epoch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Watch {
    best: Option<Best>,
    /// Epochs without a lower loss.
    waited: u32,
    pub stopped: Option<Stopped>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Best {
    epoch: u64,
    loss: f64,
    #[serde(with = "packed")]
    parameters: Vec<f32>,
}

impl Watch {
    /// Takes the loss after an epoch. When it has not been lower for `patience` epochs (a patience
    /// of 0 counts as 1), the run is stopped and the parameters to go back to are given.
    pub fn look(
        &mut self,
        epoch: u64,
        loss: f64,
        parameters: &[f32],
        patience: u32,
    ) -> Option<&[f32]> {
        let best = self.best.as_ref();
        // A loss that is no number is not lower than another, but any number is better.
        if best.is_none_or(|best| loss < best.loss || best.loss.is_nan()) {
            self.waited = 0;
            self.best = Some(Best {
                epoch,
                loss,
                parameters: parameters.to_vec(),
            });
            return None;
        }
        self.waited = self.waited.saturating_add(1);
        if self.waited < patience {
            return None;
        }
        let best = self.best.as_ref()?;
        self.stopped = Some(Stopped {
            epoch,
            best_epoch: best.epoch,
            best_loss: best.loss,
        });
        Some(&best.parameters)
    }

    /// The parameters to go back to, where there are any yet.
    pub fn best(&self) -> Option<&[f32]> {
        self.best.as_ref().map(|best| best.parameters.as_slice())
    }

    /// Lets the run go on, with all its patience.
    pub fn go_on(&mut self) {
        (self.waited, self.stopped) = (0, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The epoch of the stop and the best epoch, for these losses.
    fn stop(losses: &[f64], patience: u32) -> Option<(u64, u64)> {
        let mut watch = Watch::default();
        for (epoch, &loss) in (1..).zip(losses) {
            let back = watch.look(epoch, loss, &[epoch as f32], patience);
            if let Some(&[parameter]) = back {
                let stopped = watch.stopped.unwrap();
                assert_eq!(parameter, stopped.best_epoch as f32);
                assert_eq!(stopped.best_loss, losses[stopped.best_epoch as usize - 1]);
                return Some((stopped.epoch, stopped.best_epoch));
            }
            assert_eq!(watch.stopped, None);
        }
        None
    }

    #[test]
    fn stops_when_patience_is_at_its_end() {
        assert_eq!(stop(&[3.0, 2.0, 2.5, 2.0, 1.0], 2), Some((4, 2)));
        assert_eq!(stop(&[3.0, 2.0, 2.5, 1.9, 2.0, 2.0, 2.0], 3), Some((7, 4)));
        assert_eq!(stop(&[3.0, 2.0, 1.0], 1), None);
        assert_eq!(stop(&[1.0, 1.0], 1), Some((2, 1)));
        assert_eq!(stop(&[1.0, 1.0], 0), Some((2, 1)));
    }

    #[test]
    fn what_is_no_number_is_no_lower_loss() {
        assert_eq!(stop(&[1.0, f64::NAN, f64::NAN], 2), Some((3, 1)));
    }
}
