//! Asks the linker to write down which of a release's constants each place refers to: the program is split by
//! it (`scripts/lib/split.mjs`).

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
        // The stack lies below the data, which so begin beyond 0x110000: that number stands for “no character”
        // in many functions, and is taken for the address of none of the data.
        println!("cargo::rustc-link-arg-bins=-zstack-size=1179648");
    }
}
