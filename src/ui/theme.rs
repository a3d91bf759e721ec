//! Light and dark: the person's choice, else the system's.

use super::browser::{document, storage};
use crate::plot::color::Theme;

/// The key by which `start.js` finds the theme again.
const KEY: &str = "separable-theme";
const ATTRIBUTE: &str = "data-theme";

/// The theme that the page has, which `start.js` set: the one chosen last, else the system's.
pub fn preferred() -> Theme {
    let root = document().document_element();
    match root
        .and_then(|root| root.get_attribute(ATTRIBUTE))
        .as_deref()
    {
        Some("dark") => Theme::Dark,
        _ => Theme::Light,
    }
}

/// Shows a theme.
pub fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        // A failure would leave the system's theme, which is as good.
        let _ = root.set_attribute(ATTRIBUTE, name(theme));
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
