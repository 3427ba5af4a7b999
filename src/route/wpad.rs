//! Where a script is looked for by WPAD, as far as DNS goes. Asks nobody.

/// No domain has more parents.
const MOST_NAMES: usize = 8;

/// The names to ask for a script: `wpad` in the machine's primary domain and in its parents, the nearest
/// first, down to two labels and never in a public suffix, whose `wpad` a stranger could register.
#[must_use]
pub fn wpad_names(domain: &str) -> Vec<String> {
    let domain = domain.trim_matches('.').to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if domain.len() > 240 || !domain.chars().all(fits) || domain.contains("..") {
        return Vec::new();
    }
    let parents = std::iter::successors(Some(&*domain), |own| Some(own.split_once('.')?.1));
    let owned = parents.take_while(|own| own.contains('.') && psl::suffix_str(own) != Some(own));
    let names = owned.take(MOST_NAMES);
    names.map(|own| format!("wpad.{own}")).collect()
}

/// Where a script lies on the host of such a name.
#[must_use]
pub fn wpad_url(name: &str) -> String {
    format!("http://{name}/wpad.dat")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_and_its_parents_are_asked_down_to_two_labels() {
        for (domain, names) in [
            ("corp.example", &["wpad.corp.example"][..]),
            (
                "Ad.Corp.Example.",
                &["wpad.ad.corp.example", "wpad.corp.example"],
            ),
            ("contoso.local", &["wpad.contoso.local"]),
            ("local", &[]),
            ("", &[]),
        ] {
            assert_eq!(wpad_names(domain), names, "{domain}");
        }
    }

    #[test]
    fn a_public_suffix_is_never_asked_however_many_labels_it_has() {
        for (domain, names) in [
            (
                "corp.example.co.uk",
                &["wpad.corp.example.co.uk", "wpad.example.co.uk"][..],
            ),
            ("co.uk", &[]),
            ("corp.github.io", &["wpad.corp.github.io"]),
            ("a.b.ck", &["wpad.a.b.ck"]),
        ] {
            assert_eq!(wpad_names(domain), names, "{domain}");
        }
    }

    #[test]
    fn what_is_no_domain_is_not_asked() {
        let long = format!("{}example.com", "a.".repeat(200));
        for domain in [
            "a b.example",
            "a..example",
            "a/b.example",
            &*long,
            "ä.example",
        ] {
            assert_eq!(wpad_names(domain), Vec::<String>::new(), "{domain}");
        }
        assert_eq!(
            wpad_names(&format!("{}example.com", "a.".repeat(50))).len(),
            8
        );
    }
}
