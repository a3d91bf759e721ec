//! What stops a dealer and goes on with it, and why it has stopped.

use reactive_graph::prelude::*;

use super::{Dealing, Table, dealing::Going};
use crate::{
    text::lottery as words,
    ui::element::{El, el},
};

impl<T: Table> Dealing<T> {
    /// The buttons: `start`, which is there while nothing goes on or where `is_due` says so, and those that stop and
    /// go on.
    pub fn buttons(
        self,
        start: impl Fn() -> El + 'static,
        is_due: impl Fn() -> bool + 'static,
    ) -> El {
        let is = move |going: Going| self.going.get() == going;
        let quiet = |text: &str| el("button").class("quiet").text(text);
        el("div")
            .class("button-row")
            .when(move || !is(Going::On) || is_due(), move || vec![start()])
            .when(
                move || is(Going::On),
                move || vec![quiet("Stop").click(move || self.stop())],
            )
            .when(
                move || is(Going::Stopped),
                move || vec![quiet("Go on").click(move || self.go_on())],
            )
    }

    /// How much has come, of how much, by that name, while something is still to come.
    pub fn progress(self, name: &'static str, come: impl Fn() -> [u64; 2] + Copy + 'static) -> El {
        let bar = move || {
            vec![
                el("progress")
                    .attr("aria-label", name)
                    .live("max", move || come()[1].to_string())
                    .live("value", move || come()[0].to_string()),
            ]
        };
        el("div").when(
            move || matches!(self.going.get(), Going::On | Going::Stopped),
            bar,
        )
    }

    /// Why it has stopped, where nobody has stopped it.
    pub fn failure(self) -> El {
        let text = move || words::failed(&self.failed.get().unwrap_or_default());
        let said = move || {
            let said = el("p").class("hint wrong").attr("role", "alert");
            vec![said.live_text(text)]
        };
        el("div").when(move || self.failed.with(Option::is_some), said)
    }
}
