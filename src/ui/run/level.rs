//! A pause of a duel: the run that is behind goes on to the epoch that the other has come to.

use reactive_graph::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::state::Run;
use crate::{engine::Goal, lab::Progress, nn::Stride};

/// A run that is further behind than this many times what it has done is left there: it would take too long.
const MOST: f64 = 1.0;

/// Waits until both have stopped, and brings them to the same epoch, and the same batch where batches are of one size.
///
/// # Errors
/// When a run is closed or its worker is lost meanwhile.
pub async fn level(pair: [Run; 2]) -> Result<JsValue, JsValue> {
    for run in pair {
        JsFuture::from(run.settled()).await?;
    }
    if !pair.iter().all(|run| run.is_open()) {
        return Ok(JsValue::UNDEFINED);
    }
    let [left, right] = pair.map(progress);
    let (behind, from, to) = if left.moment() < right.moment() {
        (pair[0], left, right)
    } else {
        (pair[1], right, left)
    };
    let epochs = to.epoch - from.epoch;
    if epochs as f64 > MOST * from.epoch as f64 {
        return Ok(JsValue::UNDEFINED);
    }
    if epochs > 0 {
        let there = behind.request(Stride::Epoch, epochs, Goal::default());
        JsFuture::from(there).await?;
    }
    let batches = batches(
        pair,
        if epochs > 0 { 0 } else { from.position },
        to.position,
    );
    if batches > 0 {
        let there = behind.request(Stride::Batch, batches, Goal::default());
        JsFuture::from(there).await?;
    }
    Ok(JsValue::UNDEFINED)
}

fn progress(run: Run) -> Progress {
    run.frame.with_untracked(|frame| frame.snapshot.progress)
}

/// Batches between two places in an epoch; none where the runs' are not the same.
fn batches(pair: [Run; 2], from: usize, to: usize) -> u64 {
    let of = |run: Run| {
        run.frame
            .with_untracked(|frame| (frame.experiment.batch_size, frame.prepared.train.len()))
    };
    let [left, right] = pair.map(of);
    if left != right {
        return 0;
    }
    (to.saturating_sub(from) / left.0.max(1)) as u64
}
