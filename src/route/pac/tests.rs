use super::watch::is_name;
use super::*;
use crate::catalogue::Scheme;
use crate::route::NoAnswers;
use std::net::IpAddr;
use std::time::{Duration, Instant};

mod broken;
mod helpers;
mod lines;
mod scripts;

/// 2026-11-22, 10:30:15 UTC, a Sunday.
const NOW: i64 = 1_795_343_415;

const TARGET: Target<'_> = Target {
    host: "login.example.com",
    port: 443,
    scheme: Scheme::Https,
};

/// Knows two names.
struct Names;

impl Asks for Names {
    fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
        match name {
            "login.example.com" => vec![
                "2001:db8::1".parse().unwrap(),
                "20.190.128.5".parse().unwrap(),
            ],
            "six.example.com" => vec!["2001:db8::6".parse().unwrap()],
            _ => Vec::new(),
        }
    }

    fn own(&self) -> Vec<IpAddr> {
        vec!["10.20.0.7".parse().unwrap(), "fd00::7".parse().unwrap()]
    }

    fn is_over(&self) -> bool {
        false
    }
}

fn run(script: &str) -> Result<Answer, Trouble> {
    let asks: Arc<dyn Asks> = Arc::new(Names);
    ask(script, &TARGET, &asks, NOW)
}

#[test]
fn a_script_may_use_variables_it_never_declared_and_the_ex_function_is_asked_first() {
    let script = "x = 'PROXY a:1';\nfunction FindProxyForURL() { return x }\n\
                  function FindProxyForURLEx() { return 'PROXY b:2' }";
    assert_eq!(run(script), Ok(Answer::read("PROXY b:2")));
}

#[test]
fn what_goes_wrong_is_said_with_the_scripts_line() {
    for (script, wanted) in [
        (
            "function FindProxyForURL() {\n\n  return foo();\n}",
            "line 3: foo is not defined",
        ),
        ("var a;\nfunction FindProxyForURL( {", "line 2: "),
        ("throw new Error('no')", "line 1: no"),
        ("throw 'text'", "it throws `text`"),
        ("throw 42", "it throws `42`"),
        ("throw { message: 'no way' }", "it throws `no way`"),
        ("throw {}", "something that is no error"),
        ("throw null", "something that is no error"),
        ("var x = 1", "no function `FindProxyForURL`"),
        ("FindProxyForURL = 7", "no function `FindProxyForURL`"),
        ("let FindProxyForURL = 7", "no function `FindProxyForURL`"),
        (
            "const FindProxyForURL = () => 'DIRECT'",
            "no browser finds a `FindProxyForURL` declared by `let` or `const`",
        ),
        ("function FindProxyForURL() { return 7 }", "no text but"),
        ("function FindProxyForURL() { }", "its answer is empty"),
        (
            "function FindProxyForURL() { return null }",
            "its answer is empty",
        ),
        (
            "function FindProxyForURL() { return { toString: () => 'DIRECT' } }",
            "no text but",
        ),
    ] {
        let why = run(script).unwrap_err();
        assert!(why.to_string().contains(wanted), "{script}: {why}");
        assert!(!why.too_slow);
    }
}

/// Each ends within its limits, and leaves nothing behind for the next.
#[test]
fn a_hostile_script_costs_at_most_its_limits() {
    let body = |text: &str| format!("function FindProxyForURL(url, host) {{ {text} }}");
    let hostile = [
        body("while (1) {}"),
        body("while (1) { try { while (1) {} } catch (e) {} finally { while (1) {} } }"),
        body("var a = []; while (1) a.push(new Array(1000).fill(a.length))"),
        body("var s = 'x'; while (1) s += s"),
        body("return /^(a+)+$/.test('a'.repeat(60) + 'b') ? 'DIRECT' : 'DIRECT'"),
        body("return FindProxyForURL(url, host)"),
        body(
            "var a = []; for (var i = 0; i < 1e6; i++) a.push(i * 7919 % 1000003); a.sort(); while (1) a.sort()",
        ),
        body("return 'PROXY a:1;'.repeat(1e5)"),
        body("throw { get message() { while (1) {} }, get stack() { while (1) {} } }"),
        body(
            "var e = new Error('x'); Object.defineProperty(e, 'message', { get() { while (1) {} } }); throw e",
        ),
        body(
            "return shExpMatch('a'.repeat(30000), '*a*a*a*a*a*a*a*b') ? 'DIRECT' : 'PROXY ' + 'x'.repeat(20000)",
        ),
        body("for (var i = 0; ; i++) dnsResolve('n' + i + '.example.com')"),
        "while (1) {}".to_owned(),
        "(function f() { f() })()".to_owned(),
        body("Promise.resolve().then(() => { while (1) {} }); return 7"),
        body("return new Proxy({}, { get() { while (1) {} } })"),
    ];
    for script in &hostile {
        let began = Instant::now();
        let ended = run(script);
        let took = began.elapsed();
        assert!(ended.is_err(), "{script}: {ended:?}");
        assert!(took < Duration::from_secs(4), "{script}: {took:?}");
    }
    assert_eq!(run(&body("return 'DIRECT'")), Ok(Answer::read("DIRECT")));
}

#[test]
fn a_script_that_ran_too_long_is_known_as_such() {
    let why = run("while (1) {}").unwrap_err();
    assert!(why.too_slow && why.to_string().contains("500 ms"), "{why}");
}

#[test]
fn only_names_are_asked_for_and_not_too_many() {
    struct Nosy;
    impl Asks for Nosy {
        fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
            assert!(is_name(name), "{name:?}");
            Vec::new()
        }
        fn own(&self) -> Vec<IpAddr> {
            Vec::new()
        }
        fn is_over(&self) -> bool {
            false
        }
    }
    let asks: Arc<dyn Asks> = Arc::new(Nosy);
    let script = "function FindProxyForURL() { dnsResolve('a b'); dnsResolve('a\\u0000b'); \
                  dnsResolve(''); dnsResolve('a'.repeat(300)); return 'DIRECT' }";
    assert!(ask(script, &TARGET, &asks, NOW).is_ok());
}

/// No browser throws at a name too many, and a script may catch what is thrown: it goes on, and what
/// it answers then is not believed.
#[test]
fn an_answer_after_names_that_were_not_looked_up_is_none() {
    let many = "function FindProxyForURL() {\n  for (var i = 0; i < 65; i++)\n    \
                try { dnsResolve('n' + i) } catch (e) { return 'PROXY a:1' }\n  \
                return isInNet('n65', '10.0.0.0', '255.0.0.0') ? 'PROXY b:2' : 'DIRECT' }";
    let why = run(many).unwrap_err();
    assert_eq!(
        why.to_string(),
        "line 3: it asks for too many names, more than 64"
    );
    assert!(!why.too_slow);
    let same = "function FindProxyForURL() { for (var i = 0; i < 500; i++) \
                isInNet('One.example.com', '10.0.0.' + i % 256, '255.255.255.255'); return 'DIRECT' }";
    assert_eq!(run(same), Ok(Answer::read("DIRECT")));
}

/// A name is asked for once; the time that all of them may take is bounded, and a name that did not
/// come to its turn is no name that does not resolve.
#[test]
fn names_that_take_too_long_are_reported() {
    struct Slow;
    impl Asks for Slow {
        fn addresses(&self, _name: &str, within: Duration) -> Vec<IpAddr> {
            std::thread::sleep(within.min(Duration::from_secs(6)));
            Vec::new()
        }
        fn own(&self) -> Vec<IpAddr> {
            Vec::new()
        }
        fn is_over(&self) -> bool {
            false
        }
    }
    let asks: Arc<dyn Asks> = Arc::new(Slow);
    let one = "function FindProxyForURL(url, host) { isResolvable(host); dnsResolve(host); \
               return isInNet(host, '10.0.0.0', '255.0.0.0') ? 'DIRECT' : 'PROXY a:1' }";
    let began = Instant::now();
    assert_eq!(ask(one, &TARGET, &asks, NOW), Ok(Answer::read("PROXY a:1")));
    assert!(began.elapsed() < Duration::from_secs(8));
    let many = "function FindProxyForURL() {\n dnsResolve('a'); dnsResolve('b');\n dnsResolve('c');\n \
                return 'DIRECT' }";
    let why = ask(many, &TARGET, &asks, NOW).unwrap_err();
    assert_eq!(
        why.to_string(),
        "line 3: it waited 10 s for names, so that `c` was not looked up"
    );
    assert!(why.too_slow);
}

#[test]
fn nothing_can_be_reached_from_a_script() {
    for name in [
        "require",
        "process",
        "fetch",
        "XMLHttpRequest",
        "std",
        "os",
        "setTimeout",
        "ActiveXObject",
    ] {
        let script = format!("function FindProxyForURL() {{ return typeof {name} }}");
        let asks: Arc<dyn Asks> = Arc::new(NoAnswers);
        let type_name = said(&script, &TARGET, &asks, NOW);
        assert_eq!(type_name.as_deref(), Ok("undefined"), "{name}");
    }
    let asks: Arc<dyn Asks> = Arc::new(NoAnswers);
    let own = "function FindProxyForURL() { return 'PROXY ' + myIpAddress() }";
    assert_eq!(
        ask(own, &TARGET, &asks, NOW),
        Ok(Answer::read("PROXY 127.0.0.1"))
    );
}
