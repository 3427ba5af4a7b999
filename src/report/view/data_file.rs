//! The data file and the address files beside it, in words: how old, of which cloud, which change.

use time::Date;
use time::format_description::well_known::Iso8601;

use crate::catalogue::{Catalogue, Cloud};

/// Facts that are older have had time to change: Microsoft's pages do so several times a year.
const OLD_DAYS: i64 = 180;

/// When the facts of the data file were reviewed, and whether that is long ago. `today` is a day or a
/// moment, RFC 3339; empty where the file does not say.
pub(in crate::report) fn review_date(file: &Catalogue, today: &str) -> String {
    if file.dated.is_empty() {
        return String::new();
    }
    let old =
        days_if_old(file, today).map_or_else(String::new, |days| format!(" ({days} days old)"));
    format!("dated {}{old}", file.dated)
}

/// A warning about a data file that was reviewed long ago, and where newer ones come from; nothing where
/// it is recent or does not say. `today` is a day or a moment, RFC 3339.
#[must_use]
pub fn old_data(file: &Catalogue, today: &str) -> Option<String> {
    let days = days_if_old(file, today)?;
    Some(format!(
        "the data file is {days} days old (dated {}): hosts, certificates and addresses may have changed since; \
         the newest release of clearway has a newer one: update clearway, or give that release's \
         `endpoints.toml` with `--endpoints FILE`",
        file.dated
    ))
}

fn days_if_old(file: &Catalogue, today: &str) -> Option<i64> {
    days_between(&file.dated, today).filter(|days| *days > OLD_DAYS)
}

fn days_between(earlier: &str, later: &str) -> Option<i64> {
    let day = |text: &str| Date::parse(text.get(..10)?, &Iso8601::DATE).ok();
    Some((day(later)? - day(earlier)?).whole_days())
}

/// Each address file, and whether it is of the cloud that was chosen. Holds untrusted text.
pub(in crate::report) fn address_files(file: &Catalogue, cloud: Cloud) -> Vec<String> {
    let files = file.addresses.iter().flat_map(|addresses| &addresses.files);
    let said = files.map(|file| {
        let other = if file.is_of_another(cloud) {
            format!("; this is another cloud than `{cloud}`, whose addresses are elsewhere")
        } else {
            String::new()
        };
        file.said() + &other
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(dated_on: &str, today: &str) -> String {
        let file = Catalogue {
            dated: dated_on.to_owned(),
            ..Catalogue::built_in()
        };
        review_date(&file, today)
    }

    #[test]
    fn a_file_older_than_half_a_year_says_so() {
        assert_eq!(
            said("2026-11-22", "2027-05-21T08:00:00Z"),
            "dated 2026-11-22"
        );
        let old = said("2026-11-22", "2027-05-22");
        assert_eq!(old, "dated 2026-11-22 (181 days old)");
    }

    #[test]
    fn a_file_older_than_half_a_year_is_warned_of_and_says_where_newer_ones_come_from() {
        let file = Catalogue {
            dated: "2026-11-22".to_owned(),
            ..Catalogue::built_in()
        };
        assert_eq!(old_data(&file, "2027-05-21T08:00:00Z"), None);
        let old = old_data(&file, "2027-05-22").unwrap();
        assert!(old.starts_with("the data file is 181 days old"), "{old}");
        assert!(old.contains("newest release of clearway"), "{old}");
    }

    #[test]
    fn a_day_that_cannot_be_read_is_not_old() {
        assert_eq!(said("2026-11-22", "soon"), "dated 2026-11-22");
        assert_eq!(said("", "2027-05-22"), "");
    }
}
