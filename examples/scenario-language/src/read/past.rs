//! What should have been led to: by the line before, or in the whole life so far. Whatever it names is
//! known, so that no expectation holds by a slip of the pen.

use pec_renewal::{Fact, Notice, Refusal, Who};

use crate::{
    cursor::Cursor,
    error::Fault,
    near,
    script::{Kind, Named, Past},
};

pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Option<Past>, Fault> {
    let read = of_the_line(cursor)?;
    if read.is_none() { of_the_life(cursor) } else { Ok(read) }
}

fn of_the_line(cursor: &mut Cursor<'_>) -> Result<Option<Past>, Fault> {
    Ok(Some(if cursor.takes("refusal") {
        let code = if cursor.is_done() { None } else { Some(code(cursor)?) };
        Past::Refusal { code, words: words(cursor)? }
    } else if cursor.takes("who") {
        let all = [Who::Holder, Who::Caller, Who::Provider, Who::Nobody];
        let who = all.into_iter().find(|who| cursor.takes(&who.to_string()));
        Past::Who(who.ok_or_else(|| cursor.unexpected())?)
    } else if cursor.takes("waiting may help") {
        Past::Waiting { helps: true }
    } else if cursor.takes("waiting does not help") {
        Past::Waiting { helps: false }
    } else if cursor.takes("event") {
        Past::Event(named(cursor, Kind::Event)?)
    } else if cursor.takes("no event") {
        let any = cursor.is_done();
        Past::NoEvent(if any { None } else { Some(named(cursor, Kind::Event)?) })
    } else {
        return Ok(None);
    }))
}

/// What is asked of the whole life so far.
fn of_the_life(cursor: &mut Cursor<'_>) -> Result<Option<Past>, Fault> {
    if cursor.takes("notice") {
        return Ok(Some(Past::Told(named(cursor, Kind::Notice)?)));
    }
    if cursor.takes("in order") {
        return in_order(cursor).map(Some);
    }
    let Some(count) = cursor.takes_value::<u16>("how often, as in `2 times`") else {
        return Ok(None);
    };
    if !cursor.takes("times") {
        cursor.needs("time")?;
    }
    let kind = if cursor.takes("notice") {
        Kind::Notice
    } else {
        cursor.needs("event")?;
        Kind::Event
    };
    Ok(Some(Past::Times { count: count.into(), what: named(cursor, kind)? }))
}

/// Events and notices, parted by commas.
fn in_order(cursor: &mut Cursor<'_>) -> Result<Past, Fault> {
    let mut all = Vec::new();
    loop {
        let kind = if cursor.takes("notice") { Kind::Notice } else { Kind::Event };
        all.push(named(cursor, kind)?);
        if !cursor.takes(",") {
            return Ok(Past::InOrder(all));
        }
    }
}

/// A name of the list, and words up to the next comma. After `NoticeDue` comes the name of a notice.
fn named(cursor: &mut Cursor<'_>, kind: Kind) -> Result<Named, Fault> {
    let name = match kind {
        Kind::Event => event(cursor)?,
        Kind::Notice => listed(cursor, NOTICES)?,
    };
    let mut words = Vec::new();
    if name == NOTICE_DUE && cursor.peek().is_some_and(|word| !word.quoted && word.text != ",") {
        words.push(listed(cursor, NOTICES)?.to_string());
    }
    while let Some(word) = cursor.peek().filter(|word| word.quoted || word.text != ",") {
        cursor.word("a word")?;
        words.push(word.text.to_string());
    }
    Ok(Named { kind, name, words })
}

/// The name of an event, or how to say it where it is that of a notice.
fn event(cursor: &mut Cursor<'_>) -> Result<&'static str, Fault> {
    let is_notice = |text: &str| Notice::NAMES.contains(&text) && !Fact::NAMES.contains(&text);
    if let Some(word) = cursor.peek().filter(|word| is_notice(word.text)) {
        let text = word.text;
        let problem = format!(
            "{text:?} is the name of a notice, not of an event: expected `{NOTICE_DUE} {text}`, or \
             `notice {text}`"
        );
        return Err(Fault::new(word.column, problem));
    }
    listed(cursor, EVENTS)
}

/// The rest of the line: words that should stand in the sentence.
fn words(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    while !cursor.is_done() {
        let word = cursor.word("a word")?.text;
        if word != "," {
            words.push(word.to_string());
        }
    }
    Ok(words)
}

/// The code of a refusal.
pub(super) fn code(cursor: &mut Cursor<'_>) -> Result<&'static str, Fault> {
    listed(cursor, CODES)
}

/// A list too long for an error: that gives the nearest name, and says where all are.
#[derive(Clone, Copy)]
struct List {
    names: &'static [&'static str],
    what: &'static str,
    page: &'static str,
}

const EVENTS: List =
    List { names: Fact::NAMES, what: "the name of an event", page: "src/manual/events.md" };
const NOTICES: List =
    List { names: Notice::NAMES, what: "the name of a notice", page: "src/manual/events.md" };
const CODES: List =
    List { names: Refusal::CODES, what: "the code of a refusal", page: "src/manual/refusals.md" };

/// A word of a long list.
fn listed(cursor: &mut Cursor<'_>, list: List) -> Result<&'static str, Fault> {
    let List { names, what, page } = list;
    let word = cursor.word(what)?;
    names.iter().copied().find(|name| *name == word.text).ok_or_else(|| {
        let near = names.iter().copied().min_by_key(|name| near::distance(name, word.text));
        let near = near.map_or(String::new(), |near| format!(" such as `{near}`"));
        let text = word.text;
        let problem = format!("{text:?} is not {what}: expected one{near} ({page} lists them)");
        Fault::new(word.column, problem)
    })
}

/// The event that says a notice is owed.
const NOTICE_DUE: &str = "NoticeDue";
