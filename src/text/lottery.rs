//! What is said of a seed lottery.

use super::{capital, counted};
use crate::{
    lab::lottery::{Count, Interval, Lottery, Outcome, Sweep},
    nn::{Evaluation, Named, Task},
    plot::scale::format_value,
};

/// A share as a whole number of percent; neither all nor none unless it is.
#[must_use]
pub fn percent(share: f64) -> String {
    let whole = match (share * 100.0).round() {
        0.0 if share > 0.0 => return "under 1 %".into(),
        100.0 if share < 1.0 => return "over 99 %".into(),
        whole => whole,
    };
    format!("{whole} %")
}

/// “31 of 50 solved (62 %)”.
#[must_use]
pub fn solved(count: &Count) -> String {
    match count.share() {
        Some(share) => format!(
            "{} of {} solved ({})",
            count.solved,
            count.come,
            percent(share)
        ),
        None => "None has come yet".into(),
    }
}

/// What will be trained: “Trains 50 seeds of this experiment, 14 to 63, for 100 epochs each.”
#[must_use]
pub fn plan(lottery: &Lottery) -> String {
    let seeds = counted(lottery.seeds as usize, "seed", "seeds");
    let which = if lottery.seeds > 1 {
        format!("{} to {}", lottery.first, lottery.last())
    } else {
        lottery.first.to_string()
    };
    let epochs = counted(lottery.epochs as usize, "epoch", "epochs");
    let each = if lottery.seeds > 1 { " each" } else { "" };
    match &lottery.sweep {
        None => format!("Trains {seeds} of this experiment, {which}, for {epochs}{each}."),
        Some(sweep) => format!(
            "Trains {seeds}, {which}, for {epochs}{each} at {} of {}: {} networks.",
            counted(sweep.values.len(), "value", "values"),
            sweep.of.label().to_lowercase(),
            lottery.lots()
        ),
    }
}

/// The same of one that has begun: “Seeds 14 to 63, 100 epochs each.”
#[must_use]
pub fn begun(lottery: &Lottery) -> String {
    let which = if lottery.seeds > 1 {
        format!("Seeds {} to {}", lottery.first, lottery.last())
    } else {
        format!("Seed {}", lottery.first)
    };
    let epochs = counted(lottery.epochs as usize, "epoch", "epochs");
    let each = if lottery.seeds > 1 { " each" } else { "" };
    format!("{which}, {epochs}{each}; nothing else differs between them.")
}

/// What decides how a seed ends, before anything has come.
pub const WHY: &str = "Only the seed differs: with it the first weights and the order of the samples. See how \
                       often that decides whether training succeeds. The same seeds give the same wall again.";

/// The experiment is another by now.
pub const CHANGED: &str = "The experiment has been changed since. These seeds are of the one before; Start trains \
                           those of the one at hand.";

/// What a tile does.
pub const LOADS: &str =
    "Choose a tile to load its run, with its history; Undo brings the present one back.";

/// Why the tiles have no picture.
pub const NO_PICTURE: &str = "These data have more than two inputs, of which no small picture would be true: \
                              each tile shows the share of the training samples that is right.";

/// The same for numbers.
pub const NO_PICTURE_OF_NUMBERS: &str = "These data have more than two inputs, of which no small picture would be \
                                         true: each tile shows R² over the training samples.";

/// What solved means for a task.
#[must_use]
pub fn meaning(task: Task, held_back: bool) -> String {
    let what = match task {
        Task::Regression => "R² is at least 0.95",
        Task::Binary | Task::Multiclass | Task::Multilabel => "at least 98 % are right",
    };
    let over = if held_back {
        "of the training samples and of those held back"
    } else {
        "of the training samples"
    };
    match task {
        Task::Regression => format!(
            "Solved: {what}, {} at the end.",
            over.replace("of ", "over ")
        ),
        Task::Binary | Task::Multiclass | Task::Multilabel => {
            format!("Solved: {what} at the end, {over}.")
        }
    }
}

/// How sure the share is: “Of all seeds between 48 % and 74 % would be solved, in 19 of 20 such lotteries.”
#[must_use]
pub fn sure(interval: Interval) -> String {
    format!(
        "Of all seeds, between {} and {} are solved (95 % confidence, Wilson).",
        percent(interval.low),
        percent(interval.high)
    )
}

/// The same in a table: “44–97 %”.
#[must_use]
pub fn range(interval: Interval) -> String {
    let [low, high] = [interval.low, interval.high].map(|share| (100.0 * share).round());
    format!("{low}–{high} %")
}

/// What those have in common that are not solved.
#[must_use]
pub fn others(count: &Count, samples: usize) -> String {
    let others = &count.others;
    if count.come == 0 {
        return String::new();
    }
    if others.all == 0 {
        return "None has failed.".into();
    }
    let mut said = Vec::new();
    let all = others.all;
    let who = if all == 1 {
        "The other one".to_owned()
    } else {
        format!("Of the {all} others")
    };
    let ends = |(right, count): &(usize, usize)| {
        let verb = if *count == 1 { "ends" } else { "end" };
        format!("{count} {verb} with {right} of {samples} rows right")
    };
    match &others.right[..] {
        [] => {}
        [(right, _)] if all == 1 => {
            said.push(format!("{who} ends with {right} of {samples} rows right."));
        }
        right => {
            let parts: Vec<String> = right.iter().map(ends).collect();
            said.push(format!("{who}, {}.", parts.join(", ")));
        }
    }
    if others.diverged > 0 {
        let which = of(others.diverged, all);
        said.push(format!(
            "{which} left the finite numbers; a smaller learning rate would help."
        ));
    }
    if others.rest > 0 {
        let which = of(others.rest, all);
        let s = if others.rest == 1 { "s" } else { "" };
        said.push(format!(
            "{which} stand{s} still, in a local minimum or on a plateau: over the last tenth of the epochs the \
             loss fell by less than 1 %, so more epochs would hardly help.",
        ));
    }
    if others.stopped > 0 {
        let which = of(others.stopped, all);
        let were = if others.stopped == 1 { "was" } else { "were" };
        said.push(format!(
            "{which} {were} stopped early, as the test loss fell no more."
        ));
    }
    let moving = all - others.rest - others.diverged - others.stopped;
    if moving > 0 {
        let which = of(moving, all);
        said.push(if moving == 1 {
            format!("{which} was still learning; more epochs may help.")
        } else {
            format!("{which} were still learning; more epochs may help.")
        });
    }
    if let Some([failed, solved]) = others.silent.filter(|[failed, _]| *failed > 0) {
        let which = of(failed, all);
        let has = if failed == 1 { "has" } else { "have" };
        let rest = match count.solved {
            0 => String::new(),
            all => format!(", of the {all} solved {solved}"),
        };
        said.push(format!(
            "{which} {has} a dead unit, which answers 0 to every training sample{rest}."
        ));
    }
    if others.right.is_empty() && said.is_empty() {
        said.push(format!("{} failed.", of(all, all)));
    }
    said.join(" ")
}

/// “All 9 of them”, “3 of the 9”, “It”.
fn of(count: usize, all: usize) -> String {
    match (count, all) {
        (1, 1) => "It".into(),
        (count, all) if count == all => format!("All {count}"),
        (count, all) => format!("{count} of the {all}"),
    }
}

/// How many are solved under each value: “With 2 hidden units 23 of 50 are solved, with 4 49 of 50.”
#[must_use]
pub fn by_value(sweep: &Sweep, counts: &[Count]) -> String {
    let known = counts.iter().zip(&sweep.values);
    let share = |count: &Count| count.share().unwrap_or(-1.0);
    let come: Vec<(&Count, &String)> = known.filter(|(count, _)| count.come > 0).collect();
    let by = |a: &&(&Count, &String), b: &&(&Count, &String)| share(a.0).total_cmp(&share(b.0));
    // Of equals the first is named.
    let (Some(worst), Some(best)) = (come.iter().min_by(by), come.iter().rev().max_by(by)) else {
        return String::new();
    };
    let said = |(count, value): &(&Count, &String)| {
        format!(
            "with {} {} of {}",
            value_name(sweep, value),
            count.solved,
            count.come
        )
    };
    if share(worst.0) == share(best.0) {
        return format!(
            "Whatever the {}, {} are solved.",
            sweep.of.label().to_lowercase(),
            percent(share(best.0).max(0.0))
        );
    }
    capital(&format!("{} are solved, {}.", said(best), said(worst)))
}

/// A value with its setting: “2 hidden units”, “batch size 10”, “Adam”.
#[must_use]
pub fn value_name(sweep: &Sweep, value: &str) -> String {
    use crate::lab::lottery::Swept;
    let label = sweep.of.label_of(value);
    match sweep.of {
        Swept::Units if value == "1" => "1 hidden unit".into(),
        Swept::Layers if !value.contains('-') => format!("a hidden layer of {label}"),
        Swept::Units => format!("{label} hidden units"),
        Swept::Layers => format!("hidden layers {label}"),
        Swept::LearningRate => format!("learning rate {label}"),
        Swept::BatchSize => format!("batch size {label}"),
        Swept::Activation | Swept::Optimizer | Swept::Initializer => label,
    }
}

/// A tile as it is read out: “Seed 23, solved: loss 0.0123, accuracy 100 %”.
#[must_use]
pub fn tile(lottery: &Lottery, lot: u32, outcome: Option<&Outcome>) -> String {
    let mut name = format!("Seed {}", lottery.seed(lot));
    if let Some(sweep) = &lottery.sweep
        && let Some(value) = sweep.values.get(lottery.value(lot))
    {
        name = format!("{name} with {}", value_name(sweep, value));
    }
    let Some(outcome) = outcome else {
        return format!("{name}, not trained yet");
    };
    if outcome.diverged {
        return format!("{name}, diverged by epoch {}", outcome.at.epoch);
    }
    let verdict = if outcome.is_solved() {
        "solved"
    } else {
        "not solved"
    };
    let ended = if outcome.stopped {
        format!(", stopped early at epoch {}", outcome.at.epoch)
    } else {
        String::new()
    };
    let train = outcome.train.map(|train| worth("", train));
    let test = outcome.test.map(|test| worth("test ", test));
    let worth: Vec<String> = train.into_iter().chain(test).collect();
    format!("{name}, {verdict}: {}{ended}", worth.join(", "))
}

fn worth(of: &str, worth: Evaluation) -> String {
    let score = match (worth.accuracy, worth.fit) {
        (Some(accuracy), _) => format!(", {of}accuracy {}", exact(accuracy)),
        (None, Some(fit)) => format!(", {of}R² {}", format_value(fit.r2)),
        (None, None) => String::new(),
    };
    format!("{of}loss {}{score}", format_value(worth.loss))
}

/// A share to a tenth of a percent.
fn exact(share: f64) -> String {
    match share {
        1.0 => "100 %".into(),
        share => format!("{:.1} %", share * 100.0),
    }
}

/// What stands on a tile without a picture: the score.
#[must_use]
pub fn score(outcome: &Outcome) -> String {
    let worth = outcome.train.filter(|_| !outcome.diverged);
    match worth.map(|worth| (worth.accuracy, worth.fit)) {
        Some((Some(accuracy), _)) => exact(accuracy),
        Some((None, Some(fit))) => format_value(fit.r2),
        Some((None, None)) | None => "–".into(),
    }
}

/// The loss below a tile, in the few letters that there is room for.
#[must_use]
pub fn loss(outcome: &Outcome) -> String {
    match outcome.loss() {
        _ if outcome.diverged => "diverged".into(),
        loss if loss < 0.001 => "< 0.001".into(),
        loss if loss >= 1000.0 => "> 999".into(),
        loss => format_value(loss),
    }
}

/// Where an opened run comes from, after “Opened”; `of` is what it is one of: “lottery”.
#[must_use]
pub fn opened(lottery: &Lottery, lot: u32, of: &str) -> String {
    let name = tile(lottery, lot, None);
    let name = name.strip_suffix(", not trained yet").unwrap_or(&name);
    format!("{} of the {of}", name.replacen("Seed", "seed", 1))
}

/// Why a tile's run is not there.
#[must_use]
pub fn not_loaded(why: &str) -> String {
    let why = why.trim_end_matches('.');
    format!("The run was not loaded, for its worker has failed ({why}). Choose it again.")
}

/// Why it does not go on.
#[must_use]
pub fn failed(why: &str) -> String {
    let why = why.trim_end_matches('.');
    format!(
        "It has stopped, for its workers fail ({why}). What has come is kept; Go on tries again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{
        Experiment, Moment,
        lottery::{Others, Swept},
    };

    fn lottery() -> Lottery {
        Lottery {
            experiment: Experiment::default(),
            first: 14,
            seeds: 50,
            epochs: 100,
            sweep: None,
        }
    }

    fn count(solved: usize, come: usize) -> Count {
        Count {
            come,
            solved,
            median: None,
            others: Others {
                all: come - solved,
                ..Others::default()
            },
        }
    }

    #[test]
    fn shares_are_never_all_or_none_unless_they_are() {
        assert_eq!(solved(&count(31, 50)), "31 of 50 solved (62 %)");
        assert_eq!(solved(&count(0, 50)), "0 of 50 solved (0 %)");
        assert_eq!(solved(&count(50, 50)), "50 of 50 solved (100 %)");
        let interval = Interval {
            low: 0.0,
            high: 0.389,
        };
        assert_eq!(range(interval), "0–39 %");
        assert_eq!(percent(0.999), "over 99 %");
        assert_eq!(percent(0.001), "under 1 %");
    }

    #[test]
    fn which_seeds_they_are_is_said() {
        assert_eq!(
            plan(&lottery()),
            "Trains 50 seeds of this experiment, 14 to 63, for 100 epochs each."
        );
        let one = Lottery {
            seeds: 1,
            epochs: 1,
            ..lottery()
        };
        assert_eq!(
            plan(&one),
            "Trains 1 seed of this experiment, 14, for 1 epoch."
        );
        let sweep = Sweep {
            of: Swept::Units,
            values: vec!["2".into(), "4".into()],
        };
        let swept = Lottery {
            sweep: Some(sweep),
            ..lottery()
        };
        assert_eq!(
            plan(&swept),
            "Trains 50 seeds, 14 to 63, for 100 epochs each at 2 values of hidden units: 100 networks."
        );
        assert_eq!(
            begun(&lottery()),
            "Seeds 14 to 63, 100 epochs each; nothing else differs between them."
        );
        assert_eq!(opened(&lottery(), 3, "lottery"), "seed 17 of the lottery");
        assert_eq!(
            opened(&swept, 53, "lottery"),
            "seed 17 with 4 hidden units of the lottery"
        );
    }

    #[test]
    fn what_failed_is_told_by_its_numbers() {
        let mut xor = count(30, 40);
        xor.others.right = vec![(3, 7), (2, 3)];
        xor.others.rest = 8;
        xor.others.silent = Some([0, 0]);
        assert_eq!(
            others(&xor, 4),
            "Of the 10 others, 7 end with 3 of 4 rows right, 3 end with 2 of 4 rows right. 8 of the 10 stand \
             still, in a local minimum or on a plateau: over the last tenth of the epochs the loss fell by less \
             than 1 %, so more epochs would hardly help. 2 of the 10 were still learning; more epochs may help."
        );
        let mut one = count(4, 5);
        one.others.right = vec![(3, 1)];
        one.others.rest = 1;
        one.others.silent = Some([1, 2]);
        assert_eq!(
            others(&one, 4),
            "The other one ends with 3 of 4 rows right. It stands still, in a local minimum or on a plateau: over \
             the last tenth of the epochs the loss fell by less than 1 %, so more epochs would hardly help. It \
             has a dead unit, which answers 0 to every training sample, of the 4 solved 2."
        );
        let mut gone = count(0, 3);
        gone.others.diverged = 3;
        assert_eq!(
            others(&gone, 280),
            "All 3 left the finite numbers; a smaller learning rate would help."
        );
        assert_eq!(others(&count(5, 5), 4), "None has failed.");
        assert_eq!(others(&Count::default(), 4), "");
    }

    #[test]
    fn the_best_and_the_worst_value_are_named() {
        let sweep = Sweep {
            of: Swept::Units,
            values: ["1", "2", "4"].map(str::to_owned).to_vec(),
        };
        let counts = [count(0, 50), count(23, 50), count(49, 50)];
        assert_eq!(
            by_value(&sweep, &counts),
            "With 4 hidden units 49 of 50 are solved, with 1 hidden unit 0 of 50."
        );
        let same = [count(5, 5), Count::default(), count(5, 5)];
        assert_eq!(
            by_value(&sweep, &same),
            "Whatever the hidden units, 100 % are solved."
        );
        assert_eq!(by_value(&sweep, &[]), "");
        let of = |of: Swept, value: &str| value_name(&Sweep { of, values: vec![] }, value);
        assert_eq!(of(Swept::Optimizer, "adam"), "Adam");
        assert_eq!(of(Swept::BatchSize, "16"), "batch size 16");
    }

    #[test]
    fn a_tile_is_read_out_whole() {
        let mut outcome = Outcome {
            lot: 3,
            at: Moment {
                epoch: 100,
                position: 0,
            },
            stopped: false,
            diverged: false,
            train: Some(Evaluation {
                loss: 0.0123,
                accuracy: Some(0.9966),
                fit: None,
            }),
            test: None,
            before: None,
            silent: None,
            parameters: Vec::new(),
        };
        let said = |outcome: &Outcome| tile(&lottery(), 3, Some(outcome));
        assert_eq!(
            said(&outcome),
            "Seed 17, solved: loss 0.0123, accuracy 99.7 %"
        );
        outcome.stopped = true;
        assert!(said(&outcome).ends_with(", stopped early at epoch 100"));
        outcome.diverged = true;
        assert_eq!(said(&outcome), "Seed 17, diverged by epoch 100");
        assert_eq!(loss(&outcome), "diverged");
        outcome.diverged = false;
        for (number, text) in [(0.0123, "0.0123"), (2.4e-5, "< 0.001"), (12_345.0, "> 999")] {
            outcome.train = outcome.train.map(|train| Evaluation {
                loss: number,
                ..train
            });
            assert_eq!(loss(&outcome), text);
        }
        outcome.diverged = true;
        assert_eq!(tile(&lottery(), 0, None), "Seed 14, not trained yet");
    }

    #[test]
    fn every_sentence_is_one() {
        let mut said = vec![
            WHY.to_owned(),
            CHANGED.into(),
            LOADS.into(),
            NO_PICTURE.into(),
            NO_PICTURE_OF_NUMBERS.into(),
            failed("out of memory."),
            not_loaded("out of memory"),
            sure(Interval {
                low: 0.4,
                high: 0.7,
            }),
        ];
        for &task in Task::ALL {
            said.extend([true, false].map(|held_back| meaning(task, held_back)));
        }
        for said in said {
            assert!(said.ends_with('.') && !said.contains("  "), "{said}");
        }
    }
}
