//! The network diagram: where its units stand, and how links run between them.
//!
//! All lengths are pixels, y grows downwards. The layers' headers stand above the diagram and are
//! not part of its height.

use super::rect::Rect;

/// Side of a unit's tile where there is room.
pub const MAX_TILE: f32 = 56.0;
/// Side of a unit's tile in a crowded diagram; what still does not fit scrolls.
pub const MIN_TILE: f32 = 24.0;
/// Least distance between two units of a layer.
pub const MIN_UNIT_GAP: f32 = 8.0;

/// Room left of the inputs' tiles for names as short as x₁.
pub const NAME_WIDTH: f32 = 44.0;
/// Room above and below the units, for marks that stand out from a tile.
const MARGIN: f32 = 12.0;
/// Wider than this, layers lie so far apart that links are hard to follow.
const MAX_PITCH: f32 = 280.0;

/// Room that a tile leaves for the links to the next one.
const LINK_ROOM: f32 = 28.0;

/// How a layer's header is set: the more layers there are, the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Name, units and activation in three rows, with the mark that adds a layer beside the name.
    Wide,
    /// The same with a shortened name.
    Narrow,
    /// In four rows, with the mark beside the number of units.
    Tight,
}

impl Form {
    /// The widest form in which so many `columns` fit into `width` pixels with room of `names` for the
    /// inputs' names; the tight one where none does.
    pub fn of(columns: usize, width: f32, names: f32) -> Self {
        let fits = |form: &Self| form.least_width(columns, names) <= width;
        let loose = [Self::Wide, Self::Narrow];
        loose.into_iter().find(fits).unwrap_or(Self::Tight)
    }

    /// Height of the headers.
    pub fn header(self) -> f32 {
        match self {
            Self::Wide | Self::Narrow => 92.0,
            Self::Tight => 112.0,
        }
    }

    /// Least distance between two columns: room for a header, and for the mark where that stands
    /// between two.
    pub fn pitch(self) -> f32 {
        match self {
            Self::Wide => 148.0,
            Self::Narrow => 92.0,
            Self::Tight => 59.0,
        }
    }

    /// Room right of the last column's middle, for half of its header.
    fn last(self) -> f32 {
        match self {
            Self::Wide => 56.0,
            Self::Narrow => 46.0,
            Self::Tight => 29.0,
        }
    }

    fn least_width(self, columns: usize, names: f32) -> f32 {
        let tile = match self {
            Self::Wide | Self::Narrow => MAX_TILE,
            Self::Tight => self.pitch() - LINK_ROOM,
        };
        let steps = columns.saturating_sub(1) as f32;
        names.max(NAME_WIDTH) + tile / 2.0 + steps * self.pitch() + self.last()
    }
}

/// The layout of a network's units.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// How the headers are set.
    pub form: Form,
    /// Side of each tile.
    pub tile: f32,
    /// The layers from left to right: inputs, hidden layers, output layer.
    pub columns: Vec<Column>,
    /// Width and height of the whole: at least the size given, more when it must scroll.
    pub content: (f32, f32),
    /// Horizontal middle between each two neighbouring columns: where a layer can be added.
    pub gaps: Vec<f32>,
}

/// A layer of the diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Horizontal middle of the tiles and of the header.
    pub x_centre: f32,
    /// The units' tiles from top to bottom.
    pub tiles: Vec<Rect>,
}

/// Lays out layers of `sizes` units (inputs first, output layer last) in `width × height` pixels.
///
/// Tiles have the same size in all layers: the largest from [`MIN_TILE`] to [`MAX_TILE`] with which
/// the tallest layer fits and links have their room. Layers are spread over the width, and their units
/// over the height.
pub fn layout(sizes: &[usize], width: f32, height: f32) -> Diagram {
    layout_with_names(sizes, width, height, NAME_WIDTH)
}

/// The same with room of `names` pixels for the inputs' names; where layers are crowded they get less,
/// but at least [`NAME_WIDTH`].
pub fn layout_with_names(sizes: &[usize], width: f32, height: f32, names: f32) -> Diagram {
    let most = sizes.iter().copied().max().unwrap_or(0);
    let form = Form::of(sizes.len(), width, names);
    let spare = width - form.least_width(sizes.len(), 0.0);
    let names = names.min(NAME_WIDTH + spare).max(NAME_WIDTH);
    let mut tile = tile_side(most, height);
    let mut spread = Spread::new(form, sizes.len(), width, names, tile);
    while tile > MIN_TILE && sizes.len() > 1 && tile > spread.pitch - LINK_ROOM {
        tile -= 1.0;
        spread = Spread::new(form, sizes.len(), width, names, tile);
    }
    let content_height = height.max(least_height(most, tile));
    let columns = sizes
        .iter()
        .zip(&spread.centres)
        .map(|(&size, &x_centre)| column(size, x_centre, tile, content_height))
        .collect();
    let gaps = spread.centres.windows(2).map(|x| (x[0] + x[1]) / 2.0);
    Diagram {
        form,
        tile,
        columns,
        gaps: gaps.collect(),
        content: (spread.width, content_height),
    }
}

/// Distance below which two tiles of this side look like one.
fn least_gap(tile: f32) -> f32 {
    (tile / 4.0).floor().max(MIN_UNIT_GAP)
}

/// Height of `units` tiles as close together as may be, with the margins.
fn least_height(units: usize, tile: f32) -> f32 {
    units as f32 * tile + gaps(units) * least_gap(tile) + 2.0 * MARGIN
}

/// How many gaps there are between `units` tiles.
fn gaps(units: usize) -> f32 {
    units.saturating_sub(1) as f32
}

/// The largest side, in whole pixels, with which `units` tiles fit into `height`.
fn tile_side(units: usize, height: f32) -> f32 {
    let mut tile = MAX_TILE;
    while tile > MIN_TILE && least_height(units, tile) > height {
        tile -= 1.0;
    }
    tile
}

/// Where the columns stand.
struct Spread {
    /// Their horizontal middles, evenly spread.
    centres: Vec<f32>,
    /// The distance between two.
    pitch: f32,
    /// The width they need, at least the one given.
    width: f32,
}

impl Spread {
    fn new(form: Form, columns: usize, width: f32, names: f32, tile: f32) -> Self {
        let tile = match form {
            Form::Wide | Form::Narrow => MAX_TILE,
            Form::Tight => tile,
        };
        let (first, last) = (names + tile / 2.0, form.last());
        let steps = columns.saturating_sub(1) as f32;
        let width = width.max(form.least_width(columns, names));
        let room = width - first - last;
        let pitch = (room / steps.max(1.0)).min(MAX_PITCH);
        let start = first + (room - steps * pitch) / 2.0;
        // Half a tile of an odd side may be rounded to the left, and the first one has names beside it.
        let centre = |column: usize| (start + column as f32 * pitch).round().max(first.ceil());
        Self {
            centres: (0..columns).map(centre).collect(),
            pitch,
            width,
        }
    }
}

/// A layer of `size` units, centred in `height`, with gaps up to a tile's side where there is room.
fn column(size: usize, x_centre: f32, tile: f32, height: f32) -> Column {
    let room = height - 2.0 * MARGIN - size as f32 * tile;
    let gap = (room / gaps(size).max(1.0)).floor();
    let gap = gap.clamp(least_gap(tile), tile);
    let tall = size as f32 * tile + gaps(size) * gap;
    let top = ((height - tall) / 2.0).floor();
    let left = (x_centre - tile / 2.0).floor();
    let tiles = (0..size)
        .map(|unit| Rect {
            x: left,
            y: top + unit as f32 * (tile + gap),
            width: tile,
            height: tile,
        })
        .collect();
    Column { x_centre, tiles }
}

/// A cubic Bézier curve: start, two control points, end, each `[x, y]`.
pub type Curve = [[f32; 2]; 4];

/// The link from the middle of one tile's right edge to the middle of another's left edge; it
/// leaves and arrives horizontally.
pub fn link_path(from: Rect, to: Rect) -> Curve {
    let [_, start_y] = from.centre();
    let [_, end_y] = to.centre();
    let (start_x, end_x) = (from.right(), to.x);
    let reach = (end_x - start_x) / 2.0;
    [
        [start_x, start_y],
        [start_x + reach, start_y],
        [end_x - reach, end_y],
        [end_x, end_y],
    ]
}

/// Width of a link, 0.5 to 7 px, in proportion to |`weight`| where `max_abs` is the largest; the
/// least for what is not a number. In a network of more than [`FEW_LINKS`] links they are thinner.
pub fn link_width(weight: f32, max_abs: f32, links: usize) -> f32 {
    let room = room(links);
    0.5 + (2.0 + 4.5 * room) * standing(weight, max_abs, room)
}

/// Opacity of a link, 0.3 to 0.95: faint links recede, so that the few that matter stand out. In a
/// network of more than [`FEW_LINKS`] links they recede further, in one of well over a thousand to
/// nothing.
pub fn link_opacity(weight: f32, max_abs: f32, links: usize) -> f32 {
    let room = room(links);
    let standing = standing(weight, max_abs, room);
    let least = 0.3 * ((room - 0.1) / 0.9).max(0.0);
    let curve = room * standing.sqrt() + (1.0 - room) * standing * standing;
    least + (0.95 - least) * curve
}

/// Radius of the dot that stands for a bias on a unit's corner: its area is in proportion to the bias,
/// where `max_abs` is the largest, from a least that is still seen.
pub fn bias_radius(bias: f32, max_abs: f32, tile: f32) -> f32 {
    let most = (tile / 6.5).clamp(5.0, 8.0);
    most * (0.25 + 0.75 * share(bias, max_abs)).sqrt()
}

/// So many links are told apart with ease.
pub const FEW_LINKS: usize = 64;

/// How much room each of so many links has: 1 for a few, then ever less.
fn room(links: usize) -> f32 {
    let share = FEW_LINKS as f32 / links.max(FEW_LINKS) as f32;
    (share * share * share).sqrt().sqrt()
}

/// How far a weight stands out, 0 to 1: its share of the largest, less what is usual in a crowd.
fn standing(weight: f32, max_abs: f32, room: f32) -> f32 {
    let usual = 0.35 * (1.0 - room);
    ((share(weight, max_abs) - usual) / (1.0 - usual)).max(0.0)
}

fn share(weight: f32, max_abs: f32) -> f32 {
    let share = weight.abs() / max_abs;
    if share.is_nan() { 0.0 } else { share.min(1.0) }
}

/// The link nearest to `point`, when its middle line comes within `tolerance` pixels.
pub fn hit(links: &[Curve], point: [f32; 2], tolerance: f32) -> Option<usize> {
    links
        .iter()
        .enumerate()
        .filter(|(_, link)| near_hull(link, point, tolerance))
        .map(|(index, link)| (index, distance_to_curve(link, point)))
        .filter(|&(_, distance)| distance <= tolerance)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(index, _)| index)
}

/// A curve stays within the box around its four points, so most links need no closer look.
fn near_hull(link: &Curve, point: [f32; 2], tolerance: f32) -> bool {
    (0..2).all(|axis| {
        let low = link.iter().map(|p| p[axis]).fold(f32::INFINITY, f32::min);
        let high = link
            .iter()
            .map(|p| p[axis])
            .fold(f32::NEG_INFINITY, f32::max);
        (low - tolerance..=high + tolerance).contains(&point[axis])
    })
}

/// Distance to the curve taken as 32 straight pieces, at most a fraction of a pixel off.
fn distance_to_curve(link: &Curve, point: [f32; 2]) -> f32 {
    const PIECES: usize = 32;
    let at = |i: usize| curve_point(link, i as f32 / PIECES as f32);
    (0..PIECES)
        .map(|i| distance_to_segment(at(i), at(i + 1), point))
        .fold(f32::INFINITY, f32::min)
}

/// The point of a curve at `t`, 0 (its start) to 1 (its end).
pub fn curve_point(link: &Curve, t: f32) -> [f32; 2] {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    [0, 1].map(|axis| {
        let terms = weights.iter().zip(link);
        terms.map(|(weight, point)| weight * point[axis]).sum()
    })
}

fn distance_to_segment(a: [f32; 2], b: [f32; 2], p: [f32; 2]) -> f32 {
    let (ab, ap) = ([b[0] - a[0], b[1] - a[1]], [p[0] - a[0], p[1] - a[1]]);
    let length2 = ab[0] * ab[0] + ab[1] * ab[1];
    let along = if length2 > 0.0 {
        ((ap[0] * ab[0] + ap[1] * ab[1]) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = [ap[0] - along * ab[0], ap[1] - along * ab[1]];
    (off[0] * off[0] + off[1] * off[1]).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn rect(x: f32, y: f32) -> Rect {
        Rect {
            x,
            y,
            width: 50.0,
            height: 50.0,
        }
    }

    #[test]
    fn the_first_network_has_large_tiles_and_fits() {
        let diagram = layout(&[2, 4, 3, 1], 743.0, 520.0);
        assert_eq!(diagram.tile, MAX_TILE);
        assert_eq!(diagram.content, (743.0, 520.0));
        assert_eq!(diagram.gaps.len(), 3);
        let units: Vec<_> = diagram.columns.iter().map(|c| c.tiles.len()).collect();
        assert_eq!(units, [2, 4, 3, 1]);
        // The single output is level with the middle of every layer.
        let [_, middle] = diagram.columns[3].tiles[0].centre();
        assert_abs_diff_eq!(middle, 260.0, epsilon = 1.0);
    }

    #[test]
    fn a_crowded_layer_shrinks_the_tiles_before_it_scrolls() {
        let fits = layout(&[2, 16, 1], 743.0, 530.0);
        assert!(fits.tile >= MIN_TILE && fits.tile < MAX_TILE);
        assert_eq!(fits.content.1, 530.0);
        let scrolls = layout(&[2, 16, 1], 743.0, 300.0);
        assert_eq!(scrolls.tile, MIN_TILE);
        assert!(scrolls.content.1 > 300.0);
    }

    #[test]
    fn layers_move_together_before_they_scroll_sideways() {
        let layers = |hidden: usize, width| {
            let sizes = [vec![2], vec![8; hidden], vec![1]].concat();
            layout(&sizes, width, 320.0)
        };
        // The network's place on a projector, and what is left of it where names are long.
        let projector = layers(8, 635.0);
        assert_eq!(
            (projector.form, projector.content),
            (Form::Tight, (635.0, 320.0))
        );
        let long = layout_with_names(&[2, 8, 8, 8, 8, 8, 8, 8, 8, 1], 635.0, 320.0, 104.0);
        assert_eq!(long.content.0, 635.0);
        assert_eq!(layers(2, 635.0).form, Form::Wide);
        assert_eq!(layers(4, 743.0).form, Form::Narrow);
        // The first visitor's network fits on a phone.
        assert_eq!(layers(2, 358.0).content.0, 358.0);
        assert!(layers(8, 358.0).content.0 > 358.0);
    }

    #[test]
    fn odd_networks_are_laid_out_too() {
        assert!(layout(&[], 300.0, 200.0).columns.is_empty());
        let diagram = layout(&[0, 1], 300.0, 200.0);
        assert!(diagram.columns[0].tiles.is_empty());
        assert_eq!(diagram.columns[1].tiles.len(), 1);
    }

    #[test]
    fn a_link_leaves_and_arrives_horizontally() {
        let [start, first, second, end] = link_path(rect(0.0, 0.0), rect(200.0, 300.0));
        assert_eq!((start, end), ([50.0, 25.0], [200.0, 325.0]));
        assert_eq!((first[1], second[1]), (start[1], end[1]));
        assert!(first[0] > start[0] && second[0] < end[0]);
    }

    #[test]
    fn width_and_opacity_follow_the_size_of_the_weight() {
        assert_eq!(link_width(0.0, 2.0, 20), 0.5);
        assert_eq!(link_width(-2.0, 2.0, 20), 7.0);
        assert_eq!(link_width(9.0, 2.0, 20), 7.0);
        assert_eq!(link_width(0.0, 0.0, 20), 0.5);
        assert_eq!(link_width(f32::NAN, 2.0, 20), 0.5);
        assert!(link_opacity(0.1, 1.0, 20) < link_opacity(-0.5, 1.0, 20));
        assert!((0.0..=1.0).contains(&link_opacity(1.0, 1.0, 20)));
    }

    #[test]
    fn a_bias_is_seen_and_stays_at_its_unit() {
        assert_eq!(bias_radius(-3.0, 3.0, MAX_TILE), 8.0);
        assert!(bias_radius(0.0, 3.0, MAX_TILE) >= 4.0);
        assert!(bias_radius(f32::NAN, 3.0, MIN_TILE) >= 2.5);
        for tile in [MIN_TILE, 32.0, 40.0, MAX_TILE] {
            let radius = bias_radius(1.0, 1.0, tile);
            assert!(radius < least_gap(tile), "clear of the unit below");
            assert!(
                radius + 3.5 < tile / 2.0,
                "clear of the links into its own unit"
            );
        }
    }

    #[test]
    fn up_to_few_links_nothing_fades() {
        for links in [0, 1, 23, FEW_LINKS] {
            for share in [0.0f32, 0.01, 0.25, 1.0] {
                assert_abs_diff_eq!(link_width(share, 1.0, links), 0.5 + 6.5 * share);
                let wanted = 0.3 + 0.65 * share.sqrt();
                assert_abs_diff_eq!(link_opacity(share, 1.0, links), wanted, epsilon = 1e-6);
            }
        }
    }

    #[test]
    fn in_a_large_network_only_what_matters_is_left() {
        let links = 64 * 64 * 4;
        assert_eq!(link_opacity(0.2, 1.0, links), 0.0);
        assert!(link_opacity(0.5, 1.0, links) < 0.15);
        assert_abs_diff_eq!(link_opacity(-1.0, 1.0, links), 0.95, epsilon = 1e-6);
        assert!((2.0..3.0).contains(&link_width(1.0, 1.0, links)));
        assert_eq!(link_width(f32::NAN, 1.0, links), 0.5);
    }

    #[test]
    fn the_largest_network_is_laid_out_and_scrolls() {
        let diagram = layout(&[12, 64, 64, 64, 64, 64, 64, 64, 64, 10], 500.0, 520.0);
        assert_eq!(diagram.tile, MIN_TILE);
        assert_eq!(diagram.columns[8].tiles.len(), 64);
        assert!(diagram.content.0 > 500.0 && diagram.content.1 > 520.0);
    }

    #[test]
    fn hit_finds_the_nearest_link_within_reach() {
        let from = rect(0.0, 0.0);
        let links = [
            link_path(from, rect(200.0, 0.0)),
            link_path(from, rect(200.0, 200.0)),
        ];
        assert_eq!(hit(&links, [125.0, 27.0], 6.0), Some(0));
        assert_eq!(hit(&links, curve_point(&links[1], 0.5), 1.0), Some(1));
        assert_eq!(hit(&links, [125.0, 60.0], 6.0), None);
        assert_eq!(hit(&links, [198.0, 30.0], 6.0), Some(0));
        assert_eq!(hit(&[], [0.0, 0.0], 6.0), None);
    }

    prop_compose! {
        fn network()(
            inputs in 1usize..=12,
            hidden in prop::collection::vec(1usize..=64, 0..=8),
            outputs in 1usize..=32,
        ) -> Vec<usize> {
            [vec![inputs], hidden, vec![outputs]].concat()
        }
    }

    #[test]
    fn long_names_have_their_room() {
        let short = layout(&[3, 4, 1], 600.0, 400.0);
        let long = layout_with_names(&[3, 4, 1], 600.0, 400.0, 80.0);
        assert!(long.columns[0].tiles[0].x >= 80.0);
        assert_eq!(long.columns[2].x_centre, short.columns[2].x_centre);
    }

    #[test]
    fn tiles_of_an_odd_side_leave_names_their_room() {
        for width in (4840u16..4850).map(|tenths| f32::from(tenths) / 10.0 + 0.0586) {
            let diagram = layout(&[1, 1, 1, 1, 1, 23], width, 1080.1954);
            assert!(diagram.columns[0].tiles[0].x >= NAME_WIDTH, "{width}");
        }
    }

    proptest! {
        #[test]
        fn tiles_are_apart_in_order_and_inside(
            sizes in network(),
            width in 200.0f32..2000.0,
            height in 100.0f32..1200.0,
        ) {
            let diagram = layout(&sizes, width, height);
            let (content_width, content_height) = diagram.content;
            prop_assert!(content_width >= width && content_height >= height);
            prop_assert!((MIN_TILE..=MAX_TILE).contains(&diagram.tile));
            prop_assert_eq!(diagram.columns.len(), sizes.len());
            for (column, &size) in diagram.columns.iter().zip(&sizes) {
                prop_assert_eq!(column.tiles.len(), size);
                for tile in &column.tiles {
                    prop_assert!(tile.x >= NAME_WIDTH && tile.right() <= content_width);
                    prop_assert!(tile.y >= MARGIN - 1.0);
                    prop_assert!(tile.bottom() <= content_height - MARGIN + 1.0);
                    prop_assert!((tile.centre()[0] - column.x_centre).abs() <= 1.0);
                }
                for pair in column.tiles.windows(2) {
                    prop_assert!(pair[1].y - pair[0].bottom() >= MIN_UNIT_GAP);
                }
            }
            for (pair, gap) in diagram.columns.windows(2).zip(&diagram.gaps) {
                let half = diagram.form.pitch() / 2.0;
                prop_assert!(gap - pair[0].x_centre >= half - 1.0);
                prop_assert!(pair[1].x_centre - gap >= half - 1.0);
            }
            let ends = [diagram.columns[0].x_centre, content_width - diagram.columns[sizes.len() - 1].x_centre];
            prop_assert!(ends[0] >= 28.0 && ends[1] >= diagram.form.last() - 1.0, "{ends:?}");
            for pair in diagram.columns.windows(2) {
                let links = pair[1].x_centre - pair[0].x_centre - diagram.tile;
                prop_assert!(links >= LINK_ROOM - 1.0 || diagram.tile == MIN_TILE);
            }
        }

        #[test]
        fn what_fits_closer_does_not_scroll(
            sizes in network(), width in 200.0f32..2000.0, names in 0.0f32..110.0,
        ) {
            let diagram = layout_with_names(&sizes, width, 500.0, names);
            let least = Form::Tight.least_width(sizes.len(), 0.0);
            prop_assert_eq!(diagram.content.0, width.max(least));
            for tile in &diagram.columns[0].tiles {
                prop_assert!(tile.x >= NAME_WIDTH - 1.0);
            }
        }

        #[test]
        fn the_largest_tile_that_fits_is_taken(size in 1usize..=64, height in 100.0f32..1200.0) {
            let tile = layout(&[size], 300.0, height).tile;
            prop_assert!(tile == MAX_TILE || least_height(size, tile + 1.0) > height);
        }

        #[test]
        fn a_link_gains_with_its_weight_and_loses_in_a_crowd(
            a in 0.0f32..1.0, b in 0.0f32..1.0, few in 0usize..10_000, more in 0usize..10_000,
        ) {
            let (low, high) = (a.min(b), a.max(b));
            for look in [link_width, link_opacity] {
                prop_assert!(look(low, 1.0, few) <= look(high, 1.0, few));
                let (alone, crowded) = (look(a, 1.0, few), look(a, 1.0, few + more));
                prop_assert!(crowded <= alone + 1e-6, "{a}: {alone} among {few}, then {crowded}");
            }
            prop_assert!((0.0..=0.95001).contains(&link_opacity(a, 1.0, few)));
            prop_assert!((0.5..=7.0).contains(&link_width(a, 1.0, few)));
        }

        #[test]
        fn a_point_on_a_link_hits_it(
            dx in 60.0f32..400.0, dy in -400.0f32..400.0, t in 0.0f32..1.0,
        ) {
            let link = link_path(rect(0.0, 0.0), rect(dx, dy));
            prop_assert_eq!(hit(&[link], curve_point(&link, t), 1.0), Some(0));
        }
    }
}
