//! Gives the build a short name (`SEPARABLE_BUILD`, a hash of the sources), which the page puts in
//! the worker's address, so that a browser never pairs a new page with a cached old worker.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
};

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::path);
        entries
            .iter()
            .try_for_each(|entry| hash_tree(&entry.path(), hasher))
    } else {
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut hasher = DefaultHasher::new();
    for part in ["src", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={part}");
        hash_tree(&Path::new(&root).join(part), &mut hasher)?;
    }
    println!("cargo:rustc-env=SEPARABLE_BUILD={:016x}", hasher.finish());
    Ok(())
}
