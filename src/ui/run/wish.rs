//! Data that were chosen and are not there yet, as those of a file that is being fetched.

use reactive_graph::prelude::*;

use super::state::Run;
use crate::data::DataSpec;

/// A choice of data. It is void once others have been chosen or put in place.
#[derive(Clone, PartialEq)]
pub struct Wish {
    count: u32,
    instead_of: DataSpec,
}

impl Run {
    /// Notes that data have been chosen, in place of any that are still waited for.
    pub fn wish(self) -> Wish {
        self.wishes.update_value(|count| *count += 1);
        self.wish_now()
    }

    /// Whether the data of a wish are still the ones to be learnt.
    pub fn wants(self, wish: &Wish) -> bool {
        self.is_open() && self.wish_now() == *wish
    }

    /// How often data have been chosen so far.
    pub fn choices(self) -> u32 {
        self.wishes.get_value()
    }

    fn wish_now(self) -> Wish {
        let instead_of = self.lab.with_untracked(|lab| lab.experiment.data.clone());
        Wish {
            count: self.wishes.get_value(),
            instead_of,
        }
    }
}
