//! Whether keys of one sign do something on the page. Whoever speaks to the computer, or strikes keys
//! unawares, can switch them off.

use super::browser::storage;

/// Where it is kept that keys of one sign do nothing.
const OFF: &str = "separable-keys-off";

/// Whether keys of one sign do something, as the person chose on this device.
pub fn wanted() -> bool {
    let kept = storage().and_then(|storage| storage.get_item(OFF).ok().flatten());
    kept.is_none()
}

/// Remembers for the next visit whether keys of one sign do something.
pub fn remember(wanted: bool) {
    if let Some(storage) = storage() {
        // Without storage (a private window) the choice lasts as long as the page.
        let _ = if wanted {
            storage.remove_item(OFF)
        } else {
            storage.set_item(OFF, "1")
        };
    }
}
