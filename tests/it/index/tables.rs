//! The texts of the machines and of the refusals, read again for the page.

use std::collections::BTreeMap;

use crate::{golden::read, source::files};

/// A machine: what its page says first, and of each state what the inputs lead to.
pub struct Machine {
    pub name: &'static str,
    pub says: String,
    pub states: Vec<State>,
}

/// A state of a machine: what it becomes, or why not, with the inputs that lead there.
pub struct State {
    pub name: String,
    pub outcomes: Vec<(String, Vec<String>)>,
}

/// The four machines, in the order in which the floors of the house stand.
pub fn machines() -> Vec<Machine> {
    ["charge", "auto_renewal", "order", "service"].map(machine).into()
}

fn machine(name: &'static str) -> Machine {
    let text = read(&format!("audit/tables/{name}.txt"));
    let mut states: Vec<State> = Vec::new();
    let mut says: Vec<&str> = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split(" | ").map(str::trim).collect();
        let [state, input, outcome] = cells[..] else {
            says.push(line);
            continue;
        };
        if states.last().is_none_or(|last| last.name != state) {
            states.push(State { name: state.to_owned(), outcomes: Vec::new() });
        }
        let last = states.last_mut().expect("one was pushed");
        match last.outcomes.iter_mut().find(|(known, _)| known == outcome) {
            Some((_, inputs)) => inputs.push(input.to_owned()),
            None => last.outcomes.push((outcome.to_owned(), vec![input.to_owned()])),
        }
    }
    Machine { name, says: says.join("\n").trim().to_owned(), states }
}

/// Every command by every refusal.
pub struct Refusals {
    pub says: String,
    pub commands: Vec<String>,
    /// Of each code, how often each command was refused so.
    pub rows: Vec<(String, Vec<String>)>,
    /// Of each command, the codes with their rule, and the lines that tell where.
    pub places: Vec<(String, Vec<(String, Vec<String>)>)>,
}

pub fn refusals() -> Refusals {
    let text = read("audit/tables/refusals.txt");
    let (says, rest) = text.split_once("\nThe commands\n\n").expect("commands are listed");
    let mut blocks = rest.split("\n\n");
    let commands: Vec<String> = blocks
        .next()
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.trim().split_once("  ").map(|(_, name)| name.to_owned()))
        .collect();
    let grid = blocks.nth(1).expect("the grid follows its title");
    let rows = grid.lines().skip(1).map(|line| {
        let cell = |place: usize| {
            let begin = CODE + place * CELL;
            line.get(begin..line.len().min(begin + CELL)).unwrap_or_default().trim().to_owned()
        };
        let code = line.get(..CODE).unwrap_or(line).trim().to_owned();
        (code, (0..commands.len()).map(cell).collect())
    });
    let rows = rows.collect();
    let places = blocks.filter_map(command).collect();
    Refusals { says: says.to_owned(), commands, rows, places }
}

/// The width of the column of codes, and of each other.
const CODE: usize = 27;
const CELL: usize = 4;

fn command(block: &str) -> Option<(String, Vec<(String, Vec<String>)>)> {
    let mut lines = block.lines();
    let name = lines.next()?.to_owned();
    let mut codes: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        let depth = line.len() - line.trim_start().len();
        let words = line.trim();
        match (depth, codes.last_mut()) {
            (2, _) => codes.push((words.to_owned(), Vec::new())),
            (4, Some((_, places))) => places.push(words.to_owned()),
            (_, Some((_, places))) => {
                let last = places.last_mut()?;
                last.push(' ');
                last.push_str(words);
            }
            (_, None) => return None,
        }
    }
    Some((name, codes))
}

/// What somebody wants to be rid of, and where that is refused.
pub struct Cancelling {
    pub says: String,
    pub ways: Vec<Way>,
}

/// One way to be rid of something: the refusals, each with what is said and the situations in which it is.
pub struct Way {
    pub title: String,
    pub refusals: Vec<(String, Vec<(String, Vec<String>)>)>,
}

pub fn cancelling() -> Cancelling {
    let text = read("audit/tables/cancelling_refused.txt");
    let (says, rest) = text.split_once("\nTo ").expect("the ways follow what the page says");
    let mut ways: Vec<Way> = Vec::new();
    for line in format!("To {rest}").lines().filter(|line| !line.is_empty()) {
        let words = line.trim().to_owned();
        let depth = line.len() - line.trim_start().len();
        match (depth, ways.last_mut()) {
            (0, _) => ways.push(Way { title: words, refusals: Vec::new() }),
            (2, Some(way)) => way.refusals.push((words, Vec::new())),
            (depth, Some(way)) => {
                let (_, said) = way.refusals.last_mut().expect("a code comes first");
                match (depth, said.last_mut()) {
                    (6, Some((_, places))) => places.push(words),
                    _ => said.push((words, Vec::new())),
                }
            }
            (_, None) => unreachable!("a way comes first"),
        }
    }
    Cancelling { says: says.to_owned(), ways }
}

/// The file of each situation, by its name.
pub fn situations() -> BTreeMap<String, String> {
    let of = files("tests/audit/tables/situations", &[".txt"]).into_iter().map(|source| {
        let name = source.text.lines().next().unwrap_or_default().to_owned();
        (name, source.path.trim_start_matches("tests/audit/").to_owned())
    });
    of.collect()
}
