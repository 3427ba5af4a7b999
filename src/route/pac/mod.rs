//! One PAC script, asked about one target: boxed in time, memory and stack, without any I/O but the
//! names it may ask for.
//!
//! What is asked is `scheme://host[:port]/`, for every scheme: browsers and `WinHTTP` hide the path
//! of https, and a way is chosen here for a host and a port. `FindProxyForURLEx` is called where the
//! script has one, as by `WinHTTP`.

mod address;
mod answer;
pub(super) mod dialect;
mod trouble;
mod watch;

use std::rc::Rc;
use std::sync::Arc;

use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, Context, Ctx, Function, Runtime, Value};

use super::{Asks, Target};
pub(super) use answer::{Answer, Wrong};
pub(super) use trouble::Trouble;
use trouble::{FILE, running_line};
use watch::Watch;

const MEMORY: usize = 16 << 20;
const STACK: usize = 256 << 10;
/// What is read of an answer, in bytes.
const MOST_ANSWER: usize = 16 << 10;

const HELPERS: &str = include_str!("helpers.js");

/// Runs a script in an engine of its own.
pub(super) fn ask(
    script: &str,
    target: &Target<'_>,
    asks: &Arc<dyn Asks>,
    now_unix: i64,
) -> Result<Answer, Trouble> {
    said(script, target, asks, now_unix).map(|text| Answer::read(&text))
}

/// What a script answers, as it stands.
fn said(
    script: &str,
    target: &Target<'_>,
    asks: &Arc<dyn Asks>,
    now_unix: i64,
) -> Result<String, Trouble> {
    if let Some(at) = script.find('\0') {
        let line = script[..=at].lines().count();
        return Err(
            Trouble::new("a NUL character, which no script has").at(u32::try_from(line).ok())
        );
    }
    let runtime = Runtime::new()?;
    runtime.set_memory_limit(MEMORY);
    runtime.set_max_stack_size(STACK);
    let watch = Rc::new(Watch::new(Arc::clone(asks), script.len()));
    let watching = Rc::clone(&watch);
    runtime.set_interrupt_handler(Some(Box::new(move || watching.is_over())));
    let context = Context::full(&runtime)?;
    let answer = context.with(|context| {
        let asked = helped(&context, &watch, script, now_unix)
            .and_then(|()| answered(&context, script, target));
        asked
            .catch(&context)
            .map_err(|caught| Trouble::from_caught(&caught, script))
    });
    match watch.trouble() {
        Some(trouble) => Err(trouble),
        None => answer?,
    }
}

/// Gives the script its functions.
fn helped(
    context: &Ctx<'_>,
    watch: &Rc<Watch>,
    script: &str,
    now_unix: i64,
) -> rquickjs::Result<()> {
    let install: Function<'_> = context.eval(HELPERS)?;
    let ask = {
        let (watch, script) = (Rc::clone(watch), script.to_owned());
        Function::new(context.clone(), move |context: Ctx<'_>, name: String| {
            watch.addresses(&name, || running_line(&context, &script))
        })?
    };
    let own = {
        let watch = Rc::clone(watch);
        Function::new(context.clone(), move || watch.own())?
    };
    let is_address = Function::new(context.clone(), |text: String| address::is_address(&text))?;
    let in_net = Function::new(context.clone(), |address: String, prefix: String| {
        address::is_in_net(&address, &prefix)
    })?;
    let sorted = Function::new(context.clone(), |list: String| address::sorted(&list))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript counts time in doubles"
    )]
    let clock = now_unix as f64 * 1000.0;
    install.call((ask, own, is_address, in_net, sorted, clock))
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
    let Some(function) = entry(context)? else {
        return Ok(Err(no_entry(context)));
    };
    let url = format!("{}/", target.url());
    let answer: Value<'_> = function.call((url, target.host))?;
    if answer.is_null() || answer.is_undefined() {
        return Ok(Err(Trouble::new("its answer is empty")));
    }
    let Some(text) = answer.as_string() else {
        let why = format!("its answer is no text but {}", answer.type_name());
        return Ok(Err(Trouble::new(why)));
    };
    let Ok(text) = text.to_string() else {
        return Ok(Err(Trouble::new("its answer holds half a character")));
    };
    if text.len() > MOST_ANSWER {
        return Ok(Err(Trouble::new("its answer is too long")));
    }
    Ok(Ok(text))
}

/// Browsers look for a property of the global object, which a declaration by `let` or `const` is not.
fn no_entry(context: &Ctx<'_>) -> Trouble {
    let declared = context.eval::<bool, _>("typeof FindProxyForURL === 'function'");
    Trouble::new(if declared.is_ok_and(|declared| declared) {
        "no browser finds a `FindProxyForURL` declared by `let` or `const`; \
         write `function FindProxyForURL(url, host)`"
    } else {
        "it has no function `FindProxyForURL`"
    })
}

/// The function that is asked. Whoever looks for it may run into a getter of the script.
fn entry<'js>(context: &Ctx<'js>) -> rquickjs::Result<Option<Function<'js>>> {
    for name in ["FindProxyForURLEx", "FindProxyForURL"] {
        let found: Value<'js> = context.globals().get(name)?;
        if let Some(function) = found.into_function() {
            return Ok(Some(function));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
