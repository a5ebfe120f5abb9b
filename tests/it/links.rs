//! The links of pages: each leads to something, in a repository or an editor as well as in the built
//! documentation.
//!
//! A page of the manual is read in both. It names what it links to by labels, which it defines at its foot
//! as paths; in the built documentation the labels of `links.md` come first, and the first definition of a
//! label holds.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use crate::source::{Source, files};

#[test]
fn every_link_of_a_page_leads_to_a_file_and_a_heading_that_exist() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for page in pages() {
        for (_, link) in links(&page.text).filter(|(_, link)| !link.contains("://")) {
            followed += 1;
            let (path, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = target(&page, path);
            if !target.exists() {
                wrong.push(format!("{}: {link} is not there", page.path));
            } else if !heading.is_empty() && !headings(&target).contains(heading) {
                wrong.push(format!("{}: {link} has no such heading", page.path));
            }
        }
    }
    assert!(150 < followed, "only {followed} links were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_label_of_the_manual_has_a_place_in_the_built_documentation_and_is_used() {
    let built = labels(include_str!("../../src/manual/links.md"));
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for page in manual() {
        for (kind, link) in links(&page.text).filter(|(_, link)| !link.contains("://")) {
            if kind == LinkType::Inline {
                wrong.push(format!("{}: {link} leads nowhere once built: use a label", page.path));
            }
        }
        let defined = labels(&page.text);
        wrong.extend(
            defined.difference(&built).map(|label| format!("{}: {label} is not built", page.path)),
        );
        used.extend(defined);
    }
    let unused: Vec<&String> = built.difference(&used).collect();
    assert!(unused.is_empty(), "no page uses {unused:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_readme_leads_to_every_chapter_and_page_of_the_manual() {
    let readme = include_str!("../../README.md");
    let linked: BTreeSet<String> = links(readme).map(|(_, link)| link).collect();
    let parts = files("src/manual", &[".rs", ".md"]).into_iter().map(|source| source.path);
    let is_read = |path: &String| !path.ends_with("/example.rs") && !path.ends_with("/links.md");
    let missing: Vec<String> =
        parts.filter(is_read).filter(|path| !linked.contains(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every page that people read, of the repository's own.
fn pages() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let at_the_root = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let mut pages: Vec<Source> = at_the_root
        .map(|path| Source {
            text: fs::read_to_string(root.join(path)).expect("a page is text"),
            path: path.to_owned(),
        })
        .into();
    pages.extend(manual());
    pages.extend(files("benches", &["README.md"]));
    pages.extend(files("tests", &[".md"]));
    for example in fs::read_dir(root.join("examples")).expect("a folder can be listed") {
        let name = example.expect("a folder can be listed").file_name();
        let readme = format!("examples/{}/README.md", name.to_string_lossy());
        if let Ok(text) = fs::read_to_string(root.join(&readme)) {
            pages.push(Source { path: readme, text });
        }
    }
    pages
}

/// The pages of the manual, without the list of labels.
fn manual() -> Vec<Source> {
    let all = files("src/manual", &[".md"]).into_iter();
    all.filter(|page| !page.path.ends_with("/links.md")).collect()
}

/// Each link of a page, with how it is written.
fn links(page: &str) -> impl Iterator<Item = (LinkType, String)> {
    Parser::new(page).filter_map(|event| {
        if let Event::Start(
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
        ) = event
        {
            Some((link_type, dest_url.into_string()))
        } else {
            None
        }
    })
}

/// The labels that a page defines.
fn labels(page: &str) -> BTreeSet<String> {
    let parser = Parser::new(page);
    parser.reference_definitions().iter().map(|(label, _)| label.to_owned()).collect()
}

/// The file that a link of a page means; the page itself where it names none.
fn target(page: &Source, path: &str) -> PathBuf {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(&page.path);
    if path.is_empty() { page } else { page.with_file_name(path) }
}

/// The headings of a page, as links name them.
fn headings(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(page).unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            heading.chars().filter(|it| it.is_alphanumeric() || "-_".contains(*it)).collect()
        })
        .collect()
}
