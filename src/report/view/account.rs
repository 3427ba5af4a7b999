//! Firewalls that tell users apart may let one account through and not the other: whom the product
//! runs as, where that was not who measured.

use crate::report::model::Report;

/// In a sentence; nothing where the product runs as who measured, or where one of them is not known.
pub(super) fn hint(report: &Report) -> Option<String> {
    let account = report.endpoints_file.account.as_deref()?;
    let user = report.run.host.user.as_ref()?;
    if is_same(&user.name, account) {
        return None;
    }
    let how = if account.contains('\\') {
        format!(
            "; to measure as it, on Windows, use a scheduled task or `PsExec -i -u \"{account}\"`"
        )
    } else {
        String::new()
    };
    Some(format!(
        "the agent will ask as {account}: a firewall that filters by user has to allow that too{how}"
    ))
}

/// Account names come with or without their domain, in any case and spacing.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('\\').next().unwrap_or(name);
        let letters = last.chars().filter(|c| !c.is_whitespace());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    plain(one) == plain(other)
}
