//! The API by its routes.

mod access;
mod actions;
mod attachments;
mod calendar;
mod cases;
mod codings;
mod contacts;
mod contract;
mod demo;
mod faults;
mod following;
mod hostile;
mod house;
mod input;
mod limits;
mod lists;
mod meetings;
mod office;
mod organisations;
mod pictures;
mod races;
mod receptions;
mod register;
mod snapshots;
mod visibility;
mod writing;
