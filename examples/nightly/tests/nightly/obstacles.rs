//! What can stand in the way of a run: each is named with what to do, and nothing is lost by it.

use std::{
    fs,
    process::{Child, Command},
    thread,
    time::Duration,
};

use crate::{
    bench::Bench,
    program::{PROGRAM, assert_ended, program, said},
};

#[test]
fn files_that_may_grow_no_further_stop_the_run_and_lose_nothing() {
    let bench = undisturbed();
    let mut stops = 0;
    // More room each time, from none at all to enough.
    for step in 0.. {
        let output = limited(&bench, step * 96, &ARGS).output().expect("the program runs");
        if output.status.success() {
            break;
        }
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("the database a.sqlite cannot be read or written"), "{text}");
        assert!(text.contains("the largest size of a file, and run again"), "{text}");
        stops += 1;
        assert!(stops < 100, "{text}");
    }
    assert!(5 < stops, "{stops}");
    assert_same(&bench);
}

#[test]
fn a_full_disk_stops_the_run_and_loses_nothing() {
    let bench = undisturbed();
    fs::create_dir(bench.path("full")).expect("a folder");
    // A disk of its own, first far too small, then larger and larger; seen by this script alone.
    let script = r#"
        mount -t tmpfs -o size=16k disk full || exit 77
        for size in 64 128 256 384 512 640 704 768 896 1024 1280 1536 2048 8192; do
            "$@" 2>&1 >table; status=$?
            if test $status = 0; then cp full/a.sqlite* . && exit 0; fi
            test $status = 2 || { cat table; exit $status; }
            mount -o remount,size=${size}k full || exit 78
        done"#;
    let mut inside = Command::new("unshare");
    inside.args(["-rm", "sh", "-c", script, "sh", PROGRAM, "--database", "full/a.sqlite"]);
    let output = match inside.args(ARGS).current_dir(bench.path(".")).output() {
        Ok(output) if output.status.code() != Some(77) => output,
        // There is nothing to test with: a system that lets only its administrator mount a disk.
        Ok(_) | Err(_) => return eprintln!("no disk can be mounted here, so none was filled"),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    if text.is_empty() && !output.status.success() {
        return eprintln!("no disk can be mounted here: {}", said(&output));
    }
    assert!(output.status.success(), "{}{text}", said(&output));
    let stops = text.matches("the disk of the database full/a.sqlite is full: make room").count();
    assert!(3 < stops && stops == text.lines().count(), "{stops} of:\n{text}");
    assert_same(&bench);
}

#[test]
fn an_import_too_large_for_its_place_says_so_and_leaves_nothing() {
    let bench = Bench::in_memory();
    // More than is kept in memory, so that it is stopped in its midst and not at its end.
    let large = limited(&bench, 80_000, &["--mailboxes", "60000", "--nights", "0"]);
    let text = assert_ended(large, 2);
    assert!(text.contains("the largest size of a file, and run again"), "{text}");
    assert!(text.contains("the mailboxes made: disk I/O error"), "{text}");
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM mailbox"), 0);
}

#[test]
fn a_database_in_use_is_left_to_its_user() {
    let bench = undisturbed();
    assert_ended(program(&bench, "a.sqlite", &BEGUN), 0);
    for hold in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT count(*) FROM mailbox"] {
        let user = bench.open("a.sqlite");
        user.execute_batch(hold).expect("it is held");
        let text = assert_ended(program(&bench, "a.sqlite", &ARGS), 2);
        assert!(text.contains("the database a.sqlite is in use: wait for the other"), "{text}");
    }
    assert_ended(program(&bench, "a.sqlite", &ARGS), 0);
    assert_same(&bench);
}

#[test]
fn a_second_run_beside_the_first_does_nothing() {
    let bench = undisturbed();
    let mut first = program(&bench, "a.sqlite", &ARGS).spawn().expect("it starts");
    // Stopped once it has written, so that it is sure to be there when the second one comes.
    while fs::metadata(bench.path("a.sqlite-wal")).map_or(0, |file| file.len()) == 0 {
        assert!(first.try_wait().expect("a status").is_none(), "it ended before it was stopped");
        thread::sleep(Duration::from_micros(100));
    }
    signal(&first, "-STOP");
    let second = program(&bench, "a.sqlite", &ARGS).output().expect("the program runs");
    signal(&first, "-CONT");
    let first = first.wait_with_output().expect("it ends");
    let text = said(&second);
    assert_eq!(second.status.code(), Some(2), "{text}");
    assert!(text.contains("the database a.sqlite is in use: wait for the other run"), "{text}");
    assert!(first.status.success(), "{}", said(&first));
    assert_same(&bench);
}

#[test]
fn a_database_of_a_newer_program_is_left_to_it() {
    let bench = undisturbed();
    assert_ended(program(&bench, "a.sqlite", &BEGUN), 0);
    let version = |number: i64| {
        let db = bench.open("a.sqlite");
        db.pragma_update(None, "user_version", number).expect("a version");
    };
    version(1_000);
    let before = fs::read(bench.path("a.sqlite")).expect("a file");
    let text = assert_ended(program(&bench, "a.sqlite", &ARGS), 2);
    assert!(text.contains("a.sqlite: it has schema 1000"), "{text}");
    assert!(text.contains("use the newer program that wrote it"), "{text}");
    assert!(before == fs::read(bench.path("a.sqlite")).expect("a file"), "it was written to");
    version(6);
    assert_ended(program(&bench, "a.sqlite", &ARGS), 0);
    assert_same(&bench);
}

#[test]
fn a_damaged_file_is_named_and_its_copy_goes_on() {
    let bench = undisturbed();
    assert_ended(program(&bench, "a.sqlite", &BEGUN), 0);
    let copy = fs::read(bench.path("a.sqlite")).expect("a file");
    let cut = |length: usize| copy[..length].to_vec();
    let garbage = |from: usize| {
        let mut bytes = copy.clone();
        bytes[from..].iter_mut().zip((0_u8..251).cycle()).for_each(|(byte, other)| *byte ^= other);
        bytes
    };
    for (bytes, expected) in [
        (cut(50), "is damaged: restore a copy from before, and run again"),
        (cut(1_000), "is damaged: restore a copy from before, and run again"),
        (cut(copy.len() / 2), "is damaged: restore a copy from before, and run again"),
        (cut(copy.len() - 4_096), "is damaged: restore a copy from before, and run again"),
        (garbage(0), "a.sqlite is no SQLite database: name another file"),
        (garbage(4_096), "is damaged: restore a copy from before, and run again"),
    ] {
        fs::write(bench.path("a.sqlite"), &bytes).expect("it is written");
        let text = assert_ended(program(&bench, "a.sqlite", &ARGS), 2);
        assert!(text.contains(expected), "{} bytes: {text}", bytes.len());
        let after = fs::read(bench.path("a.sqlite")).expect("a file");
        assert!(bytes == after, "{} bytes were written to: {text}", bytes.len());
        fs::write(bench.path("a.sqlite"), &copy).expect("it is written");
    }
    assert_ended(program(&bench, "a.sqlite", &ARGS), 0);
    assert_same(&bench);
}

/// A bench in which the run of [`ARGS`] stands beside, made with nothing in its way.
#[track_caller]
fn undisturbed() -> Bench {
    let bench = Bench::new();
    assert_ended(program(&bench, "undisturbed.sqlite", &ARGS), 0);
    bench
}

/// Whether the database ended like the undisturbed one.
#[track_caller]
fn assert_same(bench: &Bench) {
    let (found, expected) = (bench.dump("a.sqlite"), bench.dump("undisturbed.sqlite"));
    if let Some((one, two)) = found.iter().zip(&expected).find(|(one, two)| one != two) {
        panic!("found    {one}\nexpected {two}");
    }
    assert_eq!(found.len(), expected.len());
}

/// The program, whose files may not grow beyond so many blocks of 512 bytes.
fn limited(bench: &Bench, blocks: u32, args: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    // Without the trap it would be killed where it writes too much, and could not say why.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    shell.args(["-c", &script, "sh", PROGRAM, "--database", "a.sqlite"]).args(args);
    shell.current_dir(bench.path("."));
    shell
}

#[track_caller]
fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

const ARGS: [&str; 6] = ["--portfolio", "portfolio.csv", "--from", "2026-01-01", "--nights", "20"];
/// The first nights of them.
const BEGUN: [&str; 6] = ["--portfolio", "portfolio.csv", "--from", "2026-01-01", "--nights", "4"];
