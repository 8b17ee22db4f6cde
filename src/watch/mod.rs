//! `folio watch`: a site kept in memory, served, and made again as its files change.

mod answer;
mod batch;
mod hub;
mod media;
mod pages;
mod range;
mod router;
mod script;
mod server;

pub use answer::Manners;
pub use batch::{Batch, Changes, Found, Moment, Notice};
pub use hub::Hub;
pub use pages::{Content, Open, Pages, Served};
pub use server::{Server, State};
