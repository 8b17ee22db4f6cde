//! The preview: a server that any bytes may reach, and browsers that hear of every change.

mod preview;
mod server;
