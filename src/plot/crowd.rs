//! The diagram of a network that has more units than can be told apart: of each hidden layer some are shown, as
//! images in a block, and the others have no place.

use super::{
    diagram::{Column, Diagram, Form, MIN_TILE, NAME_WIDTH},
    rect::Rect,
};

/// Room above the tiles and below them.
const MARGIN: f32 = 12.0;
/// Room under a block for what says how many of its units are shown.
pub const FOOT: f32 = 76.0;
/// Distance between two tiles.
const GAP: f32 = 8.0;
/// Least room for the links between two blocks, where there is any choice.
const LINKS: f32 = 44.0;
/// Rows that a block has at least, for its tiles to be as large as they are.
const ROWS: usize = 3;
/// Distance of an output's tile from its name.
pub const BESIDE: f32 = 6.0;

/// Sides of tiles with the blocks' widths in tiles, the best first: an image of 28 pixels a side is drawn whole at
/// 56 and at 28, and reads well between.
const SHAPES: [(f32, usize); 11] = [
    (56.0, 3),
    (56.0, 2),
    (48.0, 3),
    (48.0, 2),
    (42.0, 2),
    (56.0, 1),
    (42.0, 1),
    (36.0, 2),
    (36.0, 1),
    (28.0, 2),
    (28.0, 1),
];

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    form: Form,
    hidden: usize,
    outputs: usize,
    size: [f32; 2],
    names: f32,
    last: f32,
    /// Side of a hidden unit's tile.
    pub tile: f32,
    /// Tiles beside each other in a block.
    across: usize,
    rows: usize,
}

impl Room {
    /// The room for so many hidden layers and outputs in a place of that size, with room of `names` for the
    /// inputs' name and of `answers` for the outputs' names.
    #[must_use]
    pub fn new(hidden: usize, outputs: usize, size: [f32; 2], names: f32, answers: f32) -> Self {
        let widest = Form::of(hidden + 2, size[0], names);
        let of = |form: Form, (tile, across): (f32, usize)| {
            let rows = ((size[1] - 2.0 * MARGIN - FOOT + GAP) / (tile + GAP)).floor();
            let mut room = Self {
                form,
                hidden,
                outputs,
                size,
                names: names.max(NAME_WIDTH),
                last: 0.0,
                tile,
                across,
                rows: (rows.max(1.0) as usize).max(ROWS),
            };
            room.last =
                (room.output() / 2.0 + BESIDE + answers).max((form.pitch() / 2.0).min(56.0));
            (room, rows)
        };
        let smallest = |form: Form| of(form, SHAPES[SHAPES.len() - 1]).0;
        let has_width = |room: &Self| room.links() >= LINKS && room.has_headers();
        // Names of answers take room too, so the headers may have to be closer.
        let forms = [Form::Wide, Form::Narrow, Form::Tight].into_iter();
        let mut forms = forms.skip_while(|form| *form != widest);
        let form = forms.find(|form| has_width(&smallest(*form)));
        let form = form.unwrap_or(Form::Tight);
        let mut all = SHAPES.iter().map(|&shape| of(form, shape));
        let found = all.find(|(room, rows)| *rows >= ROWS as f32 && has_width(room));
        // Where there is no height for three rows, they are scrolled.
        found.map_or_else(|| smallest(form), |(room, _)| room)
    }

    /// Height of the headers, under which the diagram begins.
    #[must_use]
    pub fn header(&self) -> f32 {
        self.form.header()
    }

    /// How many units of a hidden layer have a place.
    #[must_use]
    pub fn places(&self) -> usize {
        self.across * self.rows
    }

    /// Side of an output's tile: all of them have a place.
    fn output(&self) -> f32 {
        let count = self.outputs.max(1) as f32;
        let room = self.size[1] - 2.0 * MARGIN - (count - 1.0) * GAP;
        (room / count).floor().clamp(MIN_TILE, self.tile)
    }

    fn block(&self) -> f32 {
        self.across as f32 * (self.tile + GAP) - GAP
    }

    /// Room between two blocks, as the width allows.
    fn links(&self) -> f32 {
        let steps = (self.hidden + 1) as f32;
        let taken = self.names + self.tile + self.hidden as f32 * self.block();
        (self.size[0] - taken - self.output() / 2.0 - self.last) / steps
    }

    /// Whether the headers have room, which stand over the middles of blocks.
    fn has_headers(&self) -> bool {
        self.links() >= self.form.pitch() - (self.tile + self.block()) / 2.0
    }

    /// The diagram of layers of `sizes` units (inputs as one tile first, output layer last), of whose hidden ones
    /// those in `shown` have a place, in that order. The others' tiles are empty.
    #[must_use]
    pub fn diagram(&self, sizes: &[usize], shown: &[Vec<usize>]) -> Diagram {
        let links = self.links().clamp(LINKS, 160.0);
        let output = self.output();
        let mut left = self.names;
        let mut columns = Vec::new();
        let tall = |count: usize, side: f32| count as f32 * (side + GAP) - GAP;
        let least = tall(self.outputs, output).max(tall(self.rows, self.tile) + FOOT);
        let height = self.size[1].max(least + 2.0 * MARGIN);
        // All stand about the middle of the blocks.
        let middle = (height - FOOT) / 2.0;
        for (at, &size) in sizes.iter().enumerate() {
            let is_output = at + 1 == sizes.len();
            let (side, across) = match at {
                0 => (self.tile, 1),
                _ if is_output => (output, 1),
                _ => (self.tile, self.across),
            };
            let all: Vec<usize> = match shown.get(at.wrapping_sub(1)) {
                Some(shown) if at > 0 && !is_output => shown.clone(),
                _ => (0..size).collect(),
            };
            let width = across as f32 * (side + GAP) - GAP;
            let rows = all.len().div_ceil(across);
            // The outputs may be taller than the blocks.
            let middle = if is_output { height / 2.0 } else { middle };
            let top = (middle - tall(rows, side) / 2.0).floor().max(MARGIN);
            let mut tiles = vec![Rect::default(); size];
            for (place, unit) in all.into_iter().enumerate() {
                let [row, column] = [place / across, place % across].map(|at| at as f32);
                if let Some(tile) = tiles.get_mut(unit) {
                    *tile = Rect {
                        x: (left + column * (side + GAP)).floor(),
                        y: top + row * (side + GAP),
                        width: side,
                        height: side,
                    };
                }
            }
            columns.push(Column {
                x_centre: (left + width / 2.0).round(),
                tiles,
            });
            left += width + links;
        }
        let right = left - links - output / 2.0 + self.last;
        let gaps = columns
            .windows(2)
            .map(|pair| (pair[0].x_centre + pair[1].x_centre) / 2.0);
        Diagram {
            form: self.form,
            tile: self.tile,
            gaps: gaps.collect(),
            content: (self.size[0].max(right), height),
            columns,
        }
    }

    /// Where the foot of a block begins, under the last of its tiles.
    #[must_use]
    pub fn foot(tiles: &[Rect]) -> f32 {
        tiles.iter().map(Rect::bottom).fold(0.0, f32::max) + GAP
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn laid(hidden: &[usize], size: [f32; 2]) -> (Room, Diagram, Vec<Vec<usize>>) {
        let room = Room::new(hidden.len(), 10, size, NAME_WIDTH, 12.0);
        let shown: Vec<Vec<usize>> = hidden
            .iter()
            .map(|&units| (0..units).rev().take(room.places()).collect())
            .collect();
        let sizes = [&[1], hidden, &[10]].concat();
        let diagram = room.diagram(&sizes, &shown);
        (room, diagram, shown)
    }

    #[test]
    fn on_a_desktop_many_are_shown_large() {
        let (room, diagram, _) = laid(&[300], [620.0, 440.0]);
        assert_eq!(room.tile, 56.0);
        assert!(room.places() >= 12, "{room:?}");
        assert_eq!(diagram.content, (620.0, 440.0));
        let (room, ..) = laid(&[200, 100], [620.0, 440.0]);
        assert!(room.tile >= 42.0 && room.places() >= 6, "{room:?}");
    }

    /// As in a duel: headers have their room as long as there is any, and the width is used.
    #[test]
    fn names_of_answers_leave_the_headers_their_room() {
        for width in [380.0, 448.0, 520.0] {
            let room = Room::new(1, 10, [width, 130.0], NAME_WIDTH, 64.0);
            let diagram = room.diagram(&[1, 300, 10], &[(0..room.places()).collect()]);
            let centres: Vec<f32> = diagram
                .columns
                .iter()
                .map(|column| column.x_centre)
                .collect();
            for pair in centres.windows(2) {
                assert!(
                    pair[1] - pair[0] >= diagram.form.pitch() - 1.0,
                    "{width} {centres:?} {:?}",
                    diagram.form
                );
            }
            assert!(centres[2] > width * 0.6, "{width} {centres:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_stands_apart_and_inside(
            hidden in prop::collection::vec(1usize..=512, 0..=4),
            width in 320.0f32..1600.0,
            height in 200.0f32..1200.0,
        ) {
            let (room, diagram, shown) = laid(&hidden, [width, height]);
            prop_assert_eq!(diagram.columns.len(), hidden.len() + 2);
            let mut all: Vec<Rect> = Vec::new();
            for (at, column) in diagram.columns.iter().enumerate() {
                let seen = column.tiles.iter().enumerate().filter(|(_, tile)| tile.width > 0.0);
                let seen: Vec<_> = seen.collect();
                match shown.get(at.wrapping_sub(1)).filter(|_| at > 0) {
                    Some(shown) => {
                        prop_assert_eq!(column.tiles.len(), hidden[at - 1]);
                        prop_assert_eq!(seen.len(), shown.len());
                        prop_assert_eq!(shown.len(), hidden[at - 1].min(room.places()));
                        prop_assert!(Room::foot(&column.tiles) + FOOT <= diagram.content.1 + GAP);
                    }
                    None => prop_assert_eq!(seen.len(), column.tiles.len()),
                }
                for (_, tile) in seen {
                    prop_assert!(tile.x >= NAME_WIDTH - 1.0 && tile.right() <= diagram.content.0);
                    prop_assert!(tile.y >= MARGIN - 1.0 && tile.bottom() <= diagram.content.1 - MARGIN + 1.0);
                    all.push(*tile);
                }
            }
            for (at, one) in all.iter().enumerate() {
                for other in &all[at + 1..] {
                    let apart = one.right() + GAP - 1.0 <= other.x || other.right() + GAP - 1.0 <= one.x
                        || one.bottom() + GAP - 1.0 <= other.y || other.bottom() + GAP - 1.0 <= one.y;
                    prop_assert!(apart, "{:?} {:?}", one, other);
                }
            }
            let (width, _) = diagram.content;
            for pair in diagram.columns.windows(2) {
                prop_assert!(pair[0].x_centre < pair[1].x_centre && pair[1].x_centre < width);
            }
        }
    }
}
