//! How a run is looked at: what a person has chosen to see of it. Nothing here changes the run.
//!
//! | file             | holds |
//! |------------------|-------|
//! | `shown.rs`       | [`Shown`]: what the links show |
//! | `aspect.rs`      | [`Aspect`]: what the large picture shows |
//! | `matrix_cell.rs` | [`MatrixCell`]: whose samples are marked |
//! | `pen.rs`         | [`Pen`]: what drawing on the plane does |
//! | `neuron.rs`      | [`Neuron`]: whose card is open |
//! | `walking.rs`     | [`Walking`]: the walk through a training step |

mod aspect;
mod matrix_cell;
mod neuron;
mod pen;
mod shown;
mod walking;

use reactive_graph::{prelude::*, signal::RwSignal};

pub use aspect::Aspect;
pub use matrix_cell::MatrixCell;
pub use neuron::Neuron;
pub use pen::Pen;
pub use shown::Shown;
pub use walking::{Ground, Made, Walking};

use crate::{
    lab::{Portion, Spot, Study},
    nn::Task,
};

/// The signals of what is seen of one run.
#[derive(Clone, Copy)]
pub struct Look {
    /// What links show.
    pub shown: RwSignal<Shown>,
    /// What the large picture shows.
    pub aspect: RwSignal<Aspect>,
    /// Whether it shows the space of a hidden layer instead, as long as there is one.
    pub hidden: RwSignal<bool>,
    /// The cell of the confusion matrix whose samples are marked.
    pub picked: RwSignal<Option<MatrixCell>>,
    /// Which samples the confusion matrix counts.
    pub portion: RwSignal<Portion>,
    /// What drawing on the plane does.
    pub pen: RwSignal<Pen>,
    /// The part of the gallery that is shown.
    pub gallery: RwSignal<Task>,
    /// The unit whose card is open.
    pub opened: RwSignal<Option<Neuron>>,
    /// The panel that is open in the drawer, by its number.
    pub panel: RwSignal<Option<usize>>,
    /// Whether it has the network's place as well.
    pub tall: RwSignal<bool>,
    /// The sample that is studied; without one, units are shown over all of them.
    pub study: RwSignal<Option<Study>>,
    /// What is pointed at, wherever it is: it lights up in every picture and formula.
    pub lit: RwSignal<Option<Spot>>,
    /// Whether units are told with a threshold in place of the bias, which is the same with the other sign.
    pub threshold: RwSignal<bool>,
    /// The walk through a training step.
    pub walking: Walking,
}

impl Look {
    /// What is seen at first of data with that task.
    pub fn new(aspect: Aspect, task: Task) -> Self {
        Self {
            shown: RwSignal::new(Shown::default()),
            aspect: RwSignal::new(aspect),
            hidden: RwSignal::new(false),
            picked: RwSignal::new(None),
            portion: RwSignal::new(Portion::default()),
            pen: RwSignal::new(Pen::Class(1)),
            gallery: RwSignal::new(task),
            opened: RwSignal::new(None),
            panel: RwSignal::new(None),
            tall: RwSignal::new(false),
            study: RwSignal::new(None),
            lit: RwSignal::new(None),
            threshold: RwSignal::new(false),
            walking: Walking::new(),
        }
    }

    /// Looks at other data: what they show first, and no samples marked.
    pub fn turn_to(self, aspect: Aspect, task: Task) {
        self.aspect.set(aspect);
        self.picked.set(None);
        self.study.set(None);
        self.gallery.set(task);
    }
}
