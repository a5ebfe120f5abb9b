//! The table of automatic renewal.

use pec_renewal::{
    auto_renewal::{AutoRenewal, Consent, Input, InvalidTransition, OffCause, OnCause},
    catalogue::MethodKind,
    values::{ConsentId, uuid::Uuid},
};
use pec_test_support::day;

use super::{
    given::{of_kind, order, specimens},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    Table::of(
        "auto_renewal",
        "Automatic renewal (R-10 to R-19): what it becomes by each input, or why the input has no \
         place.",
        &states(),
        |_| inputs(),
        |state, input| state.step(input).map_err(why),
    )
}

fn states() -> Vec<AutoRenewal> {
    specimens!(AutoRenewal {
        AutoRenewal::Off { .. } => [
            AutoRenewal::Off { cause: OffCause::Opening },
            AutoRenewal::Off { cause: OffCause::Holder },
            AutoRenewal::Off { cause: OffCause::MethodRemoved },
            AutoRenewal::Off { cause: OffCause::AccountChanged },
            AutoRenewal::Off { cause: OffCause::Stopped },
            AutoRenewal::Off { cause: OffCause::Termination },
            AutoRenewal::Off { cause: OffCause::LadderExhausted },
            AutoRenewal::Off { cause: OffCause::Deletion },
            AutoRenewal::Off { cause: OffCause::Withdrawal },
            AutoRenewal::Off { cause: OffCause::Leaving },
        ],
        AutoRenewal::On { .. } => [
            on_with(OnCause::Opening, None),
            on_with(OnCause::Holder, None),
            on_with(OnCause::Holder, Some(consent("2025-01-15"))),
            on_with(OnCause::Payment { order: order() }, None),
        ],
    })
}

/// Why it is off.
pub fn off_causes() -> Vec<OffCause> {
    specimens!(OffCause {
        OffCause::Opening => [OffCause::Opening],
        OffCause::Holder => [OffCause::Holder],
        OffCause::MethodRemoved => [OffCause::MethodRemoved],
        OffCause::AccountChanged => [OffCause::AccountChanged],
        OffCause::Stopped => [OffCause::Stopped],
        OffCause::Termination => [OffCause::Termination],
        OffCause::LadderExhausted => [OffCause::LadderExhausted],
        OffCause::Deletion => [OffCause::Deletion],
        OffCause::Withdrawal => [OffCause::Withdrawal],
        OffCause::Leaving => [OffCause::Leaving],
    })
}

/// Why it is on.
pub fn on_causes() -> Vec<OnCause> {
    specimens!(OnCause {
        OnCause::Opening => [OnCause::Opening],
        OnCause::Holder => [OnCause::Holder],
        OnCause::Payment { .. } => [OnCause::Payment { order: order() }],
    })
}

fn inputs() -> Vec<Input> {
    specimens!(Input {
        Input::SwitchOn { .. } => [
            switched_on(MethodKind::Card, OnCause::Holder, None),
            switched_on(MethodKind::Card, OnCause::Holder, Some(consent("2026-01-08"))),
            switched_on(MethodKind::PayPal, OnCause::Payment { order: order() }, None),
            switched_on(MethodKind::BankTransfer, OnCause::Holder, None),
        ],
        Input::SwitchOff { .. } => [
            Input::SwitchOff { cause: OffCause::Holder },
            Input::SwitchOff { cause: OffCause::MethodRemoved },
            Input::SwitchOff { cause: OffCause::AccountChanged },
            Input::SwitchOff { cause: OffCause::Stopped },
            Input::SwitchOff { cause: OffCause::Termination },
            Input::SwitchOff { cause: OffCause::LadderExhausted },
            Input::SwitchOff { cause: OffCause::Deletion },
            Input::SwitchOff { cause: OffCause::Withdrawal },
            Input::SwitchOff { cause: OffCause::Leaving },
        ],
        Input::Replace { .. } => [
            Input::Replace { method: of_kind(MethodKind::PayPal) },
            Input::Replace { method: of_kind(MethodKind::BankTransfer) },
        ],
        Input::Refresh { .. } => [
            Input::Refresh { valid_until: Some(day("2029-03-31")), mandate_cap: None },
        ],
        Input::RecordConsent { .. } => [Input::RecordConsent { consent: consent("2026-01-08") }],
        Input::ChangeHolder => [Input::ChangeHolder],
    })
}

fn on_with(cause: OnCause, consent: Option<Consent>) -> AutoRenewal {
    AutoRenewal::On { method: of_kind(MethodKind::Card), cause, consent }
}

fn switched_on(kind: MethodKind, cause: OnCause, consent: Option<Consent>) -> Input {
    Input::SwitchOn { method: of_kind(kind), cause, consent }
}

fn consent(on: &str) -> Consent {
    Consent { on: day(on), record: ConsentId::new(Uuid::from_u128(1)) }
}

impl InWords for AutoRenewal {
    fn words(&self) -> Words {
        match self {
            Self::Off { cause } => Words::with("off", off(*cause).into()),
            Self::On { method, cause, consent } => {
                Words::with("on", format!("{}, {}{}", method.kind, on(*cause), given(*consent)))
            }
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::SwitchOn { method, cause, consent } => {
                let given = given(*consent);
                Words::with("switched on", format!("{}, {}{given}", method.kind, on(*cause)))
            }
            Self::SwitchOff { cause } => Words::with("switched off", off(*cause).into()),
            Self::Replace { method } => {
                Words::with("method replaced", format!("by {}", method.kind))
            }
            Self::Refresh { valid_until, mandate_cap } => {
                let valid = valid_until.map_or(String::new(), |last| format!("until {last}"));
                let cap = mandate_cap.map_or(String::new(), |cap| format!(", up to {cap}"));
                Words::with("method refreshed", format!("{valid}{cap}"))
            }
            Self::RecordConsent { consent } => {
                Words::with("consent recorded", format!("of {}", consent.on))
            }
            Self::ChangeHolder => Words::with("holder changed", String::new()),
        }
    }
}

fn given(consent: Option<Consent>) -> String {
    consent.map_or(String::new(), |consent| format!(", consent of {}", consent.on))
}

/// The cause, with its rule.
pub fn off(cause: OffCause) -> &'static str {
    match cause {
        OffCause::Opening => "since opening, R-12",
        OffCause::Holder => "by the holder, R-12",
        OffCause::MethodRemoved => "method removed, R-17",
        OffCause::AccountChanged => "account changed, R-17",
        OffCause::Stopped => "stopped at the bank, R-31",
        OffCause::Termination => "termination, R-63",
        OffCause::LadderExhausted => "ladder exhausted, R-35",
        OffCause::Deletion => "deletion, R-62",
        OffCause::Withdrawal => "withdrawal, R-64",
        OffCause::Leaving => "leaving, R-82",
    }
}

/// The cause, with its rule.
pub fn on(cause: OnCause) -> &'static str {
    match cause {
        OnCause::Opening => "since opening, R-12",
        OnCause::Holder => "by the holder, R-12",
        OnCause::Payment { .. } => "by a payment, R-11",
    }
}

fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::MethodNotReusable => "only card and paypal can be bound (R-10)",
        InvalidTransition::AlreadyOff => "it is off already (R-91)",
        InvalidTransition::NothingBound => "no method is bound (R-10)",
    }
}
