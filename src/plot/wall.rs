//! A wall of tiles in rows, in groups that may have a head each: where every tile is, which are in sight, and
//! which is beside another.

/// The size of what is on a wall, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Width and height of a tile.
    pub tile: [f64; 2],
    /// What is between two tiles.
    pub gap: f64,
    /// The height of a group's head; 0 without heads.
    pub head: f64,
}

/// A wall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wall {
    /// The tiles of each row, with its top.
    rows: Vec<(f64, Vec<u32>)>,
    /// The top of each group's head.
    heads: Vec<f64>,
    /// Where each tile is, by its number.
    places: Vec<Option<[f64; 2]>>,
    height: f64,
    tile: f64,
}

/// Where an arrow key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The tile before, in the row or at the end of the row above.
    Before,
    /// The tile after.
    After,
    /// The tile above.
    Above,
    /// The tile below.
    Below,
    /// The first of all.
    First,
    /// The last of all.
    Last,
}

impl Wall {
    /// Groups of tiles, by their numbers, on a wall of that width.
    #[must_use]
    pub fn new(groups: &[Vec<u32>], width: f64, sizes: Sizes) -> Self {
        let Sizes { tile, gap, head } = sizes;
        let pitch = tile.map(|length| length + gap);
        let columns = (((width + gap) / pitch[0]).floor() as usize).max(1);
        let mut wall = Self {
            tile: tile[1],
            ..Self::default()
        };
        let mut top = 0.0;
        for group in groups {
            wall.heads.push(top);
            top += head;
            for row in group.chunks(columns) {
                for (column, number) in row.iter().enumerate() {
                    let at = *number as usize;
                    if wall.places.len() <= at {
                        wall.places.resize(at + 1, None);
                    }
                    wall.places[at] = Some([column as f64 * pitch[0], top]);
                }
                wall.rows.push((top, row.to_vec()));
                top += pitch[1];
            }
        }
        wall.height = (top - gap).max(0.0);
        wall
    }

    /// The height of all.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.height
    }

    /// The top of each group's head.
    #[must_use]
    pub fn heads(&self) -> &[f64] {
        &self.heads
    }

    /// The left and the top of a tile.
    #[must_use]
    pub fn place(&self, tile: u32) -> Option<[f64; 2]> {
        self.places.get(tile as usize).copied().flatten()
    }

    /// The tiles in rows of which some part is between two heights, by their numbers.
    #[must_use]
    pub fn between(&self, top: f64, bottom: f64) -> Vec<u32> {
        let seen = |row: &&(f64, Vec<u32>)| row.0 < bottom && row.0 + self.tile > top;
        let rows = self.rows.iter().filter(seen);
        let mut tiles: Vec<u32> = rows.flat_map(|(_, row)| row.iter().copied()).collect();
        tiles.sort_unstable();
        tiles
    }

    /// The first tile of all.
    #[must_use]
    pub fn first(&self) -> Option<u32> {
        self.rows.first().and_then(|(_, row)| row.first()).copied()
    }

    /// The tile that a key leads to from another; that one itself where there is none.
    #[must_use]
    pub fn beside(&self, from: u32, way: Beside) -> u32 {
        let all = || self.rows.iter().flat_map(|(_, row)| row.iter().copied());
        let found = self.rows.iter().enumerate().find_map(|(at, (_, row))| {
            let column = row.iter().position(|tile| *tile == from)?;
            Some((at, column))
        });
        let Some((at, column)) = found else {
            return self.first().unwrap_or(from);
        };
        let in_row = |at: usize| {
            let (_, row) = self.rows.get(at)?;
            row.get(column).or(row.last()).copied()
        };
        let row = &self.rows[at].1;
        let to = match way {
            Beside::Before if column > 0 => row.get(column - 1).copied(),
            Beside::Before => at
                .checked_sub(1)
                .and_then(|above| self.rows[above].1.last())
                .copied(),
            Beside::After if column + 1 < row.len() => row.get(column + 1).copied(),
            Beside::After => self
                .rows
                .get(at + 1)
                .and_then(|(_, row)| row.first())
                .copied(),
            Beside::Above => at.checked_sub(1).and_then(in_row),
            Beside::Below => in_row(at + 1),
            Beside::First => all().next(),
            Beside::Last => all().last(),
        };
        to.unwrap_or(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes {
        tile: [60.0, 80.0],
        gap: 10.0,
        head: 0.0,
    };

    /// Seven tiles, three to a row, the last first.
    fn seven() -> Wall {
        Wall::new(&[(0..7).rev().collect()], 200.0, SIZES)
    }

    #[test]
    fn tiles_stand_in_rows_and_none_over_another() {
        let wall = seven();
        assert_eq!(wall.place(6), Some([0.0, 0.0]));
        assert_eq!(wall.place(4), Some([140.0, 0.0]));
        assert_eq!(wall.place(3), Some([0.0, 90.0]));
        assert_eq!(wall.place(0), Some([0.0, 180.0]));
        assert_eq!((wall.place(7), wall.height()), (None, 260.0));
        assert_eq!(Wall::new(&[], 200.0, SIZES).height(), 0.0);
        // However narrow, a column there is.
        assert_eq!(
            Wall::new(&[vec![0, 1]], 5.0, SIZES).place(1),
            Some([0.0, 90.0])
        );
    }

    #[test]
    fn what_is_in_sight_is_every_row_of_which_some_part_is() {
        let wall = seven();
        assert_eq!(wall.between(0.0, 85.0), [4, 5, 6]);
        assert_eq!(wall.between(79.0, 91.0), [1, 2, 3, 4, 5, 6]);
        assert_eq!(wall.between(80.0, 90.0), [0u32; 0]);
        assert_eq!(wall.between(170.0, 500.0), [0]);
    }

    #[test]
    fn groups_begin_rows_of_their_own_under_their_heads() {
        let sizes = Sizes {
            head: 30.0,
            ..SIZES
        };
        let wall = Wall::new(&[vec![1, 0], vec![3, 2]], 200.0, sizes);
        assert_eq!(wall.heads(), [0.0, 120.0]);
        assert_eq!(wall.place(0), Some([70.0, 30.0]));
        assert_eq!(wall.place(3), Some([0.0, 150.0]));
    }

    #[test]
    fn keys_lead_through_all_tiles() {
        use Beside::{Above, After, Before, Below, First, Last};
        let wall = seven();
        let way = |from, steps: &[Beside]| steps.iter().fold(from, |at, way| wall.beside(at, *way));
        assert_eq!(way(6, &[After, After, After]), 3);
        assert_eq!(way(3, &[Before]), 4);
        assert_eq!(way(5, &[Below, Above]), 5);
        assert_eq!(way(5, &[Below, Below]), 0);
        assert_eq!(way(6, &[Before, Above]), 6);
        assert_eq!(way(0, &[After, Below]), 0);
        assert_eq!((way(3, &[First]), way(3, &[Last])), (6, 0));
        // One that is not there leads to the first.
        assert_eq!(way(40, &[After]), 6);
    }
}
