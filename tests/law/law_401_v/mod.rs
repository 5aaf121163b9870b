//! The Law № 401-V on access to information: requests (art. 11), internet conferences and surveys (art. 17(6)).

mod conferences;
mod requests;
mod surveys;
