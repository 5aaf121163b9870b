//! The API by its routes.

mod attachments;
mod calendar;
mod cases;
mod contract;
mod input;
mod races;
mod register;
mod visibility;
