//! What is said of each line.

use super::*;

fn remarks(text: &str) -> Vec<String> {
    let config = read_row(text).unwrap_or_else(|why| panic!("{why}"));
    let all = config.rules(Some(&[])).remarks;
    all.iter().map(|told| told.replace(APP, "A")).collect()
}

/// Section, and the beginnings of its remarks.
#[track_caller]
fn says(text: &str, expected: &[&str]) {
    let told = remarks(text);
    let fits = told.len() == expected.len()
        && told
            .iter()
            .zip(expected)
            .all(|(own, expected)| own.contains(expected));
    assert!(fits, "{text}: {told:#?}");
}

/// The block that Microsoft's page on outbound proxies gives, with a proxy in it.
#[test]
fn the_documented_block_is_explained_line_by_line() {
    says(
        "<defaultProxy~enabled='true' useDefaultCredentials='true'>~\
         <proxy~ usesystemdefault='true'~ proxyaddress='http://proxy.corp:3128'~ bypassonlocal='true'~/>~\
         </defaultProxy>",
        &[
            "A:5 enabled: the same as left out: the section counts",
            "A:5 useDefaultCredentials: the agent may sign on at the hop as the account it runs under, which is not \
             tried here",
            "A:7 usesystemdefault: takes the static proxy and the exceptions of the Internet Settings of the agent's \
             account; their script and automatic detection are not used, and what is set here goes before",
            "A:8 proxyaddress: http and https go through `http://proxy.corp:3128`",
            "A:9 bypassonlocal: hosts without a dot, in this machine's domain or with its addresses go direct",
        ],
    );
}

#[test]
fn what_drops_a_script_or_detection_says_so() {
    says(
        "<defaultProxy><proxy scriptLocation='http://w/p.pac'~ autoDetect='True'~ proxyaddress='http://own:1'/></defaultProxy>",
        &[
            "A:4 scriptLocation: dropped: `proxyaddress` of line 6 drops the script",
            "A:5 autoDetect: dropped: `proxyaddress` of line 6",
            "A:6 proxyaddress: http and https go through `http://own:1`; it drops `scriptLocation` and `autoDetect`",
        ],
    );
    says(
        "<defaultProxy><proxy scriptLocation='http://w/p.pac'~ bypassonlocal='False'/></defaultProxy>",
        &[
            "A:4 scriptLocation: dropped: `bypassonlocal`",
            "A:5 bypassonlocal: local hosts go through the proxy as well; it drops",
        ],
    );
    says(
        "<defaultProxy><proxy scriptLocation='http://w/p.pac'/>~<bypasslist>~<add address='x'/></bypasslist></defaultProxy>",
        &[
            "A:4 scriptLocation: dropped: `bypasslist` of line 6",
            "A:6 bypasslist: 1 regular expression on `scheme://host[:port]`; it drops",
        ],
    );
}

#[test]
fn what_is_read_and_what_is_not_is_said() {
    says("<defaultProxy/>", &[]);
    says(
        "<defaultProxy enabled='false'><proxy/></defaultProxy>",
        &["A:4 enabled=\"false\": the agent uses no proxy"],
    );
    says(
        "<defaultProxy><proxy usesystemdefault='False'/></defaultProxy>",
        &["alone it means no proxy at all"],
    );
    says(
        "<defaultProxy><proxy usesystemdefault='2'/></defaultProxy>",
        &["the same as left out"],
    );
    says(
        "<defaultProxy><proxy usesystemdefault='True' autoDetect='False'/></defaultProxy>",
        &[
            "takes nothing from the system",
            "looks for no script by WPAD",
        ],
    );
    says(
        "<defaultProxy><proxy scriptLocation='file:///c:/p.pac'/></defaultProxy>",
        &["is not read: WinHTTP"],
    );
    says(
        "<defaultProxy><proxy scriptLocation='http://w/p.pac'/></defaultProxy>",
        &["asked for every request"],
    );
    says(
        "<defaultProxy><proxy proxyaddress='http://u:p@own:1/x'/></defaultProxy>",
        &["its credentials are not sent"],
    );
    says(
        "<defaultProxy><proxy proxyaddress='http://own:1/x'/></defaultProxy>",
        &["what stands behind `http://own:1` is ignored"],
    );
    says(
        "<defaultProxy><proxy proxyaddress='http://own:8080 '/></defaultProxy>",
        &["makes .NET take port 15248"],
    );
    says(
        "<defaultProxy><module type=''/></defaultProxy>",
        &["an empty type is none"],
    );
    says(
        "<defaultProxy><module type='X.Y'/><proxy autoDetect='True'/></defaultProxy>",
        &["the agent asks this class"],
    );
    says(
        "<defaultProxy><module type='System.Net.WebProxy'/></defaultProxy>",
        &["own WebProxy"],
    );
    says(
        "<defaultProxy useDefaultCredentials='true'/>",
        &["may sign on at the hop as the account"],
    );
    says(
        "<defaultProxy><bypasslist><clear></clear></bypasslist>~<proxy proxyaddress='http://own:1'/></defaultProxy>",
        &["A:5 proxy (behind line 4): not read"],
    );
}

#[test]
fn entries_that_never_fit_and_other_places_are_said() {
    let list = |entry: &str| {
        format!("<defaultProxy><bypasslist>~<add address='{entry}'/></bypasslist></defaultProxy>")
    };
    for entry in [
        "https://a.example/",
        "a.example:443",
        "^login",
        "a;b",
        "&lt;local>",
        "10.0.0.0/8",
    ] {
        let told = remarks(&list(entry));
        assert!(
            told.iter()
                .any(|told| told.starts_with("A:5 ") && told.contains("never matches: ")),
            "{entry}: {told:#?}"
        );
    }
    says(
        &list(""),
        &["1 regular expression", "it is empty, and fits every host"],
    );
    says(
        &list("(?=a)b"),
        &["1 regular expression", "not known here: a lookahead `(?=`"],
    );
    says(&list("\\.contoso\\.com$"), &["1 regular expression"]);
    says(
        "@<location path='x'><system.net><defaultProxy/></system.net></location>",
        &["A:2 location path=\"x\": .NET skips it"],
    );
    says(
        "@<unknown/>",
        &["A:2 unknown: no `configSections` here declares it"],
    );
}
