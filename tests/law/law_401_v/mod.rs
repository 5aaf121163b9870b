//! The Law № 401-V on access to information: requests (art. 11), surveys (art. 17(6)).

mod requests;
mod surveys;
