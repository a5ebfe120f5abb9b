//! The numbers of the rules, as values: cited by events, tests and the manual alike.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::text::excerpt;

macro_rules! rules {
    ($($rule:ident $number:literal $title:literal;)+) => {
        /// A rule of the rule book; its number is stable, and its text is that number, `R-01`.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        pub enum Rule {
            $(
                #[doc = concat!($number, ": ", $title, ".")]
                #[serde(rename = $number)]
                $rule,
            )+
        }

        impl Rule {
            /// Every rule, in the order of the numbers.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),+];

            /// What the rule is about, in a phrase.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Rule::$rule => $title,)+
                }
            }

            const fn text(self) -> &'static str {
                match self {
                    $(Rule::$rule => $number,)+
                }
            }
        }
    };
}

rules! {
    R01 "R-01" "in service through the expiry day";
    R02 "R-02" "terms run from the anchor, never by repeated addition";
    R03 "R-03" "a renewal extends from the previous expiry";
    R04 "R-04" "time comes from the caller and does not run backwards";
    R05 "R-05" "missed days lose nothing and double nothing";
    R06 "R-06" "the next deadline is the next day on which a tick acts";
    R07 "R-07" "what days decide holds whether ticked or not";
    R08 "R-08" "the order of work in a tick";
    R10 "R-10" "automatic renewal is off with a cause or on with one method";
    R11 "R-11" "a signed-in payment switches automatic renewal on";
    R12 "R-12" "the customer switches automatic renewal on and off";
    R13 "R-13" "a generated order repeats what was last paid for";
    R14 "R-14" "when an order is generated and first charged";
    R15 "R-15" "when no order is generated";
    R16 "R-16" "switched on late, automatic renewal acts on the next tick";
    R17 "R-17" "a removed method switches off, a replaced one is bound";
    R18 "R-18" "news of a stored method";
    R19 "R-19" "consent to automatic renewal, on record";
    R20 "R-20" "one open order per mailbox, with an identity of its own";
    R21 "R-21" "an order freezes what was agreed";
    R22 "R-22" "a manual renewal states what it wants and what it believes";
    R23 "R-23" "a manual renewal needs that no order is open";
    R24 "R-24" "when an open order can be cancelled";
    R25 "R-25" "a cancelled order asks for nothing and is remembered";
    R26 "R-26" "the last day of an order, and its margin";
    R27 "R-27" "a closed order stays closed";
    R28 "R-28" "an open manual order suppresses the generated one";
    R29 "R-29" "a manual renewal may replace the open order";
    R30 "R-30" "a charge is recorded before it is made";
    R31 "R-31" "the outcomes of a charge";
    R32 "R-32" "an unresolved charge blocks until its outcome is known";
    R33 "R-33" "the retry ladder";
    R34 "R-34" "a dead method is never charged";
    R35 "R-35" "the exhausted ladder and the failure notice";
    R36 "R-36" "paying by hand rebinds nothing";
    R37 "R-37" "what every charge requires";
    R38 "R-38" "a charge above the mandate cap is not attempted";
    R39 "R-39" "the first final outcome stands, unless it comes into doubt";
    R40 "R-40" "amounts, tax and rounding";
    R41 "R-41" "prices come from a dated list";
    R42 "R-42" "the day on which a payment counts";
    R43 "R-43" "a payment is recognised by its reference";
    R44 "R-44" "what is due, and part payments";
    R45 "R-45" "money that cannot fulfil is owed back";
    R46 "R-46" "money is conserved to the cent";
    R47 "R-47" "a public body's commitment renews before the money";
    R48 "R-48" "money taken back leaves a debt";
    R49 "R-49" "reports of money are refused only for their own defects";
    R50 "R-50" "fulfilment alone extends the expiry";
    R51 "R-51" "a smaller room must fit what is used";
    R52 "R-52" "a mailbox on the customer's own domain renews elsewhere";
    R53 "R-53" "what is owed back is a numbered refund";
    R60 "R-60" "the grace phases after expiry";
    R61 "R-61" "no mailbox is deleted unwarned, and the last grace day is good";
    R62 "R-62" "deletion is final";
    R63 "R-63" "termination at expiry and termination now";
    R64 "R-64" "a consumer may withdraw from a renewal by hand";
    R65 "R-65" "access follows from state and day";
    R66 "R-66" "a new holder takes over everything else unchanged";
    R67 "R-67" "the mail platform is told of every change of access";
    R68 "R-68" "a mailbox is taken over with what stands elsewhere";
    R80 "R-80" "reminders before and after expiry";
    R81 "R-81" "the statutory notice of automatic renewal";
    R82 "R-82" "the exit right of an unwarned consumer";
    R83 "R-83" "notices are facts of the engine";
    R84 "R-84" "what is told is what happens";
    R85 "R-85" "what is confirmed to the holder";
    R90 "R-90" "deciding is pure and total";
    R91 "R-91" "asking for what is already so is no event";
    R92 "R-92" "every refusal is typed and ranked";
    R93 "R-93" "every event names its rule and its numbers";
    R94 "R-94" "what is permitted, and why not";
    R95 "R-95" "what ticks will do if nobody acts";
    R96 "R-96" "the requests and the reports";
    R97 "R-97" "without a rule, requests are refused and reports recorded";
    R98 "R-98" "a contradictory policy is refused when built";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl FromStr for Rule {
    type Err = RuleError;

    /// Reads a number such as `R-01`.
    ///
    /// # Errors
    /// - [`RuleError`] for any other text.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let found = Self::ALL.iter().find(|rule| rule.text() == text);
        found.copied().ok_or_else(|| RuleError { received: excerpt(text) })
    }
}

/// Why a text is not the number of a rule; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{received:?} is not a rule: expected a number of the rule book, as in R-01")]
pub struct RuleError {
    /// The text, or its beginning.
    pub received: Box<str>,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{format, string::ToString};

    use super::Rule;
    use crate::values::testing::{assert_text, assert_wire};

    #[test]
    fn every_rule_has_its_number_and_a_title() {
        for rule in Rule::ALL {
            let number = rule.to_string();
            assert_text(rule, &number);
            assert_wire(rule, &format!("{number:?}"));
            assert_eq!(format!("{rule:?}"), number.replace('-', ""));
            assert!(!rule.title().is_empty() && !rule.title().ends_with('.'));
        }
        assert!(Rule::ALL.is_sorted());
        assert_eq!(Rule::ALL.len(), 76);
    }

    #[test]
    fn numbers_that_no_rule_has_are_unknown() {
        for text in ["R-69", "R-99", "R-00", "R01", "r-01", ""] {
            assert!(text.parse::<Rule>().is_err(), "{text:?}");
        }
        assert_eq!(
            "R-99".parse::<Rule>().unwrap_err().to_string(),
            r#""R-99" is not a rule: expected a number of the rule book, as in R-01"#
        );
    }
}
