//! Settings as tables: what each is called, its default, how it is read.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use merzim_domain::role::Role;

use super::read::Read;

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name; in the environment it has `MERZIM_` before it.
    pub name: &'static str,
    /// What it is where nobody sets it.
    pub default: &'static str,
    /// The same in a demo, if that differs.
    pub demo: Option<&'static str>,
    /// What it means.
    pub about: &'static str,
}

/// Settings that belong together; [`settings!`] declares them.
pub trait Settings: Clone + Send + Sync + 'static {
    /// Each of them, in the order of `merzim help`.
    const TABLE: &'static [Setting];

    /// Reads them.
    fn read(reader: &mut Reader) -> Self;
}

/// Declares settings as a table, one a line: `name = default => field: type, how it is read, meaning;`. The meaning documents
/// the field; a setting without a field is read by whoever knows it. After `demo` stands the default of a demo. In braces
/// stand fields that are made of several settings, and what reads them.
macro_rules! settings {
    (
        $(#[$doc:meta])*
        $settings:ident:
        $($name:ident = $default:literal $(demo $demo:literal)? $(=> $field:ident: $type:ty, $read:expr)?, $about:literal;)*
        $({ $($(#[$more_doc:meta])* $more:ident: $more_type:ty, $more_read:expr;)* })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $settings {
            $($(#[doc = $about] pub $field: $type,)?)*
            $($($(#[$more_doc])* pub $more: $more_type,)*)?
        }

        impl $crate::config::Settings for $settings {
            const TABLE: &'static [$crate::config::Setting] = &[$($crate::config::Setting {
                name: stringify!($name),
                default: $default,
                demo: [$($demo)?].as_slice().first().copied(),
                about: $about,
            }),*];

            fn read(_reader: &mut $crate::config::Reader) -> Self {
                Self {
                    $($($field: _reader.parsed(stringify!($name), $default, $read).unwrap_or_default(),)?)*
                    $($($more: $more_read(_reader),)*)?
                }
            }
        }
    };
}
pub(crate) use settings;

/// A body of which there is one in the country: the settings name it, with `…_bin`, `…_name_kk` and `…_name_ru`.
#[derive(Clone, Copy, Debug)]
pub struct SingleBody {
    /// In which role.
    pub role: Role,
    /// How its settings begin.
    pub prefix: &'static str,
    /// Whether Merzim cannot do without it.
    pub needed: bool,
}

/// The settings that a part of the program needs.
#[derive(Clone, Copy, Debug)]
pub struct PartSettings {
    pub(super) table: &'static [Setting],
    pub(super) read: Option<fn(&mut Reader) -> Kept>,
    pub(super) bodies: &'static [SingleBody],
}

/// The settings of a part, once they are read.
pub(super) type Kept = Arc<dyn Any + Send + Sync>;

impl PartSettings {
    /// No settings.
    pub const NONE: Self = Self { table: &[], read: None, bodies: &[] };

    /// These settings, which name these bodies.
    pub const fn of<S: Settings>(bodies: &'static [SingleBody]) -> Self {
        Self { table: S::TABLE, read: Some(|reader| Arc::new(S::read(reader))), bodies }
    }
}

/// Reads settings, and collects what is wrong with them.
#[derive(Debug, Default)]
pub struct Reader {
    pub(super) values: BTreeMap<String, String>,
    pub(super) errors: Vec<String>,
    pub(super) parts: Vec<PartSettings>,
}

impl Reader {
    /// What is set, or the default.
    pub(super) fn text<'text>(&'text self, name: &str, default: &'text str) -> &'text str {
        self.values.get(name).map_or(default, String::as_str)
    }

    /// Reads a setting. What cannot be read leaves an error, so that the value taken instead is never used.
    pub fn parsed<T>(&mut self, name: &str, default: &str, read: impl Fn(&str) -> Read<T>) -> Option<T> {
        let text = self.text(name, default);
        // A URL may hold a password.
        let shown = if name == "database_url" { "what is set".to_owned() } else { format!("`{text}`") };
        let value = read(text).map_err(|expected| format!("{}: {shown} is not {expected}", variable(name)));
        value.map_err(|error| self.errors.push(error)).ok()
    }
}

/// The name of a setting in the environment.
pub(super) fn variable(name: &str) -> String {
    format!("MERZIM_{}", name.to_uppercase())
}
