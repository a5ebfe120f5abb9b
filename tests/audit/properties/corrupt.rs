//! Whatever is read back gives a state, or says what is wrong with it; it never panics.

use pec_renewal::{
    Command, Contradiction, CorruptHistory, Event, Fact, Mailbox, Refusal, access,
    catalogue::Policy, charge::Outcome, check, decide, next_deadline, permitted, replay,
    values::Day,
};
use pec_test_support::{folded, noon};
use proptest::{prelude::*, sample::Index};

use super::{
    chances::{histories, moves_one_by_one},
    moves::Move,
    policies::{POLICIES, PRESET},
    story::Story,
    tried,
};

proptest! {
    #![proptest_config(tried(640))]

    #[test]
    fn random_bytes_are_no_history(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive_bytes(&bytes);
        survive_text(&bytes);
    }

    #[test]
    fn a_damaged_text_is_refused_or_read(
        history in histories(25),
        damage in prop::collection::vec((any::<Index>(), damages()), 1..4),
    ) {
        let story = history.lived();
        let mut text = serde_json::to_vec(story.life.history()).unwrap();
        let mut state = serde_json::to_vec(story.life.mailbox()).unwrap();
        for (index, damage) in &damage {
            damage.harm(&mut text, *index);
            damage.harm(&mut state, *index);
        }
        survive_text(&text);
        if let Ok(mailbox) = serde_json::from_slice::<Mailbox>(&state) {
            survive_state(&mailbox, &[]);
        }
    }

    #[test]
    fn a_damaged_binary_form_is_refused_or_read(
        history in histories(25),
        damage in prop::collection::vec((any::<Index>(), damages()), 1..4),
    ) {
        let story = history.lived();
        let mut bytes = postcard::to_allocvec(story.life.history()).unwrap();
        let mut state = postcard::to_allocvec(story.life.mailbox()).unwrap();
        for (index, damage) in &damage {
            damage.harm(&mut bytes, *index);
            damage.harm(&mut state, *index);
        }
        survive_bytes(&bytes);
        if let Ok(mailbox) = postcard::from_bytes::<Mailbox>(&state) {
            survive_state(&mailbox, &[]);
        }
    }

    #[test]
    fn a_history_with_events_lost_doubled_or_moved_is_refused_or_read(
        history in histories(40),
        mishaps in prop::collection::vec((any::<Index>(), any::<Index>(), 0_u8..4), 1..4),
        next in prop::collection::vec(moves_one_by_one(), 6),
    ) {
        let story = history.lived();
        let mut events = story.life.history().to_vec();
        for (from, to, mishap) in mishaps {
            let (from, to) = (from.index(events.len()), to.index(events.len()));
            match mishap {
                0 => drop(events.remove(from)),
                1 => events.insert(to, events[from].clone()),
                2 => events.swap(from, to),
                _ => events.truncate(from.max(1)),
            }
            if events.is_empty() {
                return Ok(());
            }
        }
        if let Ok(Some(mailbox)) = survive_history(&events) {
            survive_state(&mailbox, &meant(&story, &next));
        }
    }

    #[test]
    fn a_history_cut_short_is_a_history(history in histories(40), at in any::<Index>()) {
        let story = history.lived();
        let events = story.life.history();
        let state = replay(&events[..=at.index(events.len())]);
        prop_assert!(state.is_ok_and(|state| state.is_some()));
    }

    #[test]
    fn events_of_another_life_are_refused_or_read(
        (history, other) in (histories(40), histories(40)),
        (from, to) in (any::<Index>(), any::<Index>()),
        next in prop::collection::vec(moves_one_by_one(), 6),
    ) {
        let (story, other) = (history.lived(), other.lived());
        let (events, foreign) = (story.life.history(), other.life.history());
        let (from, to) = (from.index(events.len()), to.index(foreign.len()));
        let spliced = [&events[..=from], &foreign[to..]].concat();
        if let Ok(Some(mailbox)) = survive_history(&spliced) {
            survive_state(&mailbox, &meant(&story, &next));
        }
    }

    #[test]
    fn orders_of_another_mailbox_do_not_fold(history in histories(40)) {
        let story = history.lived();
        let foreign = "00000000000000000000000000000009";
        let own = "00000000000000000000000000000001";
        let mut mailbox = None;
        for event in story.life.history() {
            if let Fact::OrderOpened(_) | Fact::ChargeRequested { .. } = event.fact {
                let text = serde_json::to_string(event).unwrap().replace(own, foreign);
                let theirs: Event = serde_json::from_str(&text).unwrap();
                prop_assert!(pec_renewal::evolve(mailbox.clone(), &theirs).is_err(), "{theirs:?}");
            }
            mailbox = Some(pec_renewal::evolve(mailbox, event).unwrap());
        }
    }

    #[test]
    fn r_30_a_request_under_a_key_that_money_came_under_does_not_fold(history in histories(40)) {
        let story = history.lived();
        let mut mailbox = None;
        for event in story.life.history() {
            if let Fact::ChargeRequested { key, amount, .. } = event.fact {
                let told = Command::ChargeOutcome { key, outcome: Outcome::Settled { amount } };
                match decide(mailbox.as_ref(), &told, &Policy::aruba(), event.at) {
                    Ok(told) => {
                        let paid = folded(mailbox.clone(), &told);
                        let refused = pec_renewal::evolve(paid, event).unwrap_err();
                        prop_assert_eq!(refused.why, Contradiction::ChargeKeyRepeated);
                    }
                    // The sums of this mailbox are at the end of their range.
                    Err(Refusal::AmountTooLarge { .. }) => {}
                    Err(refusal) => prop_assert!(false, "{}", refusal),
                }
            }
            mailbox = Some(pec_renewal::evolve(mailbox, event).unwrap());
        }
    }
}

/// What befalls stored bytes.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Flip(u8),
    Set(u8),
    Digit(u8),
    Drop,
    Double,
    Truncate,
}

impl Damage {
    fn harm(self, bytes: &mut Vec<u8>, place: Index) {
        if bytes.is_empty() {
            return;
        }
        let at = place.index(bytes.len());
        match self {
            Self::Flip(bit) => bytes[at] ^= 1 << (bit % 8),
            Self::Set(byte) => bytes[at] = byte,
            Self::Digit(digit) => {
                // The next digit: what is damaged so can still be read, and means something else.
                if let Some(byte) = bytes[at..].iter_mut().find(|byte| byte.is_ascii_digit()) {
                    *byte = b'0' + digit % 10;
                }
            }
            Self::Drop => drop(bytes.remove(at)),
            Self::Double => bytes.insert(at, bytes[at]),
            Self::Truncate => bytes.truncate(at),
        }
    }
}

fn damages() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => any::<u8>().prop_map(Damage::Flip),
        2 => any::<u8>().prop_map(Damage::Set),
        6 => any::<u8>().prop_map(Damage::Digit),
        1 => Just(Damage::Drop),
        1 => Just(Damage::Double),
        1 => Just(Damage::Truncate),
    ]
}

fn survive_text(text: &[u8]) {
    if let Ok(events) = serde_json::from_slice::<Vec<Event>>(text) {
        let _ = survive_history(&events);
    }
    let _ = serde_json::from_slice::<Command>(text);
    let _ = serde_json::from_slice::<Mailbox>(text);
    let _ = serde_json::from_slice::<Policy>(text);
}

fn survive_bytes(bytes: &[u8]) {
    if let Ok(events) = postcard::from_bytes::<Vec<Event>>(bytes) {
        let _ = survive_history(&events);
    }
    let _ = postcard::from_bytes::<Command>(bytes);
    let _ = postcard::from_bytes::<Policy>(bytes);
    if let Ok(mailbox) = postcard::from_bytes::<Mailbox>(bytes) {
        survive_state(&mailbox, &[]);
    }
}

/// Folding gives a state, or names the first event that cannot be.
fn survive_history(events: &[Event]) -> Result<Option<Mailbox>, CorruptHistory> {
    let replayed = replay(events);
    match &replayed {
        Ok(Some(mailbox)) => {
            assert_eq!(mailbox.sequence(), events.len() as u64);
            survive_state(mailbox, &[]);
        }
        Ok(None) => assert!(events.is_empty()),
        Err(corrupt) => {
            let place = usize::try_from(corrupt.sequence).unwrap();
            assert_eq!(events[place - 1].fact.name(), &*corrupt.fact, "{corrupt}");
            assert!(replay(&events[..place - 1]).is_ok(), "{corrupt} is not the first");
        }
    }
    replayed
}

/// Any state that could be read answers every question, and takes every command, with a result.
fn survive_state(mailbox: &Mailbox, commands: &[Command]) {
    let policy = &POLICIES[PRESET].1;
    let _ = check(mailbox);
    let _ = next_deadline(mailbox, policy);
    let last = mailbox.last_moment().day();
    for days in [0, 1, 100, 4_000] {
        let day = last.plus_days(days).min(Day::LAST_EXPIRY);
        let _ = (access(mailbox, day), mailbox.standing(day), mailbox.open_order_on(day));
        let _ = permitted(mailbox, policy, day);
        let _ = decide(Some(mailbox), &Command::Tick, policy, noon(day));
        for command in commands {
            let _ = decide(Some(mailbox), command, policy, noon(day));
        }
    }
}

fn meant(story: &Story, choices: &[Move]) -> Vec<Command> {
    choices.iter().map(|choice| story.meant(&choice.act)).collect()
}
