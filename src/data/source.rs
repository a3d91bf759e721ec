//! Where an experiment's samples come from: a generator, a file, or a person's hand.

use std::borrow::Cow;

use super::{DataSpec, Dataset, Feature, Features, Table, Targets, entry::Source, shipped::Image};
use crate::nn::{Named, Task};

impl DataSpec {
    /// Every sample, in the data's own units.
    pub fn whole(&self) -> Cow<'_, Table> {
        match (self.dataset, self.file.loaded()) {
            (Dataset::Drawn, _) => Cow::Owned(self.drawn.to_table()),
            (_, Some(loaded)) if !self.dataset.is_generated() => Cow::Borrowed(&loaded.table),
            _ => Cow::Owned(self.table()),
        }
    }

    /// What is to be learnt.
    pub fn task(&self) -> Task {
        match self.classes.count() {
            0 => self.task_of_all(),
            2 => Task::Binary,
            _ => Task::Multiclass,
        }
    }

    /// Output units that learn it.
    pub fn outputs(&self) -> usize {
        match self.classes.count() {
            0 => self.outputs_of_all(),
            2 => 1,
            classes => classes,
        }
    }

    /// How many classes there are, whether they take part or not; none of other targets.
    pub fn class_count(&self) -> usize {
        let names = match (self.dataset, self.file.loaded()) {
            (Dataset::Drawn, _) => self.drawn.to_table().targets.names().len(),
            (Dataset::Own, loaded) => loaded.map_or(0, |loaded| loaded.table.targets.names().len()),
            (dataset, _) => dataset.outputs().max(2),
        };
        match self.task_of_all() {
            Task::Binary | Task::Multiclass => names,
            Task::Multilabel | Task::Regression => 0,
        }
    }

    /// The names of the classes, whether they take part or not; none of other targets.
    pub fn class_names(&self) -> Vec<String> {
        let targets = match (self.dataset.source(), self.file.loaded()) {
            (Source::Cloud(_, names), _) => return names.iter().map(|&name| name.into()).collect(),
            (Source::File(_) | Source::Person, Some(loaded)) => &loaded.table.targets,
            (Source::Person, None) => &self.drawn.to_table().targets,
            (Source::File(_) | Source::Truth(_) | Source::Labels(..) | Source::Function(_), _) => {
                return Vec::new();
            }
        };
        match targets {
            Targets::Classes { names, .. } => names.clone(),
            Targets::Labels { .. } | Targets::Values { .. } => Vec::new(),
        }
    }

    fn task_of_all(&self) -> Task {
        match (self.dataset, self.file.loaded()) {
            (Dataset::Drawn, _) => self.drawn.to_table().targets.task(),
            (Dataset::Own, Some(loaded)) => loaded.table.targets.task(),
            (dataset, _) => dataset.task(),
        }
    }

    fn outputs_of_all(&self) -> usize {
        match (self.dataset, self.file.loaded()) {
            (Dataset::Drawn, _) => self.drawn.to_table().targets.outputs(),
            (Dataset::Own, Some(loaded)) => loaded.table.targets.outputs(),
            (dataset, _) => dataset.outputs(),
        }
    }

    /// Whether these are points of classes in the plane, which can be turned.
    pub fn turns(&self) -> bool {
        matches!(self.dataset.source(), Source::Cloud(..))
    }

    /// Columns of the inputs, before features.
    pub fn columns(&self) -> usize {
        match self.file.loaded() {
            Some(loaded) if !self.dataset.is_generated() => loaded.table.x.ncols(),
            _ if self.dataset == Dataset::Drawn => 2,
            _ => self.dataset.dimensions(),
        }
    }

    /// Whether the network sees features of a place in the plane (or on a line), rather than the
    /// columns of a file.
    pub fn has_features(&self) -> bool {
        self.dataset.is_generated() || self.dataset == Dataset::Drawn
    }

    /// Rows × columns of pixels, where the inputs are an image, row by row.
    pub fn image(&self) -> Option<[usize; 2]> {
        self.pixels().map(|image| image.size)
    }

    /// The value of a pixel that is all ink, where the inputs are an image; 0 is blank.
    pub fn full_ink(&self) -> Option<f32> {
        self.pixels().map(|image| image.ink)
    }

    fn pixels(&self) -> Option<Image> {
        self.dataset.shipped()?.image
    }

    /// The features that there are of these samples.
    pub fn features(&self) -> Vec<Feature> {
        let fits = |f: &Feature| self.columns() > 1 || f.is_of_x1();
        Feature::ALL.iter().copied().filter(fits).collect()
    }

    /// Those of `features` that there are of these samples; the usual ones if none is left.
    pub fn fitting(&self, features: &Features) -> Features {
        let known = self.features();
        let left: Vec<_> = features.iter().filter(|f| known.contains(f)).collect();
        let usual: Vec<_> = known.into_iter().take(self.columns().min(2)).collect();
        Features::try_from(left)
            .or_else(|_| Features::try_from(usual))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_images_and_points_are_none() {
        let of = |dataset| DataSpec {
            dataset,
            ..DataSpec::default()
        };
        let digits = of(Dataset::Digits);
        assert_eq!(digits.image(), Some([8, 8]));
        assert_eq!(digits.full_ink(), Some(16.0));
        for dataset in [Dataset::Xor, Dataset::Iris, Dataset::Drawn, Dataset::Own] {
            let spec = of(dataset);
            assert_eq!((spec.image(), spec.full_ink()), (None, None), "{dataset:?}");
        }
    }
}
