//! What every timeline is drawn with: one SVG with no script, no style sheet and no font of its own, so
//! that it can be mailed, or put on any page.

use pec_renewal::catalogue::MailAccess;

/// Tenths of a pixel as SVG writes them.
pub fn px(tenths: i32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The colour of a stretch of days, and of what is written on it.
pub const fn colours(access: MailAccess) -> (&'static str, &'static str) {
    match (access.send, access.receive, access.read) {
        (true, ..) => ("#1f5fa8", PAPER),
        (false, true, _) => ("#a9c8ea", INK),
        (false, false, true) => ("#dfe9f4", INK),
        (false, false, false) => ("#d7d9de", INK),
    }
}

/// A day as seen from the expiry: `D-7`, `D`, `D+1`.
pub fn from_expiry(day: i32) -> String {
    if day == 0 { "D".to_owned() } else { format!("D{day:+}") }
}

/// About how wide a text of 12 pixels is, in tenths of a pixel: enough to see whether it fits.
pub fn width_of(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 100).saturating_mul(62)
}

/// A minus sign in the place of a hyphen.
pub fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// As it stands in SVG.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub const FONT: &str = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
pub const PAPER: &str = "#ffffff";
pub const INK: &str = "#1d2433";
pub const MUTED: &str = "#5b6577";
pub const LINE: &str = "#d5dae2";
pub const WAITING: &str = "#f1d4d0";
pub const OPEN: &str = "#fbe3bd";
pub const CHARGED: &str = "#b4570b";
pub const VIOLET: &str = "#5f3aa8";
pub const RED: &str = "#b3261e";
/// What is written over a line is not crossed by it.
pub const HALO: &str =
    "stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\" stroke-linejoin=\"round\"";
