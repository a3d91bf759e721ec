//! The wrong answers of which a network is most sure.

use super::{
    answers::Answers,
    experiment::Experiment,
    prepared::Prepared,
    raw::{Meaning, outputs},
    tally::Portion,
};
use crate::{data::Targets, nn::Network};

/// A wrong answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mistake {
    /// The sample's row in its portion.
    pub row: usize,
    /// The class that it is, and the one that it was taken for.
    pub pair: [usize; 2],
    /// How sure the network is of that: the probability where its outputs are such, else how far its output is from
    /// changing its mind.
    pub sure: f32,
}

/// The wrong answers to one portion's samples, found in steps.
#[derive(Clone, Debug)]
pub struct Mistakes {
    portion: Portion,
    /// The only pair that is looked for, where there is one.
    only: Option<[usize; 2]>,
    most: usize,
    meaning: Meaning,
    asked: usize,
    wrong: usize,
    worst: Vec<Mistake>,
}

impl Mistakes {
    /// None of a portion found yet, of which the `most` worst will be kept; of one pair of what samples are and what
    /// they were taken for, or of all.
    #[must_use]
    pub fn new(
        e: &Experiment,
        prepared: &Prepared,
        portion: Portion,
        only: Option<[usize; 2]>,
        most: usize,
    ) -> Self {
        Self {
            portion: portion.among(prepared),
            only,
            most,
            meaning: Meaning::of(e, prepared.task),
            asked: 0,
            wrong: 0,
            worst: Vec::new(),
        }
    }

    /// Asks a network about the next `rows` samples; says whether all have been asked about.
    pub fn go_on(&mut self, network: &Network, prepared: &Prepared, rows: usize) -> bool {
        let (table, _) = self.portion.of(prepared);
        let Targets::Classes { of, .. } = &table.targets else {
            return true;
        };
        let rows: Vec<usize> = (self.asked..table.len().min(self.asked + rows)).collect();
        let raw: Vec<Vec<f32>> = rows.iter().map(|&row| table.x.row(row).collect()).collect();
        let outputs = outputs(network, prepared, &raw);
        let answers = Answers::of(outputs.clone(), prepared);
        for (at, &row) in rows.iter().enumerate() {
            let pair = [usize::from(of[row]), answers.class(at)];
            if pair[0] != pair[1] && self.only.is_none_or(|only| only == pair) {
                let outputs: Vec<f32> = outputs.row(at).iter().copied().collect();
                let sure = self.sure(prepared, &outputs, pair[1]);
                self.add(Mistake { row, pair, sure });
            }
        }
        self.asked += rows.len();
        self.asked >= table.len()
    }

    fn sure(&self, prepared: &Prepared, outputs: &[f32], class: usize) -> f32 {
        let probabilities = self.meaning.probabilities(prepared.task, outputs);
        let sure = match (probabilities, outputs) {
            (Some(all), _) => all.get(class).copied(),
            (None, [output]) => Some((output - prepared.target.threshold()).abs()),
            (None, all) => all.get(class).copied(),
        };
        sure.filter(|sure| !sure.is_nan())
            .unwrap_or(f32::NEG_INFINITY)
    }

    fn add(&mut self, mistake: Mistake) {
        self.wrong += 1;
        let at = self
            .worst
            .partition_point(|other| other.sure >= mistake.sure);
        if at < self.most {
            self.worst.insert(at, mistake);
            self.worst.truncate(self.most);
        }
    }

    /// Which samples were asked about.
    #[must_use]
    pub fn portion(&self) -> Portion {
        self.portion
    }

    /// How many samples were asked about, and how many answers are wrong.
    #[must_use]
    pub fn counts(&self) -> [usize; 2] {
        [self.asked, self.wrong]
    }

    /// The wrong answers of which the network is most sure, the surest first; of equal ones the earlier row.
    #[must_use]
    pub fn worst(&self) -> &[Mistake] {
        &self.worst
    }

    /// Whether how sure the network is is a probability.
    #[must_use]
    pub fn are_probable(&self) -> bool {
        matches!(self.meaning, Meaning::Classes | Meaning::Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::Tally,
        nn::{Stride, Trainer},
    };

    /// A network that has learnt a little.
    fn trained(dataset: Dataset) -> (Experiment, Prepared, Network) {
        let e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
        trainer.advance(Stride::Batch, 3);
        (e, prepared, trainer.network().clone())
    }

    fn found(dataset: Dataset, only: Option<[usize; 2]>, most: usize, step: usize) -> Mistakes {
        let (e, prepared, network) = trained(dataset);
        let mut mistakes = Mistakes::new(&e, &prepared, Portion::Test, only, most);
        while !mistakes.go_on(&network, &prepared, step) {}
        mistakes
    }

    #[test]
    fn they_are_those_of_the_confusion_matrix() {
        for dataset in [Dataset::Xor, Dataset::Spiral3, Dataset::Checkerboard] {
            let (_, prepared, network) = trained(dataset);
            let tally = Tally::new(&network, &prepared, Portion::Test);
            let mistakes = found(dataset, None, usize::MAX, 7);
            let confusion = &tally.confusions[0];
            let right: usize = (0..confusion.classes())
                .map(|k| confusion.count(k, k))
                .sum();
            let all = prepared.test.len();
            assert_eq!(mistakes.counts(), [all, all - right], "{dataset:?}");
            assert_eq!(mistakes.worst().len(), all - right);
            assert!(
                mistakes
                    .worst()
                    .windows(2)
                    .all(|two| two[0].sure >= two[1].sure)
            );
            assert!(mistakes.are_probable());
            let pair = mistakes.worst()[0].pair;
            let only = found(dataset, Some(pair), 5, 100);
            assert_eq!(only.counts()[1], confusion.count(pair[0], pair[1]));
            assert_eq!(only.worst()[0], mistakes.worst()[0]);
        }
    }

    #[test]
    fn steps_and_room_make_no_difference() {
        let all = found(Dataset::Spiral3, None, usize::MAX, 1000);
        let few = found(Dataset::Spiral3, None, 4, 3);
        assert_eq!(all.worst()[..4], *few.worst());
        assert_eq!(all.counts(), few.counts());
    }

    #[test]
    fn numbers_and_labels_are_no_classes() {
        for dataset in [Dataset::Sine, Dataset::Labels] {
            let mistakes = found(dataset, None, 9, 10);
            assert_eq!(mistakes.counts(), [0, 0]);
        }
    }
}
