//! The mass media (№ 444-НҚ): what each procedure stores.

pub mod materials;
pub mod officers;
