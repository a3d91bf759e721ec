//! A sample whose inputs are the pixels of an image.

use reactive_graph::prelude::*;

use crate::{
    lab::Study,
    ui::{
        canvas,
        element::{El, el},
        page::Page,
        run::Run,
        thumbnail::draw_image,
        turn::on_screen,
    },
};

/// Whether the inputs are pixels.
pub fn has_images(run: Run) -> bool {
    run.frame.with(|f| f.experiment.data.image().is_some())
}

/// The picture of a sample, `side` CSS pixels wide; blank where there is none.
pub fn image(study: impl Fn() -> Option<Study> + 'static, side: f64) -> El {
    let (page, run) = (Page::get(), Run::get());
    let image = el("canvas").class("sample-image");
    let canvas = image.node();
    on_screen(move || {
        let (theme, study) = (page.theme.get(), study());
        // Other data have other samples, so it is enough to follow which one it is.
        run.frame.with_untracked(|f| {
            let raw = study.and_then(|study| study.raw(&f.prepared));
            if let Some((context, raw)) = canvas::prepare(&canvas, side, side).zip(raw) {
                draw_image(
                    &context,
                    &f.experiment.data,
                    &mut raw.into_iter(),
                    side,
                    theme,
                );
            }
        });
    });
    image.attr("aria-hidden", "true")
}
