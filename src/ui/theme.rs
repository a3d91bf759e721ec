//! Light and dark: the person's choice, else the system's.

use super::browser::{document, storage, window};
use crate::plot::color::Theme;

const KEY: &str = "separable-theme";

/// The theme chosen last, else the one the system prefers.
pub fn preferred() -> Theme {
    match stored().as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ if system_is_dark() => Theme::Dark,
        _ => Theme::Light,
    }
}

/// Shows a theme.
pub fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        // A failure would leave the system's theme, which is as good.
        let _ = root.set_attribute("data-theme", name(theme));
    }
}

/// Remembers a theme for the next visit.
pub fn remember(theme: Theme) {
    if let Some(storage) = storage() {
        // Without storage (a private window) the choice lasts as long as the page.
        let _ = storage.set_item(KEY, name(theme));
    }
}

fn name(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn stored() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
