//! What this machine says about the way out: gathers, decides nothing.

use super::{Environment, Secret};

/// The variable that holds the password for `--proxy-user`.
pub const PASSWORD: &str = "CLEARWAY_PROXY_PASSWORD";

/// The environment's variables about proxies.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub fn environment() -> Environment {
    let set = Environment::NAMES.into_iter().filter_map(|name| {
        let value = std::env::var(name).ok()?;
        Some((name.to_owned(), value))
    });
    Environment::of(set)
}

/// The password for `--proxy-user`, where the environment has one.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub fn password() -> Option<Secret> {
    std::env::var(PASSWORD).ok().map(Secret::new)
}
