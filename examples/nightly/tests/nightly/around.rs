//! The days around an expiry: the page of the manual and its drawing are what the projection gives.

use pec_nightly::{args::Lang, around::Around};
use pec_renewal::catalogue::Policy;

use crate::{bench::Bench, command_line::call, golden::assert_golden};

#[test]
fn the_page_of_the_manual_and_its_drawing_are_those_of_the_preset() {
    let around = Around::read("aruba".as_ref(), Lang::En).expect("a preset");
    assert_golden("../../src/manual/around_an_expiry.md", &around.text());
    assert_golden("../../src/manual/around_an_expiry.svg", &around.svg().expect("a drawing"));
}

#[test]
fn every_preset_is_drawn_in_both_languages_and_needs_no_other_file() {
    for (name, _) in Policy::PRESETS {
        for lang in [Lang::En, Lang::It] {
            let around = Around::read(name.as_ref(), lang).expect("a preset");
            let (text, svg) = (around.text(), around.svg().expect("a drawing"));
            // A blank line would end it on a page that it stands on.
            assert!(!svg.contains("\n\n"), "{name}, {lang:?}");
            let linked = svg.replace("http://www.w3.org/2000/svg", "");
            for outside in ["http", "href", "<image", "<script", "<style", "@import", "url("] {
                assert!(!linked.contains(outside), "{name}, {lang:?}: {outside}");
            }
            assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count(), "{name}");
            for said in [&text, &svg] {
                assert!(!said.contains("00000000-0000"), "{name}, {lang:?}: an identifier");
            }
        }
    }
}

#[test]
fn the_days_are_told_in_italian_and_drawn_to_a_file() {
    let bench = Bench::new();
    let asked = ["--around-expiry", "aruba", "--svg", "giorni.svg", "--lang", "it"];
    let output = call(&bench, &asked);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for said in
        ["preavviso di cancellazione", "ultimo giorno per rinnovare", "12,08 €", "giorni.svg"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(bench.read("giorni.svg").contains("annullare l'ordine aperto"));
    assert!(!bench.path("pec-nightly.sqlite").exists(), "no night was run");
}

#[test]
fn what_cannot_be_shown_ends_with_2_and_says_what_there_is() {
    let bench = Bench::new();
    for (asked, said) in [
        (&["--around-expiry", "poste"][..], "aruba, register_it, pecpro, tim, virgilio"),
        (&["--around-expiry", "aruba", "--svg", "no/such/folder.svg"], "does its folder exist"),
        (&["--around-expiry", "aruba", "--compare", "aruba", "tim"], "cannot be used with"),
        (&["--lang", "it"], "--around-expiry"),
    ] {
        let output = call(&bench, asked);
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{asked:?}: {told}");
        assert!(told.contains(said), "{asked:?}: {told}");
    }
}
