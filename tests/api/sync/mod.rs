//! What phones hold and how it reaches them.

mod churn;
mod order;
mod phone;
mod pull;
mod push;
mod reports;
mod signed;
mod tables;
mod toy;
mod words;
