//! Where a redirect leads.

/// The host of an absolute or scheme-relative address.
pub(super) fn host_of(location: &str) -> Option<&str> {
    let (_, rest) = location.split_once("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    Some(host.rsplit_once(':').map_or(host, |(name, _)| name))
}

/// The host that a redirect leads to, in lower case, where it is absolute and not the one that was asked.
pub(super) fn leads_away(status: u16, location: Option<&str>, asked: &str) -> Option<String> {
    let redirects = matches!(status, 301..=303 | 307 | 308);
    let location = location.filter(|_| redirects)?;
    let host = host_of(location).filter(|host| !host.is_empty())?;
    (!host.eq_ignore_ascii_case(asked)).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_absolute_redirect_to_another_host_leads_away() {
        let to = |status, location| leads_away(status, Some(location), "a.example");
        let away = Some("login.example".to_owned());
        assert_eq!(to(302, "https://Login.example:8443/x?y"), away);
        assert_eq!(to(307, "//u@login.example"), away);
        assert_eq!(to(302, "https://A.example/"), None);
        assert_eq!(to(302, "/login"), None);
        assert_eq!(to(302, "http:///login"), None);
        assert_eq!(to(200, "https://login.example/"), None);
        assert_eq!(to(304, "https://login.example/"), None);
        assert_eq!(leads_away(302, None, "a.example"), None);
    }
}
