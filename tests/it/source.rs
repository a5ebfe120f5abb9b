//! The crate's own source text, as far as tests judge it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A text file of this repository.
pub struct Source {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Its lines without comments, numbered from 1.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().map(|line| line.split("//").next().unwrap_or_default());
        (1..).zip(lines).filter(|(_, line)| !line.trim().is_empty())
    }

    /// The folders that it stands in below `src/`, and its own name if that is a module's.
    pub fn modules(&self) -> Vec<&str> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inner.trim_end_matches("/mod.rs").trim_end_matches(".rs").split('/').collect()
    }
}

/// Every file below a folder of this repository whose name ends so, in order.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths);
    paths.retain(|path| {
        let name = path.to_string_lossy();
        endings.iter().any(|ending| name.ends_with(ending))
    });
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("a source file is text"),
        path: path
            .strip_prefix(root)
            .expect("it stands below the root")
            .to_string_lossy()
            .replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
