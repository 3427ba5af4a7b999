//! Firewalls that tell users apart may let one account through and not the other: whom the product's
//! services run as, where that was not who measured.

use crate::catalogue::Account;
use crate::report::model::Report;

/// In a sentence; nothing where a service runs as who measured, or where one of them is not known.
pub(super) fn hint(report: &Report) -> Option<String> {
    let accounts = &report.endpoints_file.accounts;
    let user = report.run.host.user.as_ref()?;
    if accounts.iter().any(|one| is_same(&user.name, &one.name)) {
        return None;
    }
    let names: Vec<String> = accounts.iter().map(named).collect();
    let how = how(accounts);
    Some(match names.as_slice() {
        [] => return None,
        [only] => format!(
            "the agent will ask as {only}: a firewall that filters by user has to allow that too{how}"
        ),
        several => format!(
            "the agents will ask as {}: a firewall that filters by user has to allow these too{how}",
            several.join(" and ")
        ),
    })
}

fn named(account: &Account) -> String {
    let name = &account.name;
    match account.products.as_slice() {
        [] => name.clone(),
        products => format!("{name} ({})", products.join(", ")),
    }
}

/// How to run something as these accounts; nothing where they are not of Windows. Of a service's own
/// account there is nothing before the service is there.
fn how(accounts: &[Account]) -> String {
    let mut windows = accounts.iter().filter(|one| one.name.contains('\\'));
    let Some(first) = windows.next() else {
        return String::new();
    };
    match accounts {
        [_] if !is_of_service(&first.name) => {
            let name = &first.name;
            format!("; to measure as it, on Windows, use a scheduled task or `PsExec -i -u \"{name}\"`")
        }
        _ => {
            "; to measure as one of them, on Windows, use a scheduled task that runs as it, and `compare`"
                .to_owned()
        }
    }
}

fn is_of_service(name: &str) -> bool {
    let domain = name.split_once('\\').map(|(domain, _)| domain);
    domain.is_some_and(|domain| domain.eq_ignore_ascii_case("NT SERVICE"))
}

/// Account names come with or without their domain, in any case and spacing.
pub(in crate::report) fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('\\').next().unwrap_or(name);
        let letters = last.chars().filter(|c| !c.is_whitespace());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    plain(one) == plain(other)
}
