//! Which sections and groups the .NET Framework's own machine.config declares.

/// Groups, by their path.
const GROUPS: [&str; 12] = [
    "system.net",
    "system.net/mailSettings",
    "system.runtime.caching",
    "system.runtime.serialization",
    "system.serviceModel",
    "system.serviceModel.activation",
    "system.transactions",
    "system.web",
    "system.web.extensions",
    "system.webServer",
    "system.xaml.hosting",
    "system.xml.serialization",
];

/// Sections outside groups that may stand once.
const SECTIONS: [&str; 14] = [
    "appSettings",
    "configBuilders",
    "configProtectedData",
    "connectionStrings",
    "system.codedom",
    "system.data",
    "system.data.dataset",
    "system.data.odbc",
    "system.data.oledb",
    "system.data.oracleclient",
    "system.data.sqlclient",
    "system.diagnostics",
    "system.windows.forms",
    "uri",
];

/// Sections that the configuration system itself leaves to others (`IgnoreSection`), so that they may
/// stand more than once.
const IGNORED: [&str; 9] = [
    "assemblyBinding",
    "mscorlib",
    "runtime",
    "satelliteassemblies",
    "startup",
    "strongNames",
    "system.runtime.remoting",
    "system.web.webPages.razor",
    "windows",
];

/// `NetSectionGroup` of referencesource.
const NET: [&str; 6] = [
    "authenticationModules",
    "connectionManagement",
    "defaultProxy",
    "requestCaching",
    "settings",
    "webRequestModules",
];

/// What stands in `defaultProxy`, and nowhere else.
const INSIDE: [&str; 3] = ["proxy", "bypasslist", "module"];

pub(super) fn is_group(path: &str) -> bool {
    GROUPS.contains(&path)
}

/// Only these groups are walked here.
pub(super) fn is_read(path: &str) -> bool {
    path == "system.net"
}

pub(super) fn is_section(path: &str) -> bool {
    let net = path
        .strip_prefix("system.net/")
        .is_some_and(|name| NET.contains(&name));
    net || SECTIONS.contains(&path) || IGNORED.contains(&path)
}

pub(super) fn may_repeat(path: &str) -> bool {
    IGNORED.contains(&path)
}

/// Why an element that nothing declares is surely none: it is known elsewhere, or in another case.
pub(super) fn misplaced(path: &str) -> Option<String> {
    let (group, name) = path.rsplit_once('/').unwrap_or(("", path));
    let all = || GROUPS.iter().chain(&SECTIONS).chain(&IGNORED).copied();
    if group == "system.net" {
        return Some(in_net(name));
    }
    if !group.is_empty() {
        return None;
    }
    if let Some(own) = all().find(|own| own.eq_ignore_ascii_case(name)) {
        return Some(format!(
            "unknown section `{name}`; .NET heeds case: it is `{own}`"
        ));
    }
    let same = |own: &&str| own.eq_ignore_ascii_case(name);
    if NET.iter().any(same) || INSIDE.iter().any(same) {
        let outer = if NET.iter().any(same) {
            "system.net"
        } else {
            "system.net/defaultProxy"
        };
        return Some(format!(
            "`{name}` must not stand here: it belongs into `{outer}`"
        ));
    }
    None
}

fn in_net(name: &str) -> String {
    let same = |own: &&str| own.eq_ignore_ascii_case(name);
    if let Some(own) = NET.iter().find(|own| same(own)) {
        return format!("unknown section `{name}`; .NET heeds case: it is `{own}`");
    }
    if INSIDE.iter().any(same) {
        return format!("`{name}` must not stand here: it belongs into `defaultProxy`");
    }
    format!(
        "unknown section `{name}` in `system.net`; known are {}",
        NET.join(", ")
    )
}
