//! Mutates JSON as the tree it is: bytes flipped in a report are mostly not JSON any more.

use libfuzzer_sys::fuzzer_mutate;
use serde_json::Value;

/// Texts that tend to be handled wrongly.
const TEXTS: &[&str] = &[
    "",
    "\u{1b}[2J\u{202e}\r\n\u{9b}31m\u{200b}",
    "=cmd|'/c calc'!A1",
    "</script><b>&amp;\"'`|*_[x](javascript:1)\\",
    "*.example",
    "xn--nxasmq6b..",
    "\u{10ffff}ﷺ\u{301}\u{301}",
    "2026-11-22T08:00:00Z",
    "<tenant>",
];

/// Numbers at the edges of the types they are read into.
const NUMBERS: &[i64] = &[
    0,
    1,
    -1,
    53,
    255,
    256,
    443,
    65_535,
    65_536,
    4_294_967_295,
    4_294_967_296,
    253_402_300_800,
    -377_705_116_801,
    i64::MAX,
    i64::MIN,
];

/// Changes one node of the JSON in `data[..size]`, or its bytes where it is none; returns the new
/// size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(seed | 1);
    if dice.upto(8) > 0
        && let Ok(mut tree) = serde_json::from_slice::<Value>(&data[..size])
    {
        for _ in 0..=dice.upto(3) {
            change(&mut tree, &mut dice);
        }
        let text = tree.to_string();
        if text.len() <= max_size.min(data.len()) {
            data[..text.len()].copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
}

/// Xorshift: libFuzzer gives a seed and wants the same change for the same seed.
struct Dice(u32);

impl Dice {
    fn upto(&mut self, bound: usize) -> usize {
        for shift in [13, -17, 5] {
            self.0 ^= if shift > 0 {
                self.0 << shift
            } else {
                self.0 >> -shift
            };
        }
        self.0 as usize % bound.max(1)
    }
}

fn change(tree: &mut Value, dice: &mut Dice) {
    let mut paths = Vec::new();
    collect(tree, String::new(), &mut paths);
    let path = paths[dice.upto(paths.len())].clone();
    let other = tree.pointer(&paths[dice.upto(paths.len())]).cloned();
    let node = tree.pointer_mut(&path).expect("a path of this tree");
    match (dice.upto(6), node) {
        (0, node) => *node = other.unwrap_or(Value::Null),
        (1, node) => *node = Value::Null,
        (2, Value::Array(items)) if !items.is_empty() => {
            let (from, to) = (dice.upto(items.len()), dice.upto(items.len()));
            items.insert(to, items[from].clone());
        }
        (3, Value::Array(items)) if !items.is_empty() => {
            items.remove(dice.upto(items.len()));
        }
        (4, Value::Object(fields)) if !fields.is_empty() => {
            let name = fields.keys().nth(dice.upto(fields.len())).cloned();
            fields.remove(&name.unwrap_or_default());
        }
        (_, Value::String(text)) => *text = changed(text, dice),
        (_, Value::Number(number)) => *number = NUMBERS[dice.upto(NUMBERS.len())].into(),
        (_, Value::Bool(flag)) => *flag = !*flag,
        (_, node @ Value::Null) => *node = other.unwrap_or(Value::Null),
        (_, Value::Array(_) | Value::Object(_)) => {}
    }
}

fn changed(text: &str, dice: &mut Dice) -> String {
    let hostile = TEXTS[dice.upto(TEXTS.len())];
    match dice.upto(3) {
        0 => hostile.to_owned(),
        1 => format!("{text}{hostile}"),
        _ => {
            let room = text.len() + 16;
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(room, 0);
            let size = fuzzer_mutate(&mut bytes, text.len(), room);
            String::from_utf8_lossy(&bytes[..size]).into_owned()
        }
    }
}

/// The JSON pointers of every node.
fn collect(node: &Value, path: String, to: &mut Vec<String>) {
    match node {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, format!("{path}/{at}"), to);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(field, format!("{path}/{name}"), to);
            }
        }
        _ => {}
    }
    to.push(path);
}
