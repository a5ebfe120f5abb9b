//! A file whose lines all end alike, so that they can be counted.

use std::io::{self, Read};

/// Gives a file with every line ended by LF, the last one too, whether it was CRLF, CR, LF or the
/// end of the file.
///
/// Between CR and LF the CSV reader thinks a row over and its line not, so the next row would be
/// counted one line too low.
pub(super) struct UnixLines<F> {
    file: F,
    last: u8,
}

impl<F: Read> UnixLines<F> {
    pub(super) const fn of(file: F) -> Self {
        Self { file, last: b'\n' }
    }
}

impl<F: Read> Read for UnixLines<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.file.read(buffer)?;
            let Some(place) = buffer.first_mut().filter(|_| read == 0) else {
                let kept = self.keep(buffer, read);
                if 0 < kept || read == 0 {
                    return Ok(kept);
                }
                continue;
            };
            if matches!(self.last, b'\n' | b'\r') {
                return Ok(0);
            }
            (*place, self.last) = (b'\n', b'\n');
            return Ok(1);
        }
    }
}

impl<F> UnixLines<F> {
    /// Rewrites what was read, in place, and says how much is left of it.
    fn keep(&mut self, buffer: &mut [u8], read: usize) -> usize {
        let mut kept = 0;
        for index in 0..read {
            let byte = buffer[index];
            let is_rest_of_crlf = self.last == b'\r' && byte == b'\n';
            self.last = byte;
            if !is_rest_of_crlf {
                buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::UnixLines;

    #[test]
    fn every_line_ends_alike_however_it_is_read() {
        for (file, expected) in [
            ("", ""),
            ("a", "a\n"),
            ("a\nb\n", "a\nb\n"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\r\n\r\nb", "a\n\nb\n"),
            ("a\rb\r", "a\nb\n"),
        ] {
            for capacity in 1..4 {
                let mut text = String::new();
                let mut lines = UnixLines::of(BufReader::with_capacity(capacity, file.as_bytes()));
                lines.read_to_string(&mut text).expect("it is text");
                assert_eq!(text, expected, "{file:?} by {capacity}");
            }
        }
    }
}
