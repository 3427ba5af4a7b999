//! What an agent that looks for a script by WPAD would meet here.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// What was met where a script is looked for by WPAD. It is shown and never followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wpad {
    /// The names that were asked, in order; none where this machine's DNS domain is unknown or public.
    pub names: Vec<WpadName>,
}

/// One name, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WpadName {
    /// The name.
    pub name: String,
    /// The addresses that the operating system gives for it, at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// What was met at the private ones among them, in their order, up to the first script; at most 4.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<WpadAnswer>,
}

/// What an address gave for `/wpad.dat`, without redirects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WpadAnswer {
    /// The address.
    pub address: IpAddr,
    /// The file that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<WpadFile>,
    /// Why none came; in the words of whoever met it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The file that came for `/wpad.dat`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WpadFile {
    /// Its length.
    pub bytes: usize,
    /// Its digest.
    pub sha256: String,
    /// Does it name the function that every such script has?
    pub is_script: bool,
}
