//! What goes beside a message in place of standing in it: bytes of images, which are too many to be written once more
//! for each message. serde has no place for that, so they lie here while a message is written or read.

use std::{cell::RefCell, sync::Arc};

/// Bytes, held once.
pub type Bytes = Arc<Vec<u8>>;

enum AtHand {
    /// A message is being written, and these go beside it.
    Written(Option<Bytes>),
    /// A message is being read, beside which these came.
    Read(Bytes),
}

thread_local! {
    static AT_HAND: RefCell<Option<AtHand>> = const { RefCell::new(None) };
}

/// What `write` writes, and the bytes that are to go beside it. Of several that could, the first do; the others stand
/// in the message.
pub fn written<R>(write: impl FnOnce() -> R) -> (R, Option<Bytes>) {
    AT_HAND.set(Some(AtHand::Written(None)));
    let written = write();
    let beside = match AT_HAND.take() {
        Some(AtHand::Written(bytes)) => bytes,
        Some(AtHand::Read(_)) | None => None,
    };
    (written, beside)
}

/// What `read` reads, where these bytes came beside it.
pub fn read<R>(bytes: Option<Bytes>, read: impl FnOnce() -> R) -> R {
    AT_HAND.set(bytes.map(AtHand::Read));
    let read = read();
    AT_HAND.set(None);
    read
}

/// Whether these bytes go beside the message that is being written: those that do already, or others where that is
/// `worth` while.
pub(crate) fn takes(bytes: &Bytes, worth: bool) -> bool {
    AT_HAND.with_borrow_mut(|at_hand| match at_hand {
        Some(AtHand::Written(Some(beside))) => Arc::ptr_eq(beside, bytes),
        Some(AtHand::Written(beside)) => {
            *beside = worth.then(|| bytes.clone());
            worth
        }
        Some(AtHand::Read(_)) | None => false,
    })
}

/// The bytes that came beside the message that is being read.
pub(crate) fn came() -> Option<Bytes> {
    AT_HAND.with_borrow(|at_hand| match at_hand {
        Some(AtHand::Read(bytes)) => Some(bytes.clone()),
        Some(AtHand::Written(_)) | None => None,
    })
}
