//! The files of a forecast: all of them whole, or none.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// Where the files will be, made sure of before anything is worked out.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    /// In the same folder, so that a file that is whole only has to be renamed. It goes at the end, with
    /// whatever is left in it.
    aside: TempDir,
}

/// The names of the files.
pub const NAMES: [&str; 3] = ["forecast.csv", "forecast.json", "forecast.html"];

impl Files {
    /// Makes sure that the files can be written into a folder.
    ///
    /// # Errors
    ///
    /// Where they cannot.
    pub fn into(folder: &Path) -> Result<Self> {
        let shown = folder.display();
        for name in NAMES {
            let path = folder.join(name);
            ensure!(
                !path.is_dir(),
                "the forecast cannot be written: {} is a folder; move it away, or name another \
                 folder with --into",
                path.display()
            );
        }
        let aside = tempfile::Builder::new().prefix(".forecast-").tempdir_in(folder);
        let aside = aside.with_context(|| {
            format!(
                "the forecast cannot be written into {shown}: does that folder exist, and may you \
                 write there? Name another with --into"
            )
        })?;
        Ok(Self { folder: folder.to_owned(), aside })
    }

    /// Writes all, in the order of their names, and gives their paths. Earlier ones of that name are replaced.
    ///
    /// # Errors
    ///
    /// Where one cannot be written; none is then.
    pub fn write(self, contents: [&[u8]; NAMES.len()]) -> Result<Vec<PathBuf>> {
        let write = || -> Result<Vec<PathBuf>> {
            for (name, content) in NAMES.into_iter().zip(contents) {
                fs::write(self.aside.path().join(name), content)?;
            }
            let place = |name: &str| {
                let path = self.folder.join(name);
                fs::rename(self.aside.path().join(name), &path).map(|()| path)
            };
            Ok(NAMES.into_iter().map(place).collect::<Result<_, _>>()?)
        };
        write().with_context(|| {
            format!(
                "the forecast cannot be written into {}: make room there, or name another folder \
                 with --into",
                self.folder.display()
            )
        })
    }
}
