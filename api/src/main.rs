//! The program: `merzim serve | migrate | erasures | signature verify | keys new | keys rotate | audit verify | openapi | problems | duties | operations | token | config check`.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use merzim::config::{Config, ConfigError, Setting, tables};
use merzim::parts::{self, PARTS};
use merzim::{App, Finding, demo, openapi, problems};
use merzim_domain::law::{Law, LawSettings};
use merzim_domain::{duties, procedures, zone};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Gives back to the system what a burst of requests has taken.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "merzim: who owes what to whom, by when, under which paragraph

  merzim serve [--demo]     start the server; with --demo: demo data, personas, a sandbox clock
  merzim migrate            bring the database up to date and stop
  merzim erasures           say whose personal data are erased today, and erase nothing
  merzim signature verify CASE  verify the signature of a case again, by its number or id
  merzim keys new           print a new master key
  merzim keys rotate        seal all personal data with a new key, while nodes go on
  merzim audit verify [HEAD]    hold everything stored against the log, and a head that was kept in a file
  merzim openapi            print the contract
  merzim problems           print the table of problems, as Markdown
  merzim duties             print the duties and the procedures, as Markdown
  merzim operations         print who may ask for which operation, as Markdown
  merzim token [PERSONA]    print a demo token, of everybody or of one
  merzim config check       say what is wrong with the settings, if anything
  merzim help               print this

Settings, from the environment or the TOML file that MERZIM_CONFIG names:
";

/// What a command comes to: what has failed is said as it is.
type Done = Result<(), Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve"] => serve(false),
        ["serve", "--demo"] => serve(true),
        ["migrate"] => migrate(),
        ["erasures"] => erasures(),
        ["signature", "verify", case] => verify(case),
        ["keys", "new"] => merzim::Master::made().map_err(Box::from).and_then(|key| say(&key)),
        ["keys", "rotate"] => rotate(),
        ["audit", "verify"] => audit(None),
        ["audit", "verify", head] => audit(Some(head)),
        ["openapi"] => openapi::committed().map_err(Box::from).and_then(|json| say(&json)),
        ["problems"] => say(&problems::table()),
        ["duties"] => say_duties(),
        ["operations"] => say(&openapi::operations()),
        ["token"] => token(None),
        ["token", persona] => token(Some(persona)),
        ["config", "check"] => check(),
        ["help" | "--help" | "-h"] | [] => help(),
        _ => Err(format!("unknown command: {}; try `merzim help`", words.join(" ")).into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "merzim: {message}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) -> Done {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn help() -> Done {
    let settings: String = tables(&parts::settings())
        .map(|Setting { name, default, about, .. }| {
            format!("  MERZIM_{:<20} {about} [{default}]\n", name.to_uppercase())
        })
        .collect();
    say(&format!(
        "{HELP}{settings}  MERZIM_READINGS             Readings instead of the defaults: eventDay=included,…\n"
    ))
}

/// The settings of the program and its parts.
fn config(demo: bool) -> Result<Config, ConfigError> {
    Config::from_environment(demo, &parts::settings())
}

fn check() -> Done {
    let config = config(false)?;
    merzim::read_law(&config)?;
    log_filter()?;
    if let Some(keys) = config.tokens.keys() {
        keys.check(&config.tokens)?;
    }
    merzim::check_signatures(&config)?;
    say("The settings are fine.\n")
}

fn say_duties() -> Done {
    let law = Law::embedded(&LawSettings::default(), &procedures::usage())?;
    say(&duties::document(&law))
}

fn migrate() -> Done {
    let db = merzim::open_database(&config(false)?)?;
    let run = merzim::bring_up_to_date(&db)?;
    let names: String = run.iter().map(|name| format!("{name}\n")).collect();
    say(if names.is_empty() { "Nothing to do.\n" } else { &names })
}

fn erasures() -> Done {
    let config = config(false)?;
    let db = merzim::open_database(&config)?;
    let today = zone::local(config.starts_at()).date();
    for (what, ids) in merzim::daily::erasures(PARTS, &config, &db, today)? {
        let ids: String = ids.iter().map(|id| format!("  {id}\n")).collect();
        say(&format!("{what}:\n{}", if ids.is_empty() { "  none\n" } else { &ids }))?;
    }
    Ok(())
}

fn verify(case: &str) -> Done {
    let line = merzim::verify_signature(&config(false)?, case)?;
    say(&format!("{line}\n"))
}

fn rotate() -> Done {
    let key = merzim::rotate_keys(&config(false)?)?;
    say(&format!("All is sealed with key {key}.\n"))
}

fn audit(kept: Option<&str>) -> Done {
    let mut found = 0;
    let mut tell = |Finding { case, sequence, what }: Finding| {
        found += 1;
        let case = case.map(|case| format!("case {case}, ")).unwrap_or_default();
        let event = sequence.map(|sequence| format!("event {sequence}: ")).unwrap_or_default();
        // Whoever closes the pipe has read enough.
        let _ = say(&format!("{case}{event}{what}\n"));
    };
    let events = merzim::verify_log(&config(false)?, kept, &mut tell)?;
    if found > 0 {
        return Err(format!("{found} things are not as they were recorded").into());
    }
    say(&format!("All {events} events of the log are as they were recorded.\n"))
}

fn token(wanted: Option<&str>) -> Done {
    let personas = demo::Sandbox::open(&config(true)?, PARTS)?.personas;
    let Some(id) = wanted else {
        let all = personas.iter().map(|persona| format!("{}: {}\n{}\n\n", persona.id, persona.title.en, persona.token));
        return say(&all.collect::<String>());
    };
    let persona = personas.iter().find(|persona| persona.id == id);
    say(&format!("{}\n", persona.ok_or_else(|| format!("there is no persona {id}"))?.token))
}

fn serve(demo: bool) -> Done {
    let config = config(demo)?;
    log(config.demo)?;
    actix_web::rt::System::new().block_on(async move {
        let running = merzim::start(config).await?;
        say(&format!(
            "Merzim listens on http://{address}\nSwagger UI: http://{address}/docs/\n",
            address = running.address
        ))?;
        actix_web::rt::spawn(stop_when_asked(running.handle, running.app));
        Ok(running.server.await?)
    })
}

/// Waits to be told to stop, then takes no new connection and lets the requests under way end.
async fn stop_when_asked(server: ServerHandle, app: Data<App>) {
    let asked = async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok::<_, std::io::Error>(())
    };
    match asked.await {
        Ok(()) => tracing::info!("stopping: requests under way may end"),
        Err(error) => return tracing::error!(%error, "signals cannot be waited for"),
    }
    // Who watches would never end.
    app.live.close();
    server.stop(true).await;
}

/// What is logged. What is not HTTP is the client's mistake, of which the HTTP library makes an error of ours.
fn log_filter() -> Result<EnvFilter, String> {
    let wanted = std::env::var("MERZIM_LOG").unwrap_or_else(|_| "info,actix_http=off".to_owned());
    EnvFilter::try_new(wanted).map_err(|error| format!("MERZIM_LOG: {error}"))
}

/// JSON lines for machines; plain ones for somebody who tries the demo.
fn log(demo: bool) -> Done {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(log_filter()?)
        .with_writer(std::io::stderr)
        // Nobody may be reading the log any more: then it is lost, and the requests are not.
        .log_internal_errors(false);
    if demo {
        builder.compact().init();
    } else {
        builder.json().init();
    }
    Ok(())
}
