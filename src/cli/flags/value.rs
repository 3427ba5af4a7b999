//! Values of flags, and what to write instead of one that cannot be used.

use std::net::SocketAddr;
use std::time::Duration;

use crate::machine::zoned_server;

/// A challenge has this many bytes at most.
const LONGEST_CHALLENGE: usize = 1024;
/// A label has this many characters at most: it stands in a column beside others.
const LONGEST_LABEL: usize = 80;
/// No step and no run takes longer.
const DAY: Duration = Duration::from_secs(60 * 60 * 24);
/// As long as a relay waits at most.
const TWO_HOURS: Duration = Duration::from_secs(2 * 60 * 60);

/// What is wrong with a value, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    /// No number at the beginning.
    #[error("it has no number; write `5s`, `500ms` or `2m`")]
    NoNumber,
    /// A unit that is none.
    #[error("unknown unit `{0}`; write `5s`, `500ms` or `2m`")]
    Unit(String),
    /// A number that no time is made of.
    #[error("it is not a time; write a whole number with its unit, such as `5s`, `500ms` or `2m`")]
    Time,
    /// A time of no length.
    #[error("it must be greater than zero")]
    Zero,
    /// More than a day.
    #[error("it must be a day (`24h`) at most")]
    MoreThanADay,
    /// A part of a second.
    #[error("it must be whole seconds, such as `90s` or `2m`")]
    NotWholeSeconds,
    /// More than two hours.
    #[error("it must be two hours (`2h`) at most")]
    MoreThanTwoHours,
    /// No address of a name server.
    #[error(
        "it is no address of a name server; write `10.0.0.53`, or with a port `10.0.0.53:5353` or \
         `[fd00::53]:5353`"
    )]
    Server,
    /// A label without a letter.
    #[error("it is empty; write what to call this run, such as `before the change`")]
    NoLabel,
    /// A label that is too long.
    #[error("it has {0} characters; a label has {LONGEST_LABEL} at most")]
    LongLabel(usize),
    /// A label that is more than a line, or steers a terminal.
    #[error("it holds a control character, such as a line end; a label is one line of text")]
    ControlInLabel,
    /// No byte.
    #[error("it is empty; give the auditor's challenge, as hex digits or as text")]
    NoChallenge,
    /// Too many bytes.
    #[error("it has {0} bytes; a challenge has {LONGEST_CHALLENGE} at most")]
    LongChallenge(usize),
}

/// A time: seconds, or with its unit.
pub(crate) fn duration(text: &str) -> Result<Duration, ValueError> {
    let time = any_duration(text)?;
    match time {
        Duration::ZERO => Err(ValueError::Zero),
        time if time > DAY => Err(ValueError::MoreThanADay),
        time => Ok(time),
    }
}

/// An idle time: whole seconds.
pub(crate) fn idle(text: &str) -> Result<Duration, ValueError> {
    match any_duration(text)? {
        Duration::ZERO => Err(ValueError::Zero),
        time if time.subsec_nanos() != 0 => Err(ValueError::NotWholeSeconds),
        time if time > TWO_HOURS => Err(ValueError::MoreThanTwoHours),
        time => Ok(time),
    }
}

fn any_duration(text: &str) -> Result<Duration, ValueError> {
    use humantime::DurationError as Error;
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|why| match why {
        Error::UnknownUnit { unit, .. } => ValueError::Unit(unit),
        Error::Empty | Error::NumberExpected(_) => ValueError::NoNumber,
        _ => ValueError::Time,
    })
}

/// A name server: an address, with a port if it is not 53.
pub(crate) fn server(text: &str) -> Result<SocketAddr, ValueError> {
    let plain = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    if let Some(server) = zoned_server(plain, None) {
        return Ok(server);
    }
    let in_brackets = || {
        let (address, port) = text.strip_prefix('[')?.rsplit_once("]:")?;
        zoned_server(address, Some(port.parse().ok()?))
    };
    let whole = text.parse::<SocketAddr>().ok().or_else(in_brackets);
    whole
        .filter(|address| address.port() != 0)
        .ok_or(ValueError::Server)
}

/// What a run is called: a line of text.
pub(crate) fn label(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(ValueError::ControlInLabel);
    }
    match text.chars().count() {
        0 => Err(ValueError::NoLabel),
        many if many > LONGEST_LABEL => Err(ValueError::LongLabel(many)),
        _ => Ok(text.to_owned()),
    }
}

/// A challenge: hex where it can be, else text.
pub(crate) fn challenge(text: &str) -> Result<Vec<u8>, ValueError> {
    let bytes = hex(text).unwrap_or_else(|| text.as_bytes().to_vec());
    match bytes.len() {
        0 => Err(ValueError::NoChallenge),
        many if many > LONGEST_CHALLENGE => Err(ValueError::LongChallenge(many)),
        _ => Ok(bytes),
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let pairs = (0..text.len()).step_by(2);
    let bytes = pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    digits.then(|| bytes.collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_server_is_an_address_with_or_without_a_port() {
        for (text, address) in [
            ("10.0.0.53", "10.0.0.53:53"),
            ("10.0.0.53:5353", "10.0.0.53:5353"),
            ("fd00::53", "[fd00::53]:53"),
            ("[fd00::53]", "[fd00::53]:53"),
            ("[fd00::53]:5353", "[fd00::53]:5353"),
        ] {
            assert_eq!(server(text), Ok(address.parse().unwrap()));
        }
        for wrong in [
            "dns.example",
            "10.0.0.53:",
            "10.0.0.53:0",
            "10.0.0.53:70000",
            "",
        ] {
            assert_eq!(server(wrong), Err(ValueError::Server), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_seconds_or_has_a_unit() {
        assert_eq!(duration("5"), Ok(Duration::from_secs(5)));
        assert_eq!(duration("5s"), Ok(Duration::from_secs(5)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(idle("90"), Ok(Duration::from_secs(90)));
    }

    #[test]
    fn a_time_that_cannot_be_used_is_answered_with_what_to_write() {
        let said = |text: &str| duration(text).unwrap_err().to_string();
        assert_eq!(said("5x"), "unknown unit `x`; write `5s`, `500ms` or `2m`");
        assert_eq!(
            said("soon"),
            "it has no number; write `5s`, `500ms` or `2m`"
        );
        assert_eq!(said(""), "it has no number; write `5s`, `500ms` or `2m`");
        assert_eq!(said("0s"), "it must be greater than zero");
        assert_eq!(said("25h"), "it must be a day (`24h`) at most");
        assert_eq!(idle("1500ms"), Err(ValueError::NotWholeSeconds));
        assert_eq!(idle("3h"), Err(ValueError::MoreThanTwoHours));
    }

    #[test]
    fn a_label_is_one_line_of_text() {
        assert_eq!(
            label(" before the change "),
            Ok("before the change".to_owned())
        );
        assert_eq!(label("  "), Err(ValueError::NoLabel));
        assert_eq!(label("a\nb"), Err(ValueError::ControlInLabel));
        assert_eq!(label("\u{1b}[2J"), Err(ValueError::ControlInLabel));
        assert_eq!(label(&"ä".repeat(80)), Ok("ä".repeat(80)));
        assert_eq!(label(&"ä".repeat(81)), Err(ValueError::LongLabel(81)));
    }

    #[test]
    fn a_challenge_is_hex_where_it_can_be_and_else_text() {
        let bytes = |text| challenge(text).unwrap();
        assert_eq!(bytes("00fF"), [0, 255]);
        assert_eq!(bytes("audit 7"), b"audit 7");
        assert_eq!(bytes("abc"), b"abc");
        assert_eq!(bytes("für"), "für".as_bytes());
        assert_eq!(challenge(""), Err(ValueError::NoChallenge));
        let long = "x".repeat(1025);
        assert_eq!(challenge(&long), Err(ValueError::LongChallenge(1025)));
    }
}
