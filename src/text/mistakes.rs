//! What is said of wrong answers.

use crate::{
    data::text::words::{counted, thousands},
    lab::{Portion, mistakes::Mistakes},
    plot::scale::format_digits,
};

/// What stands above the images: how many answers are wrong, and when they were given. `pair` names what samples are
/// and what they were taken for, where only those are shown.
#[must_use]
pub fn head(mistakes: &Mistakes, pair: Option<&[String; 2]>, epochs: f64) -> String {
    let ([asked, wrong], word) = (mistakes.counts(), mistakes.portion().word());
    let shown = mistakes.worst().len();
    let what = match pair {
        Some([truth, taken]) => format!(
            "{} of {truth} taken for {taken}",
            counted(wrong, "image", "images")
        ),
        None if wrong == 0 => format!("None of {} {word} images is wrong", thousands(asked)),
        None => format!(
            "{} of {} {word} images are wrong",
            thousands(wrong),
            thousands(asked)
        ),
    };
    let which = match shown {
        0 => String::new(),
        1 => "; press it to study it".into(),
        shown if shown < wrong => format!("; the surest {shown} first. Press one to study it"),
        _ => "; the surest first. Press one to study it".into(),
    };
    format!("{what} after {} epochs{which}. ", format_digits(epochs, 3))
}

/// What is said of a wrong answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// What the sample is and what it was taken for.
    pub pair: String,
    /// How sure the network is.
    pub sure: String,
    /// All of it.
    pub label: String,
}

/// Words for a wrong answer: to a sample of a portion in a row, whose class and the one it was taken for have `names`;
/// whether how sure it is is a probability.
#[must_use]
pub fn mistake(
    portion: Portion,
    row: usize,
    names: &[String; 2],
    sure: f32,
    probable: bool,
) -> Words {
    let sure = match probable {
        // Only what is whole is said to be.
        true if sure >= 1.0 => "100 %".into(),
        true => format!("{:.1} %", (f64::from(sure) * 100.0).min(99.9)),
        false => format_digits(f64::from(sure), 3),
    };
    let kind = match portion {
        Portion::Training => "Training sample",
        Portion::Test => "Test sample",
    };
    let [truth, taken] = names;
    Words {
        label: format!("{kind} {}: {truth}, taken for {taken}, {sure}", row + 1),
        pair: format!("{truth} → {taken}"),
        sure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_with_its_numbers() {
        let names = ["3", "5"].map(String::from);
        let words = mistake(Portion::Test, 446, &names, 0.9987, true);
        assert_eq!(words.label, "Test sample 447: 3, taken for 5, 99.9 %");
        assert_eq!(
            (words.pair.as_str(), words.sure.as_str()),
            ("3 → 5", "99.9 %")
        );
        assert_eq!(
            mistake(Portion::Training, 0, &names, 0.99996, true).sure,
            "99.9 %"
        );
        assert_eq!(
            mistake(Portion::Training, 0, &names, 1.0, true).sure,
            "100 %"
        );
        assert_eq!(
            mistake(Portion::Training, 0, &names, 1.25, false).sure,
            "1.25"
        );
    }
}
