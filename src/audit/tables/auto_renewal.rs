//! The table of automatic renewal.

use alloc::string::ToString;

use super::given::{ORDER, method, specimens};
use super::table::{InWords, Table, Words};
use crate::{
    auto_renewal::{AutoRenewal, Input, InvalidTransition, OffCause, OnCause},
    catalogue::MethodKind,
};

pub(super) fn table() -> Table {
    Table::of(
        "auto_renewal",
        "Automatic renewal (R-10 to R-17): what it becomes by each input, or why the input has no \
         place.",
        &states(&()),
        inputs,
        |state, input| state.step(input).map_err(|invalid| why(invalid).to_string()),
    )
}

specimens! {
    states, states_stand_in_place: AutoRenewal, given _nothing: &();
    AutoRenewal::Off { .. } => [AutoRenewal::Off { cause: OffCause::Opening }],
    AutoRenewal::On { .. } => [
        AutoRenewal::On { method: method(MethodKind::Card), cause: OnCause::Holder },
    ],
}

specimens! {
    inputs, inputs_stand_in_place: Input, given _state: &AutoRenewal;
    Input::SwitchOn { .. } => [
        Input::SwitchOn { method: method(MethodKind::Card), cause: OnCause::Holder },
        Input::SwitchOn {
            method: method(MethodKind::PayPal),
            cause: OnCause::Payment { order: ORDER },
        },
        Input::SwitchOn { method: method(MethodKind::BankTransfer), cause: OnCause::Holder },
    ],
    Input::SwitchOff { .. } => [
        Input::SwitchOff { cause: OffCause::Holder },
        Input::SwitchOff { cause: OffCause::MethodRemoved },
        Input::SwitchOff { cause: OffCause::AccountChanged },
        Input::SwitchOff { cause: OffCause::Termination },
        Input::SwitchOff { cause: OffCause::LadderExhausted },
        Input::SwitchOff { cause: OffCause::Deletion },
    ],
    Input::Replace { .. } => [
        Input::Replace { method: method(MethodKind::PayPal) },
        Input::Replace { method: method(MethodKind::BankTransfer) },
    ],
}

impl InWords for AutoRenewal {
    fn words(&self) -> Words {
        match self {
            Self::Off { cause } => Words::with("off", off(*cause).into()),
            Self::On { method, cause } => {
                Words::with("on", alloc::format!("{}, {}", method.kind, on(*cause)))
            }
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::SwitchOn { method, cause } => {
                Words::with("switched on", alloc::format!("{}, {}", method.kind, on(*cause)))
            }
            Self::SwitchOff { cause } => Words::with("switched off", off(*cause).into()),
            Self::Replace { method } => {
                Words::with("method replaced", alloc::format!("by {}", method.kind))
            }
        }
    }
}

const fn off(cause: OffCause) -> &'static str {
    match cause {
        OffCause::Opening => "since opening",
        OffCause::Holder => "by the holder",
        OffCause::MethodRemoved => "method removed",
        OffCause::AccountChanged => "account changed",
        OffCause::Termination => "termination",
        OffCause::LadderExhausted => "ladder exhausted",
        OffCause::Deletion => "deletion",
    }
}

const fn on(cause: OnCause) -> &'static str {
    match cause {
        OnCause::Opening => "since opening",
        OnCause::Holder => "by the holder",
        OnCause::Payment { .. } => "by a payment",
    }
}

const fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::MethodNotReusable => "only card and paypal can be bound",
        InvalidTransition::AlreadyOff => "it is off already",
        InvalidTransition::NothingBound => "no method is bound",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn specimens_stand_in_place() {
        super::states_stand_in_place(&());
        super::states(&()).iter().for_each(super::inputs_stand_in_place);
    }
}
