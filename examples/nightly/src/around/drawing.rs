//! All days as one drawing, a panel for each life.

use std::{collections::BTreeSet, fmt::Write};

use anyhow::Result;
use pec_renewal::{Action, Fact, Notice, catalogue::MailAccess};

use super::{Around, FIRST, Lived, Shown, is_permitted, text::named};
use crate::{
    timeline::{
        CHARGED, FONT, HALO, INK, LINE, MUTED, OPEN, PAPER, RED, VIOLET, WAITING, colours, escaped,
        from_expiry, minus, px, width_of,
    },
    year::Life,
};

/// The whole drawing.
pub fn drawn(around: &Around) -> Result<String> {
    let mut panels = String::new();
    let mut pen = Pen { around, svg: &mut panels, last: around.last(), top: FIRST_PANEL };
    for lived in &around.lives {
        pen.panel(lived)?;
    }
    let bottom = pen.top;
    let height = bottom + 44;
    let words = around.words();
    let title = format!("{}: {}", words.title, escaped(&around.name));
    let said =
        format!("{} {} {} (D).", words.mailbox, words.expires, words.long_day(around.expiry));
    let source = words.source;
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} \
         {height}\" style=\"max-width:100%;height:auto\" role=\"img\" font-family=\"{FONT}\" font-size=\"12\" \
         fill=\"{INK}\">\n\
         <title>{title}</title>\n\
         <desc>{said} {source}</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{PAPER}\"/>\n\
         <text x=\"32\" y=\"42\" font-size=\"22\" font-weight=\"600\">{title}</text>\n\
         <text x=\"32\" y=\"66\" font-size=\"14\" fill=\"{MUTED}\">{said}</text>"
    )?;
    Pen { around, svg: &mut svg, last: around.last(), top: bottom }.axis()?;
    svg.push_str(&panels);
    let y = bottom + 20;
    writeln!(svg, "<text x=\"32\" y=\"{y}\" fill=\"{MUTED}\">{source}</text>\n</svg>")?;
    Ok(svg)
}

/// Draws, and knows where the next thing goes.
struct Pen<'a> {
    around: &'a Around,
    svg: &'a mut String,
    last: i32,
    top: i32,
}

/// Something in a lane that is named on its day.
struct Mark {
    day: i32,
    says: String,
    fill: &'static str,
    is_strong: bool,
}

impl Pen<'_> {
    /// Where a day begins, in tenths of a pixel.
    fn x(&self, day: i32) -> i32 {
        LEFT * 10 + (day - FIRST) * (RIGHT - LEFT) * 10 / (self.last + 1 - FIRST)
    }

    /// The days that matter, dated; where some are near, one stands above the other.
    fn axis(&mut self) -> Result<()> {
        let mut free_from = [i32::MIN; 3];
        for day in self.days_that_matter() {
            let (x, date) = (self.x(day), self.around.expiry.plus_days(day));
            let date = self.around.words().short_day(date);
            let label = minus(&from_expiry(day));
            let half = width_of(&label).max(width_of(&date)) / 2 + 20;
            let Some(row) = (0..3).find(|row| free_from[*row] <= x - half) else {
                continue;
            };
            free_from[row] = x + half;
            let y = AXIS - 34 * i32::try_from(row)?;
            let (stroke, weight) = if day == 0 { (INK, "600") } else { (LINE, "400") };
            let bottom = self.top - 10;
            let x = px(x);
            writeln!(
                self.svg,
                "<line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"{stroke}\"/>\n\
                 <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-weight=\"{weight}\" {HALO}>{label}\
                 </text>\n\
                 <text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"{MUTED}\" {HALO}>{date}</text>",
                y + 6,
                y - 14,
            )?;
        }
        Ok(())
    }

    /// The reminders, the expiry, the warning, the last day to renew and the end; none that is next to
    /// the expiry.
    fn days_that_matter(&self) -> BTreeSet<i32> {
        let mut days = BTreeSet::from([FIRST, 0]);
        for lived in &self.around.lives {
            days.extend(lived.last_renewable());
            let dated = lived.notices().filter(|(_, notice)| {
                matches!(
                    notice,
                    Notice::ExpiryReminder(_)
                        | Notice::DeletionWarning(_)
                        | Notice::MailboxDeleted { .. }
                )
            });
            days.extend(dated.map(|(shown, _)| shown.day));
        }
        days.retain(|day| *day == 0 || 4 < day.abs());
        days
    }

    fn panel(&mut self, lived: &Lived) -> Result<()> {
        let (words, begins) = (self.around.words(), self.top);
        let number = Life::ALL.iter().position(|life| *life == lived.life).unwrap_or_default() + 1;
        writeln!(
            self.svg,
            "<text x=\"32\" y=\"{}\" font-size=\"15\" font-weight=\"600\" {HALO}>{number}. {}</text>",
            begins + 20,
            words.life(lived.life),
        )?;
        self.top += 32;
        self.service(lived)?;
        self.reminders(lived)?;
        self.notices(lived)?;
        self.asked(lived)?;
        self.order(lived)?;
        self.allowed(lived)?;
        writeln!(
            self.svg,
            "<rect x=\"20\" y=\"{begins}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{LINE}\" \
             rx=\"6\"/>",
            WIDTH - 40,
            self.top - begins,
        )?;
        self.top += 14;
        Ok(())
    }

    /// The name of the lane that begins here.
    fn lane(&mut self, name: &str) -> Result<()> {
        let y = self.top + 14;
        writeln!(self.svg, "<text x=\"32\" y=\"{y}\" fill=\"{MUTED}\">{}</text>", escaped(name))?;
        Ok(())
    }

    /// A stretch of days, the last included, and what is written on it or, where that is too long, over
    /// its end.
    fn band(&mut self, (from, to): (i32, i32), fill: &str, ink: &str, says: &str) -> Result<()> {
        let (start, end) = (self.x(from), self.x(to + 1));
        writeln!(
            self.svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" fill=\"{fill}\" stroke=\"{PAPER}\"/>",
            px(start),
            self.top,
            px(end - start),
        )?;
        if !says.is_empty() && width_of(says) + 60 < end - start {
            writeln!(
                self.svg,
                "<text x=\"{}\" y=\"{}\" fill=\"{ink}\">{}</text>",
                px(start + 50),
                self.top + 13,
                escaped(says),
            )?;
        }
        Ok(())
    }

    /// What the mailbox may do with mail, and its end.
    fn service(&mut self, lived: &Lived) -> Result<()> {
        self.lane(self.around.words().service)?;
        let kinds: Vec<_> =
            lived.days.iter().map(|shown| (shown.access, shown.is_deleted)).collect();
        let mut drawn = Vec::new();
        for (access, is_deleted) in kinds {
            if drawn.contains(&(access, is_deleted)) {
                continue;
            }
            drawn.push((access, is_deleted));
            let stretches =
                lived.stretches(|shown| shown.access == access && shown.is_deleted == is_deleted);
            let mail = MailAccess { send: access.send, receive: access.receive, read: access.read };
            let (fill, ink) = match (is_deleted, access.renew) {
                (true, _) => (RED, PAPER),
                (false, true) => colours(mail),
                (false, false) => (WAITING, INK),
            };
            for stretch in stretches {
                let mut says = self.around.language().access(access);
                if lived.last_renewable() == Some(stretch.1) {
                    let (last, words) = (minus(&from_expiry(stretch.1)), self.around.words());
                    let _ = write!(says, "; {} {last}", words.last_to_renew);
                }
                self.band(stretch, fill, ink, if is_deleted { "" } else { &says })?;
            }
        }
        self.top += 24;
        Ok(())
    }

    /// Dots with their days.
    fn reminders(&mut self, lived: &Lived) -> Result<()> {
        self.lane(self.around.words().reminders)?;
        let y = self.top + 10;
        let mut free_from = i32::MIN;
        for (shown, notice) in lived.notices() {
            if !matches!(notice, Notice::ExpiryReminder(_)) {
                continue;
            }
            let x = self.x(shown.day);
            writeln!(self.svg, "<circle cx=\"{}\" cy=\"{y}\" r=\"4\" fill=\"{MUTED}\"/>", px(x))?;
            let label = minus(&from_expiry(shown.day));
            let half = width_of(&label) / 2;
            if free_from <= x - half {
                free_from = x + half + 40;
                writeln!(
                    self.svg,
                    "<text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" fill=\"{MUTED}\" {HALO}>{label}</text>",
                    px(x),
                    y + 16,
                )?;
            }
        }
        self.top += 34;
        Ok(())
    }

    /// Every other notice by name; what the law asks for, and the warning, stand out.
    fn notices(&mut self, lived: &Lived) -> Result<()> {
        let words = self.around.words();
        self.lane(words.notices)?;
        let marks = lived.notices().filter_map(|(shown, notice)| {
            if matches!(notice, Notice::ExpiryReminder(_)) {
                return None;
            }
            let by_law = matches!(notice, Notice::TacitRenewal(_));
            let of_the_end =
                matches!(notice, Notice::DeletionWarning(_) | Notice::MailboxDeleted { .. });
            let (fill, is_strong) = match (by_law, of_the_end) {
                (true, _) => (VIOLET, true),
                (false, true) => (RED, true),
                (false, false) => (CHARGED, false),
            };
            let adds = if by_law { format!(" ({})", words.law) } else { String::new() };
            let day = minus(&from_expiry(shown.day));
            let says = format!("{day} {}{adds}", words.notice(notice));
            Some(Mark { day: shown.day, says, fill, is_strong })
        });
        let marks = marks.collect();
        self.marks(marks)
    }

    /// Each mark with its words, in the first row that has room for them.
    fn marks(&mut self, marks: Vec<Mark>) -> Result<()> {
        let mut rows: Vec<i32> = Vec::new();
        for Mark { day, says, fill, is_strong } in marks {
            let (x, width) = (self.x(day), width_of(&says) + 140);
            // The words stand before their mark near the right edge, and where they would cross the expiry.
            let crosses = day < 0 && self.x(0) < x + width;
            let is_before = crosses || RIGHT * 10 + 200 < x + width;
            let (from, to) = if is_before { (x - width, x + 60) } else { (x - 60, x + width) };
            let row = rows.iter().position(|free_from| *free_from <= from).unwrap_or(rows.len());
            match rows.get_mut(row) {
                Some(free_from) => *free_from = to,
                None => rows.push(to),
            }
            let y = self.top + 10 + 17 * i32::try_from(row)?;
            let shape = if is_strong {
                format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"9\" height=\"9\" transform=\"rotate(45 {} {y})\"",
                    px(x - 45),
                    px(y * 10 - 45),
                    px(x)
                )
            } else {
                format!("<circle cx=\"{}\" cy=\"{y}\" r=\"4\"", px(x))
            };
            let (words_at, anchor) = if is_before { (x - 80, "end") } else { (x + 80, "start") };
            let ink = if is_strong { fill } else { INK };
            writeln!(
                self.svg,
                "{shape} fill=\"{fill}\"/>\n\
                 <text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{ink}\" {HALO}>{}</text>",
                px(words_at),
                y + 4,
                escaped(&says),
            )?;
        }
        self.top += 17 * i32::try_from(rows.len().max(1))? + 7;
        Ok(())
    }

    /// What the holder is asked to do, from the notice that says so to the next one that asks for
    /// something else, or to the last day on which it helps.
    fn asked(&mut self, lived: &Lived) -> Result<()> {
        let words = self.around.words();
        self.lane(words.asked)?;
        let ends = lived.last_renewable().unwrap_or(self.last);
        let asks = |(shown, notice): (&Shown, _)| Some((shown.day, words.asks(notice)?));
        let mut asked: Vec<(i32, String)> = lived.notices().filter_map(asks).collect();
        asked.dedup_by(|next, before| next.1 == before.1);
        for (index, (from, says)) in asked.iter().enumerate() {
            let next = asked.get(index + 1).map_or(ends, |(next, _)| next - 1);
            if !says.is_empty() && *from <= next {
                self.band((*from, next), ASKED, INK, says)?;
            }
        }
        self.top += 24;
        Ok(())
    }

    /// The order while it is open, and its charges.
    fn order(&mut self, lived: &Lived) -> Result<()> {
        let words = self.around.words();
        self.lane(words.order)?;
        let opened = lived.first(|fact| matches!(fact, Fact::OrderOpened(_)));
        let paid = lived.first(|fact| matches!(fact, Fact::OrderFulfilled(_)));
        let lapsed = lived.first(|fact| matches!(fact, Fact::OrderLapsed { .. }));
        if let Some(opened) = opened {
            let closed = paid.or(lapsed.map(|day| day - 1)).unwrap_or(self.last);
            self.band((opened, closed), OPEN, INK, "")?;
            let mut last = opened;
            let y = self.top + 3;
            let mut charges = Vec::new();
            for (shown, fact) in lived.facts() {
                if matches!(fact, Fact::ChargeRequested { .. }) {
                    last = shown.day;
                    charges.push(minus(&from_expiry(shown.day)));
                    writeln!(
                        self.svg,
                        "<rect x=\"{}\" y=\"{y}\" width=\"3\" height=\"12\" fill=\"{CHARGED}\"/>",
                        px(self.x(shown.day) + 15),
                    )?;
                }
            }
            let [charge, settled, failed] = words.charges;
            let how = if paid.is_some() { settled } else { failed };
            let few = match charges.as_slice() {
                [first, .., last] if 5 < charges.len() => format!("{first} … {last}"),
                few => few.join(" "),
            };
            let ended = match (paid, lapsed) {
                (Some(_), _) => format!("; {}", words.paid),
                (None, Some(day)) => format!("; {} {}", minus(&from_expiry(day)), words.lapsed),
                (None, None) => String::new(),
            };
            for (x, anchor, says) in [
                (
                    self.x(opened) - 50,
                    "end",
                    format!("{} {}", words.open, minus(&from_expiry(opened))),
                ),
                (self.x(last + 1) + 40, "start", format!("{charge} {few}: {how}{ended}")),
            ] {
                writeln!(
                    self.svg,
                    "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" {HALO}>{says}</text>",
                    px(x),
                    self.top + 13,
                )?;
            }
        }
        self.top += 26;
        Ok(())
    }

    /// A lane for each thing that the holder may do on some day, and what is never possible.
    fn allowed(&mut self, lived: &Lived) -> Result<()> {
        let words = self.around.words();
        self.lane(&format!("{} …", words.holder_may))?;
        self.top += 20;
        for action in Action::ALL {
            let stretches = lived.stretches(|shown| shown.may(*action));
            let Some((_, ends)) = stretches.last().copied() else { continue };
            self.lane(&format!("… {}", named(self.around, *action)))?;
            for stretch in &stretches {
                self.band(*stretch, ALLOWED, INK, "")?;
            }
            let y = self.top + 13;
            if let (Action::SwitchOff, Some(by)) = (action, lived.opt_out_by()) {
                let day = self.around.expiry.days_until(by);
                self.band((FIRST, day), PREVENTS, INK, "")?;
                let says = format!("{} {}", words.prevents_until, words.short_day(by));
                let x = px(self.x(day + 1) - 40);
                writeln!(self.svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{says}</text>")?;
            }
            let charged = lived.while_charged.iter().flatten();
            let mut barred = charged.filter(|(_, permission)| !is_permitted(permission));
            if matches!(action, Action::Pay | Action::CancelOrder)
                && barred.any(|(it, _)| it == action)
            {
                let says = words.not_while;
                // Beyond the expiry there is room on the stretch, else after it.
                let x = px(if 0 < ends { self.x(1) + 50 } else { self.x(ends + 1) + 50 });
                writeln!(self.svg, "<text x=\"{x}\" y=\"{y}\" {HALO}>{says}</text>")?;
            }
            self.top += 20;
        }
        let never: Vec<String> =
            lived.never().map(|(action, _)| named(self.around, *action)).collect();
        let mut line = format!("{}:", words.never);
        for word in never.join(", ").split(' ') {
            if (WIDTH - 80) * 10 < width_of(&line) + width_of(word) {
                self.lane(&line)?;
                self.top += 16;
                line.clear();
            }
            line.push(' ');
            line.push_str(word);
        }
        self.lane(line.trim_start())?;
        self.top += 24;
        Ok(())
    }
}

const WIDTH: i32 = 1_280;
const LEFT: i32 = 306;
const RIGHT: i32 = 1_236;
const AXIS: i32 = 176;
const FIRST_PANEL: i32 = 194;
const ASKED: &str = "#ece6f6";
const ALLOWED: &str = "#dcebdc";
const PREVENTS: &str = "#a9d0aa";
