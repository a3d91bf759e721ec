//! What is said of layers that are reused.

use super::{capital, counted};
use crate::{
    data::DataSpec,
    lab::{
        classes,
        transfer::{Lesson, Source, Worth},
        wrong::Unfit,
    },
    nn::Named,
};

/// What transfer learning is.
pub const LEAD: &str = "What lower layers have learnt on one task may serve another: keep them, put a new output \
                        layer on, and few samples may do.";

/// What is to be done first.
pub const FIRST: &str = "Not trained yet: press Play and let it learn, or begin with a pair above.";

/// A network without layers that could be kept.
pub const NO_HIDDEN: &str =
    "This network has no hidden layer that could be kept. Add one, or begin with a pair above.";

/// Why one compares them.
pub const WHY: &str = "The layers that are kept matter most where samples are few. Train both, each with 1 to 50 \
                       samples of each class, and see from how many on it makes no difference.";

/// How the plot is read.
pub const READ: &str = "Lines join the medians over the seeds, bands reach from the worst to the best. Accuracy is \
                        that of the test samples, which nothing was trained on. Every seed has samples of its own \
                        where that is fair.";

/// What the plot shows, for who does not see it.
pub const PLOT: &str = "Test accuracy against training samples of each class: with reused layers and from scratch. \
                        The table below has the numbers.";

/// Samples in a few words: “Digits, classes 0–4”.
#[must_use]
pub fn data(data: &DataSpec) -> String {
    let mut text = data.dataset.label().to_owned();
    if !data.classes.is_all() {
        let classes = classes::text(data.classes, data.class_count());
        text += &format!(", classes {}", classes.replace('-', "–").replace(',', ", "));
    }
    if data.turns() && data.turn != 0.0 {
        text += &format!(", turned by {}°", data.turn);
    }
    text
}

/// The run at hand, as a source.
#[must_use]
pub fn source(spec: &DataSpec, epochs: u64, accuracy: Option<f64>) -> String {
    let right = accuracy.map(|share| format!(", {} of the test samples right", percent(share)));
    let after = counted(epochs as usize, "epoch", "epochs");
    format!("{} after {after}{}.", data(spec), right.unwrap_or_default())
}

/// The run at hand has layers of another.
#[must_use]
pub fn reused(source: &Source) -> String {
    format!(
        "The layers of the run at hand come from: {} (epoch {}).",
        data(&source.experiment.data),
        source.at.epoch
    )
}

/// What was opened.
#[must_use]
pub fn opened(source: &Source, keep: usize, to: &DataSpec) -> String {
    let layers = counted(keep, "layer", "layers");
    format!(
        "{layers} of {} for {}",
        data(&source.experiment.data),
        data(to)
    )
}

/// What is opened when a pair begins.
#[must_use]
pub fn begun(lesson: Lesson) -> String {
    format!("the first task of {}", lesson.label())
}

/// A lesson's source is being trained.
#[must_use]
pub fn training(lesson: Lesson, epochs: f64) -> String {
    // Of few epochs each takes a while.
    let digits = usize::from(lesson.epochs() < 10);
    let whole = lesson.epochs();
    format!("Training: epoch {epochs:.digits$} of {whole}.")
}

/// What comes next once a lesson's source is trained, and what it comes to: medians over 20 seeds, of
/// [`Lesson::Fashion`] over 5, as the panel's table has them.
#[must_use]
pub fn trained(lesson: Lesson) -> &'static str {
    match lesson {
        Lesson::Digits => {
            "Trained. Now reuse its layers, or compare with training from scratch. From 5 images of each class, 84 % \
             of the test images come out right with its layers and 77 % without; from 20 on they make no difference."
        }
        Lesson::Moons => {
            "Trained. Now reuse its layers, or compare with training from scratch. From 2 points of each class, 88 % \
             of the test points come out right with its layers and 82 % without; from 20, 95 % and 94 %."
        }
        Lesson::Fashion => {
            "Trained. Now reuse its layers, or compare with training from scratch. What digits taught helps little \
             with clothes: from 20 images of each class 75 % come out right either way, and 68 % where the layers \
             are frozen."
        }
    }
}

/// A share in per cent, with a digit behind the point only where all but few are right.
#[must_use]
pub fn percent(share: f64) -> String {
    let digits = usize::from(share > 0.99 && share < 1.0);
    format!("{:.digits$} %", share * 100.0)
}

/// Shares that differ by less are not told apart.
const ALIKE: f64 = 0.02;

/// What came out, also where the layers do not help.
#[must_use]
pub fn found(worth: &[Worth], is_over: bool) -> String {
    let both = |worth: &Worth| {
        let [reused, scratch] = worth.ways;
        Some((worth.count, reused?.median, scratch?.median))
    };
    let known: Vec<_> = worth.iter().filter_map(both).collect();
    let ahead = |(_, reused, scratch): &(usize, f64, f64)| reused - scratch;
    let most = known.iter().max_by(|a, b| ahead(a).total_cmp(&ahead(b)));
    let Some(most) = most else {
        return String::new();
    };
    let so_far = if is_over { "" } else { "So far: " };
    let per_class = |count: usize| counted(count, "sample", "samples") + " per class";
    let behind = known.iter().find(|known| ahead(known) <= -ALIKE);
    let first = if ahead(most) < ALIKE {
        format!("{so_far}here the reused layers help little.")
    } else {
        let alike = known
            .iter()
            .find(|known| known.0 > most.0 && ahead(known) < ALIKE);
        let until = alike.map_or_else(String::new, |known| {
            format!(" From {} on that makes no difference.", per_class(known.0))
        });
        format!(
            "{so_far}with {}, {} are right with reused layers and {} from scratch.{}",
            per_class(most.0),
            percent(most.1),
            percent(most.2),
            if behind.is_some() { "" } else { &until }
        )
    };
    let second = behind.map(|(count, reused, scratch)| {
        format!(
            " With {}, training from scratch is ahead: {} against {}.",
            per_class(*count),
            percent(*scratch),
            percent(*reused)
        )
    });
    capital(&(first + &second.unwrap_or_default()))
}

/// Why layers cannot be reused.
#[must_use]
pub fn unfit(unfit: Unfit) -> String {
    match unfit {
        Unfit::NoHidden => "the network has no hidden layer that could be kept".into(),
        Unfit::Inputs(before, now) if before == now => {
            "has other inputs than the layers were trained on".into()
        }
        Unfit::Inputs(before, now) => {
            let now = counted(now, "input", "inputs");
            format!("has {now}, and the layers were trained on {before}")
        }
        Unfit::NoClasses => "has no classes of which samples could be counted".into(),
        Unfit::NoTest => "has no test samples by which both could be compared".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::lottery::Spread;

    fn worth(count: usize, reused: f64, scratch: f64) -> Worth {
        Worth {
            count,
            ways: [reused, scratch].map(|share| Spread::of(vec![share])),
        }
    }

    #[test]
    fn what_came_out_is_said_whoever_is_ahead() {
        assert_eq!(found(&[], true), "");
        let all = [
            worth(1, 0.7, 0.5),
            worth(5, 0.9, 0.8),
            worth(20, 0.95, 0.945),
        ];
        assert_eq!(
            found(&all, true),
            "With 1 sample per class, 70 % are right with reused layers and 50 % from scratch. From 20 samples per \
             class on that makes no difference."
        );
        let all = [worth(1, 0.5, 0.5), worth(5, 0.8, 0.9)];
        assert_eq!(
            found(&all, true),
            "Here the reused layers help little. With 5 samples per class, training from scratch is ahead: 90 % \
             against 80 %."
        );
        let one = [
            worth(2, 0.9, 0.5),
            Worth {
                count: 5,
                ways: [None; 2],
            },
        ];
        assert!(found(&one, false).starts_with("So far: with 2 samples per class, 90 %"));
    }

    #[test]
    fn shares_near_all_have_a_digit_more() {
        assert_eq!(percent(0.953), "95 %");
        assert_eq!(percent(0.996), "99.6 %");
        assert_eq!(percent(1.0), "100 %");
    }
}
