//! A table dealt out to its end, for scripts.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsError, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use super::{Dealer, Dealt, Table};
use crate::ui::pool::Pool;

/// Deals a table out until all has come or a signal is aborted: the dealer with the table, what has come, and whether
/// that is all.
///
/// # Errors
/// When workers die again and again, or what was next is wrong.
pub async fn gathered<T: Table>(
    table: T,
    pool: Pool,
    signal: Option<EventTarget>,
) -> Result<(Dealer<T>, Vec<T::News>, bool), JsValue> {
    let come = Rc::new(RefCell::new(Vec::new()));
    let (mut table, mut begun) = (Some(table), None);
    let ended = Promise::new(&mut |resolve, reject| {
        let coming = come.clone();
        let stops = resolve.clone();
        let tell = move |dealt| {
            // Who listens no more is not told.
            let _ = match dealt {
                Dealt::Come(some) => {
                    coming.borrow_mut().push(some);
                    return;
                }
                Dealt::Over => resolve.call1(&JsValue::NULL, &true.into()),
                Dealt::Failed(why) => reject.call1(&JsValue::NULL, &JsError::new(&why).into()),
            };
        };
        // A promise begins once.
        begun = table.take().map(|table| {
            let dealer = Dealer::new(table, pool, tell);
            (
                signal
                    .clone()
                    .map(|signal| Abort::new(signal, dealer.clone(), stops)),
                dealer,
            )
        });
        if let Some((abort, dealer)) = &begun
            && !abort.as_ref().is_some_and(Abort::is_due)
        {
            dealer.go_on();
        }
    });
    let is_over = JsFuture::from(ended).await?.is_truthy();
    let (_, dealer) = begun.ok_or(JsValue::NULL)?;
    Ok((dealer, come.take(), is_over))
}

/// What stops a dealer once its signal is aborted.
struct Abort {
    signal: EventTarget,
    ends: Closure<dyn FnMut()>,
}

impl Abort {
    fn new<T: Table>(signal: EventTarget, dealer: Dealer<T>, resolve: Function) -> Self {
        let ends = Closure::<dyn FnMut()>::new(move || {
            dealer.stop();
            let _ = resolve.call1(&JsValue::NULL, &false.into());
        });
        // A signal takes listeners.
        let _ = signal.add_event_listener_with_callback("abort", ends.as_ref().unchecked_ref());
        Self { signal, ends }
    }

    /// Whether it was aborted before; then what it stops has been told so.
    fn is_due(&self) -> bool {
        let aborted = Reflect::get(&self.signal, &"aborted".into());
        let is_due = aborted.is_ok_and(|aborted| aborted.is_truthy());
        if is_due {
            let call: &Function = self.ends.as_ref().unchecked_ref();
            let _ = call.call0(&JsValue::NULL);
        }
        is_due
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        let call = self.ends.as_ref().unchecked_ref();
        let _ = self
            .signal
            .remove_event_listener_with_callback("abort", call);
    }
}
