//! The mailer: a notice arrives, bounces, or is never heard of; whoever reads it may act.

use pec_renewal::{Command, Notice, values::NoticeNumber};

use super::{Answer, Asked, Report, holder};

/// Sends a notice, reports on it the next day, and lets the holder read it.
pub(super) fn send(asked: &Asked<'_>, number: NoticeNumber, notice: &Notice) -> Answer {
    let mut dice = asked.dice("mail");
    let fate = dice.below(100);
    let mut answer = if fate < 4 { Answer::default() } else { holder::reads(asked, notice) };
    let command = match fate {
        0..4 => Command::NoticeFailed { notice: number },
        // The holder has it, and no proof of it comes back.
        4..7 => return answer,
        _ => Command::NoticeDelivered { notice: number, on: asked.day() },
    };
    answer.reports.push(Report { due_on: asked.day().next(), command });
    answer
}
