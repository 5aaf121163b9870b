//! The API by its routes.

mod access;
mod attachments;
mod calendar;
mod cases;
mod contract;
mod hostile;
mod house;
mod input;
mod limits;
mod meetings;
mod races;
mod receptions;
mod register;
mod visibility;
