//! Keep-apart pairs: two ids, no reason; rolls and plans that would bring them together are refused without a word why.

mod meeting;
mod pairs;
