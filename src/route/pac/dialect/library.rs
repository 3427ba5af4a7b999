//! The later library that a script depends on for one target, by running it without.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use rquickjs::object::Filter;
use rquickjs::{CatchResultExt, Context, Ctx, Function, Object, Persistent, Runtime, Value};

use super::known::KNOWN;
use crate::route::pac::{Answer, FILE, MEMORY, STACK, Trouble, Watch, answered, helped};
use crate::route::{Asks, Construct, ConstructKind, Target};

/// How long one target is searched for; each run has its own limits.
const SEARCH: Duration = Duration::from_secs(1);
const LATER: &str = include_str!("later.js");

/// Later names that are looked at.
const MOST_USED: usize = 16;
/// Lines behind the beginning of an expression in which its name is looked for.
const NEAR: u32 = 50;
/// Constructs that are named.
const MOST: usize = 8;

/// What a script is asked with.
pub(in crate::route) struct Question<'a> {
    pub(in crate::route) script: &'a str,
    pub(in crate::route) target: &'a Target<'a>,
    pub(in crate::route) asks: &'a Arc<dyn Asks>,
    pub(in crate::route) now_unix: i64,
}

/// The later names without which this target gets another answer, or none, each with the line that reads it
/// first. A script that tests for a name or brings its own depends on none.
pub(in crate::route) fn library(question: &Question<'_>) -> Vec<Construct> {
    depends_on(question).unwrap_or_default()
}

/// None where nothing is sure: a run was too slow, or one of the same kind ended otherwise.
fn depends_on(question: &Question<'_>) -> Option<Vec<Construct>> {
    let began = Instant::now();
    let in_time = || (began.elapsed() < SEARCH).then_some(());
    let (with_all, used) = question.watched()?;
    if used.is_empty() || question.without("")? == with_all {
        return Some(Vec::new());
    }
    let mut needed = Vec::new();
    for one in &used {
        in_time()?;
        let outcome = question.without(&one.name)?;
        if outcome != with_all {
            let thrown = outcome.err().and_then(|trouble| trouble.line());
            needed.push(one.in_script(question.script, thrown));
        }
    }
    // Each can be done without while the others are there: the first one read stands for them.
    if needed.is_empty() {
        let first = used.first();
        needed.extend(first.map(|one| one.in_script(question.script, None)));
    }
    if question.watched()?.0 != with_all {
        return None;
    }
    needed.sort_by_key(|one| one.line);
    needed.truncate(MOST);
    Some(needed)
}

type Outcome = Result<Answer, Trouble>;

/// A later name that a script read.
#[derive(Debug, Clone)]
struct Used {
    name: String,
    line: Option<u32>,
}

impl Used {
    /// With the line where the name stands. Our engine tells where an expression begins, or where the call
    /// stands that fails without it.
    fn in_script(&self, script: &str, thrown: Option<u32>) -> Construct {
        let name = self.name.rsplit('.').next().unwrap_or_default();
        let begins = self.line.unwrap_or(1);
        let stands = |line: &u32| {
            let at = usize::try_from(*line)
                .unwrap_or(usize::MAX)
                .saturating_sub(1);
            let mut words = script.lines().nth(at).into_iter().flat_map(words);
            words.any(|word| word == name)
        };
        let near = begins..begins.saturating_add(NEAR);
        let line = thrown
            .filter(stands)
            .or_else(|| near.into_iter().find(stands));
        Construct {
            construct: self.name.clone(),
            line: line.or(self.line),
            kind: ConstructKind::Library,
        }
    }
}

impl Question<'_> {
    /// The outcome with all names, and which later ones are read on the way.
    fn watched(&self) -> Option<(Outcome, Vec<Used>)> {
        let used = Rc::new(RefCell::default());
        let outcome = self.run(None, &used)?;
        let used = used.borrow().clone();
        Some((outcome, used))
    }

    /// The outcome without one later name, or without all.
    fn without(&self, name: &str) -> Option<Outcome> {
        self.run(Some(name), &Rc::default())
    }

    /// The script's outcome; none where it was too slow or there is no engine to be had.
    fn run(&self, without: Option<&str>, used: &Rc<RefCell<Vec<Used>>>) -> Option<Outcome> {
        let runtime = Runtime::new().ok()?;
        // Two contexts in place of one.
        runtime.set_memory_limit(2 * MEMORY);
        runtime.set_max_stack_size(STACK);
        let watch = Rc::new(Watch::new(Arc::clone(self.asks), self.script.len()));
        let watching = Rc::clone(&watch);
        runtime.set_interrupt_handler(Some(Box::new(move || watching.is_over())));
        let helpers = helpers(&runtime, &watch, self)?;
        let context = Context::full(&runtime).ok()?;
        let outcome = context.with(|context| {
            prepared(&context, without, used).ok()?;
            for (name, helper) in helpers {
                context.globals().set(name, helper).ok()?;
            }
            let asked = answered(&context, self.script, self.target).catch(&context);
            Some(asked.map_err(|caught| Trouble::from_caught(&caught, self.script)))
        })?;
        match watch.trouble() {
            Some(trouble) if trouble.too_slow => return None,
            Some(trouble) => return Some(Err(trouble)),
            None => {}
        }
        Some(
            outcome
                .and_then(|text| text)
                .map(|text| Answer::read(&text)),
        )
    }
}

/// The functions that every script may call, in a context of their own: they are ours, and use the library
/// as they like.
fn helpers(
    runtime: &Runtime,
    watch: &Rc<Watch>,
    question: &Question<'_>,
) -> Option<Vec<(String, Persistent<Value<'static>>)>> {
    let context = Context::full(runtime).ok()?;
    context.with(|context| {
        let before: HashSet<String> = names(&context.globals());
        helped(&context, watch, question.script, question.now_unix).ok()?;
        let globals = context.globals();
        let after = names(&globals).into_iter();
        let added = after.filter(|name| !before.contains(name));
        added
            .map(|name| {
                let helper: Value<'_> = globals.get(name.as_str()).ok()?;
                Some((name, Persistent::save(&context, helper)))
            })
            .collect()
    })
}

fn names(object: &Object<'_>) -> HashSet<String> {
    let keys = object.own_keys::<String>(Filter::new().string());
    keys.flatten().collect()
}

/// Takes names away, or watches them.
fn prepared(
    context: &Ctx<'_>,
    without: Option<&str>,
    used: &Rc<RefCell<Vec<Used>>>,
) -> rquickjs::Result<()> {
    let known = Object::new(context.clone())?;
    for (path, names) in KNOWN {
        known.set(*path, *names)?;
    }
    let used = Rc::clone(used);
    let seen = Function::new(context.clone(), move |name: String, trace: String| {
        let mut used = used.borrow_mut();
        if used.len() < MOST_USED && used.iter().all(|one| one.name != name) {
            let line = line_in(&trace);
            used.push(Used { name, line });
        }
    })?;
    let prepare: Function<'_> = context.eval(LATER)?;
    prepare.call((known, without, seen))
}

/// The first line of the script in a trace; other files' names may end like the script's.
fn line_in(trace: &str) -> Option<u32> {
    let mut places = trace.split([' ', '(']);
    places.find_map(|place| {
        let rest = place.strip_prefix(FILE)?.strip_prefix(':')?;
        rest.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    })
}

/// Does a later name stand anywhere in the script? If not, it need not be run again. A name that is put
/// together or spelt by escapes may be one.
pub(in crate::route) fn may_use_later_names(script: &str) -> bool {
    let mut words = words(script);
    words.any(|word| LATER_NAMES.contains(word)) || script.contains("\\u") || script.contains("\\x")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
}

/// Every name of our engine's library that ECMAScript 5 does not have.
static LATER_NAMES: LazyLock<HashSet<String>> =
    LazyLock::new(|| all_later_names().unwrap_or_default());

fn all_later_names() -> Option<HashSet<String>> {
    let runtime = Runtime::new().ok()?;
    let context = Context::full(&runtime).ok()?;
    context.with(|context| {
        let mut later = HashSet::new();
        for (path, known) in KNOWN {
            let known: HashSet<&str> = known.split(' ').collect();
            let mut object = context.globals();
            for part in path.split('.').filter(|part| !part.is_empty()) {
                object = object.get(part).ok()?;
            }
            let own = names(&object).into_iter();
            later.extend(own.filter(|name| !known.contains(name.as_str())));
        }
        Some(later)
    })
}
