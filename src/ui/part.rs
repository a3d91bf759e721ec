//! A part of the page that is built piece by piece, so that the page can draw and answer between them.

use super::element::El;

/// A part of the page.
pub struct Part {
    /// The element that holds the pieces.
    pub shell: fn() -> El,
    /// What is in it, in this order.
    pub pieces: &'static [fn() -> Vec<El>],
}

impl Part {
    /// Builds all of it.
    pub fn build(&self) -> El {
        let pieces = self.pieces.iter().flat_map(|piece| piece());
        (self.shell)().children(pieces.collect())
    }
}
