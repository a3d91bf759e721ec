//! Values that must never change by themselves, for tests that run natively and in browsers.

use separable::data::{DataSpec, Dataset};

/// The FNV-1a hash of the bits of numbers.
pub fn hash<'a>(values: impl IntoIterator<Item = &'a f32>) -> u64 {
    let bytes = values.into_iter().flat_map(|v| v.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Every dataset with the hash of its points under the default settings.
pub const POINTS: [(Dataset, u64); 10] = [
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
];

/// Generates every dataset and holds its points against [`POINTS`].
pub fn check_points() {
    let hashes = POINTS.map(|(dataset, _)| {
        let split = DataSpec {
            dataset,
            ..DataSpec::default()
        }
        .generate();
        let points = split.train.iter().chain(&split.test);
        let values: Vec<f32> = points
            .flat_map(|p| [p.x[0], p.x[1], f32::from(p.class)])
            .collect();
        (dataset, hash(&values))
    });
    assert_eq!(hashes, POINTS, "{hashes:#x?}");
}
