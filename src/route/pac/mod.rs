//! One PAC script, asked about one target: boxed in time, memory and stack, without any I/O but the
//! names it may ask for.
//!
//! What is asked is `scheme://host[:port]/`, for every scheme: browsers and `WinHTTP` hide the path
//! of https, and a way is chosen here for a host and a port. `FindProxyForURLEx` is called where the
//! script has one, as by `WinHTTP`.

mod answer;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Exception, Function, Runtime, Value};

use super::{Asks, Target};
pub(super) use answer::{Answer, Wrong};

/// How long a script may run, the time that it waits for names apart.
const RUN: Duration = Duration::from_millis(500);
/// How long it may wait for names, all together.
const WAIT: Duration = Duration::from_secs(10);
/// How many names it may ask for.
const MOST_NAMES: usize = 64;
const MEMORY: usize = 16 << 20;
const STACK: usize = 256 << 10;
/// What is read of an answer.
const MOST_ANSWER: usize = 16 << 10;

const HELPERS: &str = include_str!("helpers.js");

/// Why a script gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    why: String,
    line: Option<u32>,
    pub(super) too_slow: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

impl From<rquickjs::Error> for Trouble {
    fn from(error: rquickjs::Error) -> Self {
        Self {
            why: error.to_string(),
            line: None,
            too_slow: false,
        }
    }
}

fn trouble(why: &str) -> Trouble {
    Trouble {
        why: why.to_owned(),
        line: None,
        too_slow: false,
    }
}

/// Runs a script in an engine of its own.
pub(super) fn ask(
    script: &str,
    target: &Target<'_>,
    asks: &Arc<dyn Asks>,
    now_unix: i64,
) -> Result<Answer, Trouble> {
    let runtime = Runtime::new()?;
    runtime.set_memory_limit(MEMORY);
    runtime.set_max_stack_size(STACK);
    let watch = Rc::new(Watch::new(Arc::clone(asks)));
    let watching = Rc::clone(&watch);
    runtime.set_interrupt_handler(Some(Box::new(move || watching.is_over())));
    let context = Context::full(&runtime)?;
    let answer = context.with(|context| {
        let asked =
            helped(&context, &watch, now_unix).and_then(|()| answered(&context, script, target));
        asked
            .catch(&context)
            .map_err(|caught| caught_trouble(&caught))
    });
    if watch.over.get() {
        return Err(Trouble {
            why: format!("it ran for more than {} ms", RUN.as_millis()),
            line: None,
            too_slow: true,
        });
    }
    let text = answer??;
    Ok(Answer::read(&text))
}

/// Gives the script its functions.
fn helped(context: &Ctx<'_>, watch: &Rc<Watch>, now_unix: i64) -> rquickjs::Result<()> {
    let install: Function<'_> = context.eval(HELPERS)?;
    let ask = {
        let watch = Rc::clone(watch);
        Function::new(context.clone(), move |context: Ctx<'_>, name: String| {
            let all = watch.addresses(&name);
            all.map_err(|why| Exception::throw_message(&context, why))
        })?
    };
    let own = {
        let watch = Rc::clone(watch);
        Function::new(context.clone(), move || texts(&watch.asks.own()))?
    };
    let in_net = Function::new(context.clone(), |address: String, prefix: String| {
        let net = prefix.parse::<IpNet>().ok();
        let address = address.parse::<IpAddr>().ok();
        net.zip(address)
            .is_some_and(|(net, address)| net.contains(&address))
    })?;
    let sorted = Function::new(context.clone(), |list: String| sorted(&list))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript counts time in doubles"
    )]
    let clock = now_unix as f64 * 1000.0;
    install.call((ask, own, in_net, sorted, clock))
}

/// The script's word: its own text, or why it is none.
fn answered(
    context: &Ctx<'_>,
    script: &str,
    target: &Target<'_>,
) -> rquickjs::Result<Result<String, Trouble>> {
    let mut options = EvalOptions::default();
    // Scripts of this kind use variables without declaring them.
    options.strict = false;
    options.filename = Some(FILE.to_owned());
    context.eval_with_options::<Value<'_>, _>(script, options)?;
    let named = ["FindProxyForURLEx", "FindProxyForURL"].into_iter();
    let mut functions =
        named.filter_map(|name| context.globals().get::<_, Function<'_>>(name).ok());
    let Some(function) = functions.next() else {
        return Ok(Err(trouble("it has no function `FindProxyForURL`")));
    };
    let url = format!("{}/", target.url());
    let answer: Value<'_> = function.call((url, target.host))?;
    if answer.is_null() || answer.is_undefined() {
        return Ok(Err(trouble("its answer is empty")));
    }
    let Some(text) = answer.as_string() else {
        let why = format!("its answer is no text but {}", answer.type_name());
        return Ok(Err(trouble(&why)));
    };
    let text = text.to_string()?;
    if text.len() > MOST_ANSWER {
        return Ok(Err(trouble("its answer is too long")));
    }
    Ok(Ok(text))
}

const FILE: &str = "script";

/// What was thrown, with the script's line. Getters of what was thrown may run, within the limits.
fn caught_trouble(caught: &CaughtError<'_>) -> Trouble {
    let (why, line) = match caught {
        CaughtError::Exception(exception) => (
            exception
                .message()
                .unwrap_or_else(|| "an error without words".to_owned()),
            exception.stack().as_deref().and_then(line_of),
        ),
        CaughtError::Value(value) => {
            let text = value.as_string().and_then(|text| text.to_string().ok());
            (
                text.unwrap_or_else(|| "something that is no error".to_owned()),
                None,
            )
        }
        CaughtError::Error(error) => (error.to_string(), None),
    };
    let why: String = why.chars().take(200).collect();
    Trouble {
        why,
        line,
        too_slow: false,
    }
}

/// The first line of the script in a trace such as `at f (script:3:7)`.
fn line_of(trace: &str) -> Option<u32> {
    let lead = format!("{FILE}:");
    let (_, rest) = trace.split_once(&lead)?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Sees to it that a script keeps to its limits.
struct Watch {
    asks: Arc<dyn Asks>,
    began: Instant,
    waited: Cell<Duration>,
    over: Cell<bool>,
    names: RefCell<HashSet<String>>,
}

impl Watch {
    fn new(asks: Arc<dyn Asks>) -> Self {
        Self {
            asks,
            began: Instant::now(),
            waited: Cell::default(),
            over: Cell::default(),
            names: RefCell::default(),
        }
    }

    fn is_over(&self) -> bool {
        let ran = self.began.elapsed().saturating_sub(self.waited.get());
        if ran > RUN {
            self.over.set(true);
        }
        self.over.get()
    }

    /// All addresses of a name, IPv4 first; an address stands for itself.
    fn addresses(&self, name: &str) -> Result<Vec<String>, &'static str> {
        if let Ok(address) = name.parse::<IpAddr>() {
            return Ok(vec![address.to_string()]);
        }
        let mut names = self.names.borrow_mut();
        names.insert(name.to_owned());
        if names.len() > MOST_NAMES {
            return Err("it asks for too many names");
        }
        let left = WAIT.saturating_sub(self.waited.get());
        if left.is_zero() || !is_name(name) {
            return Ok(Vec::new());
        }
        let asked = Instant::now();
        let mut found = self.asks.addresses(name, left);
        self.waited.set(self.waited.get() + asked.elapsed());
        found.sort_by_key(IpAddr::is_ipv6);
        Ok(texts(&found))
    }
}

/// A script could put anything into a question; only names leave this machine.
fn is_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    !text.is_empty() && text.len() < 254 && text.bytes().all(fits)
}

fn texts(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}

/// IPv6 before IPv4, each in its order; nothing where one is no address.
fn sorted(list: &str) -> Option<String> {
    let parts = list
        .split(';')
        .map(|part| part.trim().parse::<IpAddr>().ok());
    let mut all = parts.collect::<Option<Vec<_>>>()?;
    all.sort_by_key(|address| (address.is_ipv4(), *address));
    Some(texts(&all).join(";"))
}

#[cfg(test)]
mod tests;
