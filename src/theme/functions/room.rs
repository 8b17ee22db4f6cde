//! `fit(…)`: a text in lines that fit into a card.

use super::arguments::only;
use crate::card::{self, Face, Wish};
use serde::Serialize;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

#[derive(Serialize)]
struct Set {
    size: f64,
    lines: Vec<String>,
    width: f64,
    cut: bool,
}

pub fn register(tera: &mut Tera) {
    tera.register_function("fit", |arguments: Kwargs, _: &State<'_>| fit(&arguments));
}

/// Sizes and lengths are pixels of the drawing.
fn fit(arguments: &Kwargs) -> TeraResult<Value> {
    only(arguments, "fit", &["text", "face", "sizes", "width", "height", "leading", "spacing"])?;
    let face = match arguments.get::<&str>("face")?.unwrap_or("serif") {
        "serif" => Face::Serif,
        "sans" => Face::Sans,
        other => return Err(Error::message(format!("no face is called `{other}`; write `serif` or `sans`"))),
    };
    let sizes: Vec<f64> = arguments.must_get("sizes")?;
    let (width, height): (f64, f64) = (arguments.must_get("width")?, arguments.must_get("height")?);
    let leading = arguments.get("leading")?.unwrap_or(1.1);
    let spacing = arguments.get("spacing")?.unwrap_or(0.0);
    if sizes.is_empty()
        || [width, height, leading].iter().chain(&sizes).any(|length| length.is_nan() || *length <= 0.0)
    {
        return Err(Error::message("`fit` wants `sizes`, `width`, `height` and `leading` above zero"));
    }
    let wish =
        Wish { text: arguments.must_get("text")?, face, sizes: &sizes, width, height, leading, spacing };
    let card::Fitted { size, lines, width, is_cut } = card::fit(&wish);
    Ok(Value::from_serializable(&Set { size, lines, width: width.round(), cut: is_cut }))
}
