//! Scripts of the forms that public ones have, written here, in ECMAScript 3 to 5; and scripts that test for
//! what is later before they use it. None of them depends on anything later.

pub(super) const SCRIPTS: &[(&str, &str)] = &[
    (
        "one proxy for all",
        "function FindProxyForURL(url, host) { return \"PROXY proxy.corp:8080\"; }",
    ),
    (
        "plain names and own domains direct",
        "function FindProxyForURL(url, host)\n{\n  if (isPlainHostName(host) || dnsDomainIs(host, \".corp.example\"))\n    return \"DIRECT\";\n  else\n    return \"PROXY proxy.corp:3128; DIRECT\";\n}",
    ),
    (
        "private networks by resolved address",
        "function FindProxyForURL(url, host) {\n  var ip = dnsResolve(host);\n  if (isInNet(ip, \"10.0.0.0\", \"255.0.0.0\") || isInNet(ip, \"192.168.0.0\", \"255.255.0.0\")) return \"DIRECT\";\n  return \"PROXY proxy.corp:3128\";\n}",
    ),
    (
        "globs by scheme",
        "function FindProxyForURL(url, host) {\n  if (url.substring(0, 5) == \"http:\") return \"PROXY web:80\";\n  if (url.substring(0, 6) == \"https:\") return \"PROXY tls:443\";\n  if (shExpMatch(host, \"*.example.com\")) return \"DIRECT\";\n  return \"DIRECT\";\n}",
    ),
    (
        "an array of domains and a loop",
        "var domains = [\"a.example\", \"b.example\", \"login.example.com\",];\nfunction FindProxyForURL(url, host) {\n  for (var i = 0; i < domains.length; i++) {\n    if (host == domains[i] || dnsDomainIs(host, \".\" + domains[i])) return \"PROXY p:1\";\n  }\n  return \"DIRECT\";\n}",
    ),
    (
        "a table by suffix",
        "var rules = { \"com\": 1, \"org\": 1 };\nvar has = Object.hasOwnProperty;\nfunction FindProxyForURL(url, host) {\n  var pos = host.lastIndexOf('.'), suffix;\n  while (pos >= 0) {\n    suffix = host.substring(pos + 1);\n    if (has.call(rules, suffix)) return 'SOCKS5 127.0.0.1:1080; SOCKS 127.0.0.1:1080; DIRECT';\n    pos = host.lastIndexOf('.', pos - 1);\n  }\n  return 'DIRECT';\n}",
    ),
    (
        "load sharing by the own address",
        "function FindProxyForURL(url, host) {\n  var ip = myIpAddress().split('.');\n  var n = parseInt(ip[3], 10) % 2;\n  return n ? 'PROXY a:1; PROXY b:1' : 'PROXY b:1; PROXY a:1';\n}",
    ),
    (
        "load sharing by a hash of the URL",
        "function URLhash(name) {\n  var cnt = 0;\n  var str = name.toLowerCase(name);\n  if (str.length == 0) return cnt;\n  for (var i = 0; i < str.length; i++) cnt = cnt + str.charCodeAt(i);\n  return cnt % 4;\n}\nfunction FindProxyForURL(url, host) {\n  switch (URLhash(url)) {\n    case 0: return \"PROXY a:1\";\n    case 1: return \"PROXY b:1\";\n    default: return \"PROXY c:1\";\n  }\n}",
    ),
    (
        "load sharing by chance",
        "function FindProxyForURL(url, host) { var r = Math.random(); if (r < 0.5) { return 'PROXY a:1'; } return 'PROXY b:1'; }",
    ),
    (
        "regular expressions",
        "function FindProxyForURL(url, host) {\n  var own = /^(?:.*\\.)?(corp|intra)\\.example$/i;\n  if (own.test(host) || /^https?:\\/\\/[^\\/]+\\/(?=login)(?!out)/.test(url)) return \"DIRECT\";\n  return host.replace(/[^a-z.]/g, '') == host ? \"PROXY p:1\" : \"DIRECT\";\n}",
    ),
    (
        "times and days",
        "function FindProxyForURL(url, host) {\n  if (weekdayRange(\"MON\", \"FRI\") && timeRange(8, 18)) return \"PROXY day:1\";\n  return \"PROXY night:1\";\n}",
    ),
    (
        "variables that nobody declared",
        "function FindProxyForURL(url, host) { proxy = \"PROXY p:1\"; lhost = host.toLowerCase(); if (lhost == \"x\") proxy = \"DIRECT\"; return proxy; }",
    ),
    (
        "comments of every kind, and a second function",
        "/* let const => `x` */\n// class A {}\n<!-- for (x of y)\nfunction FindProxyForURL(url, host) {\n  // host?.b ?? c\n  return \"PROXY p:1\"; // `\n}\nfunction FindProxyForURLEx(url, host) { return FindProxyForURL(url, host); }",
    ),
    (
        "later words in strings",
        "function FindProxyForURL(url, host) { var s = \"let a = x => `y`; host.includes('z') /* ... */ ?. ?? **\"; return s.length ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "try, throw and finally",
        "function FindProxyForURL(url, host) {\n  try { if (!host) throw new Error('no host'); } catch (e) { return \"DIRECT\"; } finally { url = null; }\n  return \"PROXY p:1\";\n}",
    ),
    (
        "with, labels, do and comma",
        "function FindProxyForURL(url, host) {\n  var i = 0, j = 3;\n  outer: do { for (;;) { if (++i, i > j) break outer; } } while (true);\n  with (Math) { i = floor(i); }\n  return void 0 === i ? 'DIRECT' : 'PROXY p:' + i;\n}",
    ),
    (
        "a filter list compiled to ECMAScript 5",
        "var direct = 'DIRECT;';\nif (!Array.prototype.indexOf) {\n  Array.prototype.indexOf = function (x) { for (var i = 0; i < this.length; i++) if (this[i] === x) return i; return -1; };\n}\nfunction createDict() { var result = {}; result.__proto__ = null; return result; }\nvar dict = createDict();\ndict['example.com'] = true;\nfunction FindProxyForURL(url, host) {\n  var parts = host.split('.');\n  while (parts.length) { if (dict[parts.join('.')]) return 'PROXY p:1'; parts.shift(); }\n  return direct;\n}",
    ),
    (
        "the library of ECMAScript 5",
        "'use strict';\nvar list = ['a', 'b'].map(function (x) { return x.trim(); }).filter(Boolean);\nfunction FindProxyForURL(url, host) {\n  var own = Object.keys({ a: 1 }).concat(list);\n  own.forEach(function (x) { JSON.stringify(x); });\n  return own.some(function (x) { return x === host; }) || Array.isArray(host) || Date.now() < 0 ? 'DIRECT' : 'PROXY p:1';\n}",
    ),
    (
        "getters, trailing commas in literals and reserved words as names",
        "var o = { get a() { return 1; }, set a(v) {}, class: 1, default: 2, let: 3, of: 4, };\nvar let = o.class, of = [1, 2,], async = 1, get = 2, set = 3, from = 4, static = 5;\nfunction FindProxyForURL(url, host) { return 'PROXY p:' + (let + of.length + async + get + set + o.default); }",
    ),
    (
        "octal and hexadecimal numbers, escapes",
        "function FindProxyForURL(url, host) { var n = 0x1F + 017 + 1e3 + .5; return '\\u0050\\x52OXY p:1'; }",
    ),
    (
        "signs that look like later ones",
        "function FindProxyForURL(url, host) {\n  var n = host?.5:1, re = /[/`]/, half = n / 2;\n  if (host) /re`/.test(host);\n  return n < 1 && half > (0) ? 'PROXY p:1' : 'DIRECT';\n}",
    ),
    (
        "a polyfill by negation",
        "if (!String.prototype.includes) {\n  String.prototype.includes = function (s, at) { return this.indexOf(s, at || 0) !== -1; };\n}\nfunction FindProxyForURL(url, host) { return host.includes('login') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a polyfill by typeof",
        "if (typeof String.prototype.startsWith !== 'function') {\n  String.prototype.startsWith = function (s) { return this.slice(0, s.length) === s; };\n}\nfunction FindProxyForURL(url, host) { return host.startsWith('login') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a polyfill by in and defineProperty",
        "if (!('find' in Array.prototype)) {\n  Object.defineProperty(Array.prototype, 'find', { value: function (f) { for (var i = 0; i < this.length; i++) if (f(this[i])) return this[i]; } });\n}\nfunction FindProxyForURL(url, host) { return [host].find(function (x) { return x == host; }) ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a polyfill without a test",
        "String.prototype.endsWith = function (s) { return this.slice(-s.length) === s; };\nfunction FindProxyForURL(url, host) { return host.endsWith('.com') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a polyfill by hasOwnProperty",
        "if (!Object.prototype.hasOwnProperty.call(Math, 'trunc')) Math.trunc = function (x) { return x < 0 ? Math.ceil(x) : Math.floor(x); };\nfunction FindProxyForURL(url, host) { return 'PROXY p:' + Math.trunc(80.5); }",
    ),
    (
        "a test of the value",
        "function has(s, t) { return typeof s.includes === 'function' ? s.includes(t) : s.indexOf(t) >= 0; }\nfunction FindProxyForURL(url, host) { return has(host, 'login') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a set where there is one",
        "var known = typeof Set === 'undefined' ? null : new Set(['login.example.com']);\nfunction FindProxyForURL(url, host) { return (known ? known.has(host) : host == 'login.example.com') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a name of its own that is later's",
        "var Map = { find: function (h) { return h == 'login.example.com'; } };\nfunction includes(a, b) { return a.indexOf(b) >= 0; }\nfunction FindProxyForURL(url, host) { return Map.find(host) && includes(host, 'g') ? 'PROXY p:1' : 'DIRECT'; }",
    ),
    (
        "a later name that changes nothing",
        "function FindProxyForURL(url, host) { try { host.normalize(); } catch (e) {} return 'PROXY p:1'; }",
    ),
    (
        "a later name in code that is not run",
        "function FindProxyForURL(url, host) { if (host == 'x') return host.includes('y') ? 'PROXY p:1' : 'DIRECT'; return 'DIRECT'; }",
    ),
];
