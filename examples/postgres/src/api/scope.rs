//! What a key allows.

use std::{fmt, str::FromStr};

use anyhow::{Error, anyhow};
use clap::ValueEnum;
use pec_renewal::Command;
use serde::Serialize;

/// What a key allows. None includes another.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// See mailboxes.
    Read,
    /// Give a holder's commands, for the one account that the key names.
    Act,
    /// Report what the gateway and the bank say.
    ReportMoney,
    /// Open mailboxes, report everything else, and see the metrics.
    Operate,
    /// See tax ids in full; without it they are masked.
    TaxIds,
}

impl Scope {
    /// The scope that a command needs; none for a command that nobody may give here.
    #[must_use]
    pub fn needed_for(command: &Command) -> Option<Self> {
        Self::needed_for_name(command.name())
    }

    /// The engine may gain commands in a minor version. One that is not listed here is given by nobody,
    /// until a person has thought about it.
    fn needed_for_name(name: &str) -> Option<Self> {
        match name {
            "SwitchOn" | "SwitchOff" | "ReplaceMethod" | "RemoveMethod" | "RenewByHand"
            | "CancelOrder" | "TerminateAtExpiry" | "RevokeTermination" | "TerminateNow"
            | "Leave" => Some(Self::Act),
            "Payment" | "RefundPaid" | "Reversal" | "Commitment" | "ChargeOutcome"
            | "MethodNews" => Some(Self::ReportMoney),
            // A holder who could date a withdrawal, or claim a tax id, would decide alone on what the
            // provider has to look at.
            "Open"
            | "BuyAgain"
            | "Tick"
            | "Withdrawal"
            | "WithdrawalInformationGiven"
            | "NoticeDelivered"
            | "NoticeFailed"
            | "UsedSpace"
            | "SpaceBought"
            | "HolderChanged"
            | "AccountChanged" => Some(Self::Operate),
            _ => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Read => "read",
            Self::Act => "act",
            Self::ReportMoney => "report-money",
            Self::Operate => "operate",
            Self::TaxIds => "tax-ids",
        })
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut all = Self::value_variants().iter().copied();
        all.find(|scope| scope.to_string() == text)
            .ok_or_else(|| anyhow!("{text} is no scope of this program"))
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use pec_renewal::Command;

    use super::Scope;

    #[test]
    fn each_command_of_the_engine_has_a_scope() {
        for name in Command::NAMES {
            assert!(Scope::needed_for_name(name).is_some(), "{name} has none: who may give it?");
        }
    }

    #[test]
    fn what_the_engine_does_not_know_nobody_may_give() {
        assert_eq!(Scope::needed_for_name("GiveMoneyAway"), None);
    }

    #[test]
    fn a_scope_is_read_from_its_text() {
        for scope in Scope::value_variants() {
            assert_eq!(scope.to_string().parse::<Scope>().expect("a scope"), *scope);
            let shown = scope.to_possible_value().expect("it can be named");
            assert_eq!(shown.get_name(), scope.to_string());
        }
    }
}
