//! Components that text calls: what a call gives against what its component takes.

use super::links::PageFiller;
use crate::body::Filler as _;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::markdown::{Arg, Argument, Call, UNSAFE_ADDRESS};
use crate::path::address;
use crate::source::Span;
use crate::theme::advice::MEND;
use crate::theme::components::{Address, Component};
use tera::{ComponentArg, ComponentArgType, Context, Map, Value};

/// A component that fails while it renders.
pub const COMPONENT: Code = Code("component");
/// A call that gives its component what that does not take, or leaves out what it wants.
pub const ARGUMENT: Code = Code("component-argument");

impl PageFiller<'_> {
    /// The HTML of a call; nothing, and a message, where it goes wrong.
    pub(super) fn call(&mut self, call: &Call, body: Option<&str>) -> String {
        let theme = self.site.theme;
        let Some(component) = theme.component(&call.name) else { return String::new() };
        let mistakes = mistakes(component, call, body);
        if !mistakes.is_empty() {
            let source = &self.source;
            self.diagnostics.extend(mistakes.into_iter().map(|(span, mistake)| mistake.at(source, span)));
            return String::new();
        }
        let mut arguments = Context::new();
        for argument in &call.args {
            let value = self.argument(component, argument);
            arguments.insert_value(argument.name.clone(), value);
        }
        let body = body.filter(|_| component.takes_body);
        match theme.render_component(&call.name, &arguments, self.around, body) {
            Ok(html) => html,
            Err(faults) => {
                for fault in faults {
                    let wants_body =
                        body.is_none() && component.takes_body && fault.message.contains("`body`");
                    let (message, hint) = if wants_body {
                        let message = format!("the component `{}` wants a body", call.name);
                        (
                            message,
                            format!("write `{{{{<{0} …>}}}}`, the body and `{{{{</{0}>}}}}`", call.name),
                        )
                    } else {
                        let message = format!("the component `{}` fails: {}", call.name, fault.message);
                        let hint = fault.hint.filter(|hint| hint != MEND);
                        (message, hint.unwrap_or_else(|| "mend the call, or the component".to_owned()))
                    };
                    let mut diagnostic = Diagnostic::error(COMPONENT, message).at(&self.source, call.span);
                    if let Some(place) = fault.place {
                        diagnostic.related.push((place, "in this template".to_owned()));
                    }
                    self.diagnostics.push(diagnostic.hint(hint));
                }
                String::new()
            }
        }
    }

    fn argument(&mut self, component: &Component, argument: &Argument) -> Value {
        let declared = component.args.iter().find(|known| known.name() == argument.name);
        match (&argument.value, component.address(&argument.name)) {
            (Arg::Text(target), Some(Address::Link)) => Value::from(self.address(target, argument.span)),
            (Arg::Text(target), Some(Address::File)) => Value::from(self.own_file(target, argument.span)),
            // A whole number is a number.
            (Arg::Integer(number), _)
                if declared.and_then(ComponentArg::arg_type) == Some(ComponentArgType::Float) =>
            {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "what is written is far below 2^53, or rounds as JSON does"
                )]
                Value::from(*number as f64)
            }
            (given, _) => value(given),
        }
    }

    fn address(&mut self, target: &str, span: Span) -> String {
        if !address::is_unsafe(target, false) {
            return self.link(target, span);
        }
        let message = "the address of this would run code when it is followed; it was left out";
        let hint = "link to an address with `https:`, `mailto:` or another scheme that leads somewhere";
        self.diagnostics.push(Diagnostic::warning(UNSAFE_ADDRESS, message).at(&self.source, span).hint(hint));
        String::new()
    }

    /// A file that visitors load with the page, which must not tell another host of them.
    fn own_file(&mut self, target: &str, span: Span) -> String {
        if target.trim().is_empty() {
            return String::new();
        }
        if target.trim_start().starts_with("//") || address::has_scheme(target.trim()) {
            let message = "this file lies on another host, which would learn of every visitor";
            let hint = "put a copy beside this file and name that";
            self.diagnostics.push(Diagnostic::error(ARGUMENT, message).at(&self.source, span).hint(hint));
            return String::new();
        }
        self.image(target, span).src
    }
}

fn value(given: &Arg) -> Value {
    match given {
        Arg::Text(text) => Value::from(text.as_str()),
        Arg::Integer(number) => Value::from(*number),
        Arg::Float(number) => Value::from(*number),
        Arg::Flag(flag) => Value::from(*flag),
        Arg::List(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        Arg::Map(entries) => Value::from(
            entries.iter().map(|(key, given)| (key.clone().into(), value(given))).collect::<Map>(),
        ),
    }
}

/// What is wrong with a call, each with its place.
fn mistakes(component: &Component, call: &Call, body: Option<&str>) -> Vec<(Span, Diagnostic)> {
    let mut found = Vec::new();
    for argument in &call.args {
        let declared = component.args.iter().find(|known| known.name() == argument.name);
        let mistake = match declared {
            Some(declared) => wrong_type(call, declared, argument),
            None if component.takes_any => None,
            None => Some(unknown(component, call, argument)),
        };
        found.extend(mistake.map(|mistake| (argument.span, mistake)));
    }
    let slips: Vec<_> = call.args.iter().filter_map(|argument| meant(component, argument)).collect();
    for wanted in component.args.iter().filter(|known| known.is_required()) {
        let name = wanted.name();
        if slips.contains(&name) || call.args.iter().any(|argument| argument.name == name) {
            continue;
        }
        let message = format!("the component `{}` wants the argument `{}`", call.name, wanted.name());
        let hint = format!("write `{{{{<{} {}/>}}}}`", call.name, example(wanted));
        found.push((call.span, Diagnostic::error(ARGUMENT, message).hint(hint)));
    }
    if body.is_some_and(|body| !body.trim().is_empty()) && !component.takes_body {
        let message = format!("the component `{}` takes no body", call.name);
        let hint = "end the call with `/>}}`; what stands between its ends would be lost";
        found.push((call.span, Diagnostic::error(ARGUMENT, message).hint(hint)));
    }
    found
}

/// The argument that a misspelt one stands for.
fn meant<'c>(component: &'c Component, argument: &Argument) -> Option<&'c str> {
    let names = component.args.iter().filter(|known| !known.is_implicit()).map(ComponentArg::name);
    if names.clone().any(|name| name == argument.name) { None } else { did_you_mean(&argument.name, names) }
}

fn unknown(component: &Component, call: &Call, argument: &Argument) -> Diagnostic {
    let message = format!("the component `{}` takes no argument `{}`", call.name, argument.name);
    let explicit = component.args.iter().filter(|known| !known.is_implicit());
    let examples: Vec<_> = explicit.map(|known| format!("`{}`", example(known))).collect();
    let hint = match meant(component, argument) {
        Some(close) => format!("did you mean `{close}`?"),
        None if examples.is_empty() => "it takes none: remove this".to_owned(),
        None => format!("it takes {}", examples.join(", ")),
    };
    Diagnostic::error(ARGUMENT, message).hint(hint)
}

fn wrong_type(call: &Call, declared: &ComponentArg, argument: &Argument) -> Option<Diagnostic> {
    let wanted = declared.arg_type()?;
    let fits = matches!(
        (&argument.value, wanted),
        (Arg::Text(_), ComponentArgType::String)
            | (
                Arg::Integer(_),
                ComponentArgType::Integer | ComponentArgType::Float | ComponentArgType::Number
            )
            | (Arg::Float(_), ComponentArgType::Float | ComponentArgType::Number)
            | (Arg::Flag(_), ComponentArgType::Bool)
            | (Arg::List(_), ComponentArgType::Array)
            | (Arg::Map(_), ComponentArgType::Map)
    );
    let message = || {
        let (name, wanted, given) = (&argument.name, phrase(wanted), given(&argument.value));
        format!("the argument `{name}` of `{}` wants {wanted}, and this is {given}", call.name)
    };
    (!fits).then(|| Diagnostic::error(ARGUMENT, message()).hint(format!("write `{}`", example(declared))))
}

fn phrase(wanted: ComponentArgType) -> &'static str {
    match wanted {
        ComponentArgType::String => "a text",
        ComponentArgType::Bool => "true or false",
        ComponentArgType::Integer => "a whole number",
        ComponentArgType::Float | ComponentArgType::Number => "a number",
        ComponentArgType::Array => "a list",
        ComponentArgType::Map => "a map",
        _ => "what only templates can give",
    }
}

fn given(value: &Arg) -> &'static str {
    match value {
        Arg::Text(_) => "a text",
        Arg::Integer(_) => "a whole number",
        Arg::Float(_) => "a number",
        Arg::Flag(_) => "true or false",
        Arg::List(_) => "a list",
        Arg::Map(_) => "a map",
    }
}

/// How an argument is written.
fn example(argument: &ComponentArg) -> String {
    let value = match argument.arg_type() {
        Some(ComponentArgType::Bool) => "true",
        Some(ComponentArgType::Integer) => "1",
        Some(ComponentArgType::Float | ComponentArgType::Number) => "1.5",
        Some(ComponentArgType::Array) => "[…]",
        Some(ComponentArgType::Map) => "{…}",
        _ => "\"…\"",
    };
    format!("{}={value}", argument.name())
}
