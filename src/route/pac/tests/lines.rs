//! The line in a message is one of the script's own.

use super::*;

const ROWS: &[(&str, &str)] = &[
    (
        "function FindProxyForURL(url, host) {\n  if (shExpMatch(host, '(')) return 'DIRECT';\n}",
        "line 2: shExpMatch cannot read the pattern `(`",
    ),
    (
        "function FindProxyForURL(url, host) {\n  return shExpMatch(host,\n    '*.[com');\n}",
        "line 2: shExpMatch cannot read",
    ),
    (
        "function FindProxyForURL(url, host) {\n\n\n  return host.replace(/a|e|i|o/, function () {\n    foo();\n  });\n}",
        "line 5: foo is not defined",
    ),
    (
        "function each(list) {\n  return [1].map(function () {\n    return list.nothing.there;\n  });\n}\nfunction FindProxyForURL() {\n  return each({});\n}",
        "line 3: cannot read property 'there' of undefined",
    ),
    (
        "function FindProxyForURL() {\n  return ['b', 'a'].sort(function (a, b) {\n    throw new Error('no');\n  });\n}",
        "line 3: no",
    ),
    (
        "function FindProxyForURL() {\n  eval('\\n\\n\\n\\n\\n\\n\\nfoo()');\n}",
        "line 2: foo is not defined",
    ),
    (
        "function FindProxyForURL() {\n  new Function('\\n\\n\\n\\nfoo()')();\n}",
        "line 2: foo is not defined",
    ),
    (
        "function FindProxyForURL() {\n  alert('x');\n  return dnsResolve(null).split('.');\n}",
        "line 3: cannot read property 'split' of null",
    ),
    (
        "var a;\r\nvar b;\r\nfoo();\r\nfunction FindProxyForURL() {}",
        "line 3: foo is not defined",
    ),
    ("/*\n\n*/\n\nfoo()", "line 5: foo is not defined"),
    (
        "function FindProxyForURL() {\n  if (true) {\n    return 'DIRECT';\n}\n",
        "line 4: ",
    ),
    (
        "function FindProxyForURL() {\n  return 'DIRECT;\n}",
        "line 2: ",
    ),
    (
        "function FindProxyForURL() {\n  return \"DIRECT\u{201d};\n}",
        "line 2: ",
    ),
    (
        "function FindProxyForURL() {\n  return /a(/;\n}",
        "line 2: expecting ')'",
    ),
    (
        "function FindProxyForURL() {\n  f(1,\n2);\n  if (/[z-a]/.test(url)) return 'DIRECT';\n}\nf(",
        "line 4: ",
    ),
    ("var a;\rfoo();", "line 1: foo is not defined"),
    ("<html>\n<body></body>\n</html>", "line 1: "),
    ("\n\n}", "line 3: "),
    ("", "it has no function"),
    (
        "function f() { f() }\nfunction FindProxyForURL() {\n f() }",
        "line 1: ",
    ),
    (
        "Object.defineProperty(this, 'FindProxyForURL', { get: function () {\n  foo() } })",
        "line 2: foo is not defined",
    ),
    // A script can write what it likes into its errors, and no line that it has not.
    (
        "var e = new Error('x');\ne.stack = 'at f (proxy.pac:999:1)';\nthrow e",
        "line 3: x",
    ),
    ("var e = new Error('x');\ne.stack = 7;\nthrow e", "line 2: "),
    (
        "var e = new Error('x');\nObject.defineProperty(e, 'stack', { value: 7 });\nthrow e",
        "x",
    ),
    (
        "function f() { throw new Error('x') }\nObject.defineProperty(f, 'name', { value: '(proxy.pac:2:1)' });\n\nf()",
        "line 1: x",
    ),
    ("a\0b", "line 1: a NUL character"),
    ("\n\na\0", "line 3: a NUL character"),
];

#[test]
fn the_line_in_a_message_is_one_of_the_scripts_own() {
    let differ = ROWS.iter().filter_map(|(script, wanted)| {
        let why = run(script).unwrap_err().to_string();
        (!why.starts_with(wanted)).then(|| format!("{script}\n  wanted {wanted}\n  but {why}"))
    });
    let differ: Vec<_> = differ.collect();
    assert!(differ.is_empty(), "{}", differ.join("\n\n"));
}
