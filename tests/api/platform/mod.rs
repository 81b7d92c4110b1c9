//! HTTP technique, through a listening server: what a hostile, slow or vanishing client gets, and what a database that
//! is busy or gone does to everyone else.

mod answers;
mod bodies;
mod clients;
mod database;
mod jobs;
mod mail;
mod server;
