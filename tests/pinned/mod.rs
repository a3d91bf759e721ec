//! Values that must never change by themselves, for tests that run natively and in browsers.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use separable::{
    data::{DataSpec, Dataset, Table, Targets},
    lab::{Prepared, link},
    nn::{Activation, Named, Stride, Trainer},
};

/// The FNV-1a hash of the bits of numbers.
pub fn hash<'a>(values: impl IntoIterator<Item = &'a f32>) -> u64 {
    let bytes = values.into_iter().flat_map(|v| v.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Every generated dataset with the hash of its samples under the default settings.
const POINTS: &[(Dataset, u64)] = &[
    (Dataset::Xor, 0x46ec_f359_7908_9a0e),
    (Dataset::Circles, 0x413d_8521_206c_244a),
    (Dataset::Gaussians, 0xa355_02ba_f749_d076),
    (Dataset::Spiral, 0xe834_a8a8_53e0_f30b),
    (Dataset::Moons, 0x53eb_952a_f054_842f),
    (Dataset::Checkerboard, 0x6b8a_933a_56c5_a130),
    (Dataset::XorTable, 0x25b1_d6b6_cd39_70a5),
    (Dataset::And, 0x8d03_9aad_0e71_d098),
    (Dataset::Or, 0x2765_07b6_ceab_5868),
    (Dataset::Nand, 0xa8aa_f0eb_8956_b2b8),
    (Dataset::Not, 0x40e7_09f3_a486_7615),
    (Dataset::Blobs3, 0x91fc_3949_e0e3_7930),
    (Dataset::Blobs4, 0x9dea_7970_0e0c_d7ee),
    (Dataset::Spiral3, 0x3544_bf8d_ee96_8be5),
    (Dataset::Rings, 0xecca_765d_1f49_7bba),
    (Dataset::Labels, 0xd4c2_f638_c416_9348),
    (Dataset::Line, 0x06c6_49bf_9c29_c9c9),
    (Dataset::Sine, 0xdd4d_51ac_d818_5c30),
    (Dataset::Step, 0x9915_3cb4_8495_8d9e),
    (Dataset::Outliers, 0x52ba_e084_bf5c_85c4),
    (Dataset::TwoWaves, 0x3a86_e67a_038e_51b6),
    (Dataset::Plane, 0x7dc9_4853_7596_c080),
    (Dataset::Bumps, 0xd30a_7a1d_b708_abcf),
    (Dataset::Saddle, 0x9888_e75f_b761_1fa7),
];

/// Generates every dataset and holds its samples against [`POINTS`]: those for training in their
/// order, then those for testing; of each its inputs, then its targets.
pub fn check_points() {
    let generated = Dataset::ALL
        .iter()
        .copied()
        .filter(|set| set.is_generated());
    let found: Vec<_> = generated
        .map(|dataset| (dataset, points(dataset)))
        .collect();
    let other: Vec<_> = found.iter().filter(|pair| !POINTS.contains(pair)).collect();
    assert!(
        other.is_empty(),
        "other points than before; for a new dataset POINTS lacks this: {other:#x?}"
    );
    assert_eq!(found.len(), POINTS.len(), "POINTS has a dataset twice");
}

/// The hash of a dataset's samples.
fn points(dataset: Dataset) -> u64 {
    let spec = DataSpec {
        dataset,
        ..DataSpec::default()
    };
    let table = spec.table();
    let (train, test) = spec.split(table.len());
    let rows = train.into_iter().chain(test);
    let values: Vec<f32> = rows.flat_map(|row| numbers(&table, row as usize)).collect();
    hash(&values)
}

/// The inputs of a sample and its targets.
fn numbers(table: &Table, row: usize) -> Vec<f32> {
    let mut numbers: Vec<f32> = table.x.row(row).collect();
    match &table.targets {
        Targets::Classes { of, .. } => numbers.push(f32::from(of[row])),
        Targets::Labels { on: of, .. } | Targets::Values { of, .. } => {
            numbers.extend(of.row(row).iter());
        }
    }
    numbers
}

/// Links, each with the epochs that it is trained for and the hash of the parameters thereafter. The
/// page itself is held against the same lines in every engine, by `tests/engines`.
const LINKS: &str = include_str!("links.txt");

/// A line of [`LINKS`].
struct Link {
    fragment: &'static str,
    epochs: u64,
    hash: u64,
}

fn links() -> impl Iterator<Item = Link> {
    LINKS.lines().map(|line| {
        let [fragment, epochs, hash] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("not a link, epochs and a hash: {line}");
        };
        Link {
            fragment: fragment.strip_prefix('#').unwrap(),
            epochs: epochs.parse().unwrap(),
            hash: u64::from_str_radix(hash.strip_prefix("0x").unwrap(), 16).unwrap(),
        }
    })
}

/// The hash of an experiment's parameters after some epochs.
fn trained(fragment: &str, epochs: u64) -> u64 {
    let (recipe, problems) = link::read(fragment, &|_| None);
    assert_eq!(problems, []);
    let experiment = recipe.experiment;
    let train = Prepared::new(&experiment).train;
    let mut trainer = Trainer::new(experiment.network(), train, experiment.settings());
    trainer.advance(Stride::Epoch, epochs);
    assert!(trainer.network().is_finite());
    hash(trainer.network().parameters())
}

/// The link that tries an activation.
fn with_activation(activation: Activation) -> String {
    format!("net=2-5{}-1s&momentum=0.5", activation.name())
}

/// Trains by every link and holds the weights against [`LINKS`], which has every activation.
pub fn check_training() {
    for activation in Activation::ALL {
        let wanted = with_activation(*activation);
        let tried = links().any(|link| link.fragment == wanted);
        assert!(
            tried || *activation == Activation::Softmax,
            "links.txt lacks a line: #{wanted} 2 {:#018x}",
            trained(&wanted, 2)
        );
    }
    let mut other = Vec::new();
    for Link {
        fragment,
        epochs,
        hash,
    } in links()
    {
        let found = trained(fragment, epochs);
        if found != hash {
            other.push(format!("#{fragment} {epochs} {found:#018x}"));
        }
    }
    assert!(other.is_empty(), "other weights than before: {other:#?}");
}
