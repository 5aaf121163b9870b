//! The law by name: every rule of a built procedure, on time and late, through HTTP, on both databases.

mod act_213;
mod act_444;
mod act_605;
mod act_93;
mod code_350;
mod deadlines;
mod law_401_v;
mod scenarios;
mod who_sees_what;
