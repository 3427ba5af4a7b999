//! Three examples of each command, for the end of its help and for its man page.

/// Three examples of each command, each with what it does.
pub(super) const EXAMPLES: &[(&str, [(&str, &str); 3])] = &[
    (
        "check",
        [
            (
                "clearway check --tenant 01234567-89ab-cdef-0123-456789abcdef",
                "every endpoint, also the hosts that carry the tenant's id",
            ),
            (
                "clearway check --proxy http://proxy.corp:3128 --save report.html",
                "through this proxy, and keep a page to look at",
            ),
            (
                "clearway check --only 'crl*' --timeout 5s",
                "only some endpoints, with a shorter limit for each step",
            ),
        ],
    ),
    (
        "routes",
        [
            (
                "clearway routes",
                "what this machine's settings choose for each endpoint",
            ),
            (
                "clearway routes --agent-config Agent.exe.config",
                "what the agent will use, and what .NET does with each line",
            ),
            (
                "clearway routes --pac proxy.pac --only msappproxy --no-wpad",
                "what a PAC script answers for one endpoint",
            ),
        ],
    ),
    (
        "list",
        [
            ("clearway list", "all endpoints, with ports and purposes"),
            (
                "clearway list --for connector --cloud usgov",
                "what one product needs in one cloud",
            ),
            (
                "clearway list --endpoints mine.toml",
                "whether a data file of your own is read as you mean it",
            ),
        ],
    ),
    (
        "rules",
        [
            ("clearway rules", "a table for a change request"),
            (
                "clearway rules --format squid > clearway.conf",
                "an include file for squid",
            ),
            (
                "clearway rules --format nftables --service-tags ServiceTags_Public.json",
                "rules for a packet filter, with the networks of the service tags",
            ),
        ],
    ),
    (
        "judge",
        [
            ("clearway judge report.json", "the report again, as text"),
            (
                "clearway judge report.json --format markdown",
                "to paste into a ticket",
            ),
            (
                "clearway judge report.json --save tickets.csv --quiet",
                "only the change requests, for a change system",
            ),
        ],
    ),
    (
        "verify",
        [
            (
                "clearway verify run.zip --challenge 'audit 7'",
                "whether the servers answered this challenge",
            ),
            (
                "clearway verify run.zip --roots corp-root.pem",
                "against these keys instead of the data file's",
            ),
            ("clearway verify run.zip --format json", "for programs"),
        ],
    ),
    (
        "compare",
        [
            (
                "clearway compare segment1.json segment2.json",
                "what passes in one place and fails in the other",
            ),
            (
                "clearway compare monday.json tuesday.json --format html > changes.html",
                "what changed, as a page",
            ),
            (
                "clearway compare 'jump*.json' --summary",
                "one line a report",
            ),
        ],
    ),
    (
        "explain",
        [
            (
                "clearway explain chain.intercepted",
                "one code: meaning, usual causes, who can fix it",
            ),
            ("clearway explain", "all codes"),
            ("clearway explain --format json", "for programs"),
        ],
    ),
    (
        "completions",
        [
            (
                "clearway completions bash > ~/.local/share/bash-completion/completions/clearway",
                "for bash",
            ),
            (
                "clearway completions zsh > _clearway",
                "for zsh, in a folder of `fpath`",
            ),
            (
                "clearway completions powershell >> $PROFILE",
                "for PowerShell",
            ),
        ],
    ),
    (
        "man",
        [
            ("clearway man | man -l -", "the program"),
            ("clearway man check | man -l -", "a command"),
            (
                "clearway man proxy > clearway-proxy.7",
                "a topic, for a folder of pages",
            ),
        ],
    ),
    (
        "help",
        [
            ("clearway help", "the list of commands and topics"),
            ("clearway help check", "all flags of a command"),
            ("clearway help proxy", "the page of a topic"),
        ],
    ),
    (
        "schema",
        [
            ("clearway schema", "the schema, as JSON"),
            (
                "clearway schema > report.schema.json",
                "for an editor or a validator",
            ),
            (
                "clearway schema | jq '.properties | keys'",
                "the fields at the top of a report",
            ),
        ],
    ),
];
