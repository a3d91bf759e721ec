//! What page and worker send each other: bytes, whose memory goes with them.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{MessageChannel, MessagePort};

/// Bytes from which on it is worth giving their memory back by hand.
const MANY: u32 = 1 << 16;

thread_local! {
    /// A port that nobody listens to.
    static NOBODY: Option<MessagePort> = MessageChannel::new().ok().map(|channel| {
        channel.port2().close();
        channel.port1()
    });
}

/// The bytes of a message. The memory that they came in is given back at once, and not when the browser next looks
/// for what is not needed: a large network's reports would take tens of megabytes until then. What is sent to nobody
/// is gone for good; `ArrayBuffer.transfer` only hides it in Chromium, where the message goes on holding it.
pub fn taken(bytes: &Uint8Array) -> Vec<u8> {
    let taken = bytes.to_vec();
    if bytes.length() >= MANY {
        let buffers = Array::of1(&bytes.buffer());
        NOBODY.with(|port| {
            let port = port.as_ref();
            port.map(|port| port.post_message_with_transferable(&JsValue::NULL, &buffers))
        });
    }
    taken
}
