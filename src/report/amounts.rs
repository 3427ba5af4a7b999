//! Durations, numbers and lists, as people say them.

/// Milliseconds, as people say them.
pub(in crate::report) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms / 1_000 % 60),
    }
}

/// A number with its noun.
pub(in crate::report) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first ones as a list, and how many more there are. A lone last one is named, not counted.
pub(in crate::report) fn first_of(all: &[String], most: usize) -> String {
    if all.len() <= most + 1 {
        return all.join(", ");
    }
    format!("{} and {} more", all[..most].join(", "), all.len() - most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said: Vec<_> = [0, 999, 1_000, 59_999, 61_500].map(duration).into();
        assert_eq!(said, ["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min 1 s"]);
    }

    #[test]
    fn a_lone_last_one_is_named_and_more_are_counted() {
        let all: Vec<_> = ["a", "b", "c", "d"].map(str::to_owned).into();
        assert_eq!(first_of(&all, 3), "a, b, c, d");
        assert_eq!(first_of(&all, 2), "a, b and 2 more");
    }
}
