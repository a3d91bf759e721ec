//! Undo and redo, which own data follow.

use super::{page::Page, run::Run};
use crate::run::Drive;

/// Goes a step back or forward, and keeps the own data that are learnt then.
pub fn undo(page: Page, run: Run, drive: Drive) {
    run.dispatch(drive);
    page.library.kept.write_own(run);
}
