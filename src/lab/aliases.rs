//! Names as people and other programs write them: which of ours is meant.

/// Playground’s features in its order, with ours and whether they are on by themselves.
pub const FEATURES: [(&str, &str, bool); 7] = [
    ("x", "x1", true),
    ("y", "x2", true),
    ("xSquared", "x1_squared", false),
    ("ySquared", "x2_squared", false),
    ("xTimesY", "x1x2", false),
    ("sinX", "sin_x1", false),
    ("sinY", "sin_x2", false),
];

/// Playground’s sets of classes with ours.
pub const CLASSES: [(&str, &str); 4] = [
    ("circle", "circles"),
    ("xor", "xor"),
    ("gauss", "gaussians"),
    ("spiral", "spiral"),
];
/// And those of numbers.
pub const NUMBERS: [(&str, &str); 2] = [("reg-plane", "plane"), ("reg-gauss", "bumps")];

/// What else is called so, each with our name.
const OTHERS: [(&str, &str); 8] = [
    ("bce", "binary_crossentropy"),
    ("checker", "checkerboard"),
    ("logistic", "sigmoid"),
    ("mae", "mean_absolute_error"),
    ("mse", "mean_squared_error"),
    ("step", "heaviside"),
    ("threshold", "heaviside"),
    ("tlu", "heaviside"),
];

/// Where the name that is meant stands among `names`: the one written so; or where there is none, the one that
/// is the same but for capitals, signs between words and a plural; or the one that others call so.
pub fn position(text: &str, names: &[&str]) -> Option<usize> {
    let find = |is: &dyn Fn(&str) -> bool| names.iter().position(|name| is(name));
    let meant = |name: &str| aliases().any(|(alias, of)| of == name && alike(alias, text));
    find(&|name| name == text)
        .or_else(|| find(&|name| alike(name, text)))
        .or_else(|| find(&meant))
}

fn aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    let features = FEATURES.into_iter().map(|(theirs, ours, _)| (theirs, ours));
    CLASSES
        .into_iter()
        .chain(NUMBERS)
        .chain(OTHERS)
        .chain(features)
}

/// Whether two names are the same but for capitals, signs between words and a plural.
fn alike(one: &str, other: &str) -> bool {
    // Other letters tell names apart: x₁ is not x.
    other.is_ascii() && bare(one) == bare(other)
}

fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let mut bare: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    if bare.len() > 3 && bare.ends_with('s') {
        bare.pop();
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Dataset, Feature},
        nn::{Activation, Initializer, LearningRule, Loss, Named, Optimizer, Schedule},
    };

    /// However it is written, a name is that of one only, and of the one that has it to the letter.
    fn check<T: Named + std::fmt::Debug>() {
        let names: Vec<&str> = T::ALL.iter().map(|one| one.name()).collect();
        for (at, name) in names.iter().enumerate() {
            let shouted = name.to_uppercase().replace('_', "-");
            for text in [*name, &shouted, &name.replace('_', " ")] {
                assert_eq!(position(text, &names), Some(at), "{text}");
                let so = |other: &&&str| alike(other, text) || other == &&text;
                assert_eq!(names.iter().filter(so).count(), 1, "{text}");
            }
            for (alias, of) in aliases().filter(|(alias, _)| alike(alias, name)) {
                assert!(
                    !names.contains(&of) || of == *name,
                    "{alias} is {of} and {name}"
                );
            }
        }
    }

    #[test]
    fn no_name_may_be_another() {
        check::<Dataset>();
        check::<Feature>();
        check::<Activation>();
        check::<Initializer>();
        check::<LearningRule>();
        check::<Loss>();
        check::<Optimizer>();
        check::<Schedule>();
        for (alias, of) in aliases() {
            let others = aliases().filter(|(other, _)| alike(other, alias));
            assert!(others.into_iter().all(|(_, other)| other == of), "{alias}");
        }
    }

    #[test]
    fn what_may_be_several_is_none() {
        for (text, names) in [
            ("glorot", &["glorot_uniform", "glorot_normal"][..]),
            ("blobs", &["blobs3", "blobs4"]),
            ("x₁", &["x1", "x2"]),
            ("", &["xor"]),
            ("---", &["xor"]),
            ("s", &["sgd"]),
            ("circle", &["xor"]),
        ] {
            assert_eq!(position(text, names), None, "{text}");
        }
    }
}
