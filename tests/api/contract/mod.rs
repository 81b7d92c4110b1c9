//! What is promised in `api-spec/`, compared with what the code does.

mod openapi;
mod problems;
