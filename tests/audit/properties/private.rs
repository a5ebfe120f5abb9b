//! A tax id is shown in full nowhere but where it is stored.

use std::fmt::Debug;

use pec_renewal::Fact;
use proptest::prelude::*;

use super::{chances::histories, pool::TAX_IDS, tried};

proptest! {
    #![proptest_config(tried(128))]

    #[test]
    fn no_refusal_and_no_debug_text_shows_a_tax_id(history in histories(50)) {
        let story = history.watched(|_, step| {
            assert_silent(&step.command);
            if let Err(refusal) = &step.outcome {
                assert_silent(refusal);
                assert_no_tax_id(&refusal.to_string());
                assert_no_tax_id(&serde_json::to_string(refusal).unwrap());
            }
        });
        assert_silent(story.life.mailbox());
        for event in story.life.history() {
            assert_silent(event);
            let tells_a_holder =
                matches!(event.fact, Fact::MailboxOpened { .. } | Fact::HolderChanged { .. });
            if !tells_a_holder {
                assert_no_tax_id(&serde_json::to_string(event).unwrap());
            }
        }
    }
}

#[track_caller]
fn assert_silent(value: &impl Debug) {
    assert_no_tax_id(&format!("{value:?}"));
}

#[track_caller]
fn assert_no_tax_id(text: &str) {
    for tax_id in TAX_IDS {
        assert!(!text.contains(tax_id), "a tax id is shown by {text}");
    }
}
