//! Rows that came in a report, held against what a data file may say. A report may be a stranger's;
//! its rows must not make this program ask for what no data file could make it ask for.

use std::collections::BTreeSet;

use crate::catalogue::host::check_name;
use crate::catalogue::{Catalogue, Endpoint, Sample, TENANT};
use crate::text::escape::escape;

impl Catalogue {
    /// The first thing in the rows that no data file could say, if there is one: safe to show.
    #[must_use]
    pub fn unsound(&self) -> Option<String> {
        let mut known = BTreeSet::new();
        let twice = self.rows.iter().find(|row| !known.insert(&row.id));
        let twice = twice.map(|row| format!("the id `{}` stands there twice", row.id));
        let wrong = twice.or_else(|| self.rows.iter().find_map(wrong_with));
        wrong.map(|what| escape(&what))
    }
}

fn wrong_with(row: &Endpoint) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if row.id.is_empty() || !row.id.chars().all(fits) {
        return Some(format!("`{}` is no id", row.id));
    }
    if row.port == 0 {
        return Some(format!("endpoint `{}` has port 0", row.id));
    }
    row.samples.iter().find_map(|sample| {
        let what = wrong_with_sample(row, sample)?;
        Some(format!("a sample of endpoint `{}` {what}", row.id))
    })
}

fn wrong_with_sample(row: &Endpoint, sample: &Sample) -> Option<String> {
    if !sample.path.starts_with('/') || !sample.path.chars().all(|c| c.is_ascii_graphic()) {
        return Some(format!("has the path `{}`", sample.path));
    }
    match &sample.host {
        None if row.host.is_wildcard() => Some("has no host".to_owned()),
        None => None,
        Some(host) => {
            // Any one label will do: what `<tenant>` stands for is not known here.
            let name = host.replace(TENANT, "tenant");
            let sound = check_name(&name).is_ok() && row.host.covers(&name);
            (!sound).then(|| format!("has the host `{host}`, which is not under `{}`", row.host))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::untrusted::*;

    #[test]
    fn the_built_in_rows_are_sound() {
        assert_eq!(Catalogue::built_in().unsound(), None);
    }

    #[test]
    fn what_no_data_file_could_say_is_found() {
        let wrong = |spoil: fn(&mut Endpoint)| {
            let mut catalogue = Catalogue::built_in();
            spoil(&mut catalogue.rows[0]);
            catalogue.unsound().unwrap()
        };
        assert_eq!(wrong(|row| row.id = "*".to_owned()), "`*` is no id");
        let host = |row: &mut Endpoint| row.samples[0].host = Some("evil.example".to_owned());
        assert!(
            wrong(host)
                .ends_with("has the host `evil.example`, which is not under `*.msappproxy.net`")
        );
        let path = |row: &mut Endpoint| row.samples[0].path = "/\r\nHost: x".to_owned();
        assert!(wrong(path).ends_with("has the path `/\\u{d}\\u{a}Host: x`"));
        let mut catalogue = Catalogue::built_in();
        catalogue.rows[1].id = catalogue.rows[0].id.clone();
        assert!(catalogue.unsound().unwrap().ends_with("stands there twice"));
    }
}
