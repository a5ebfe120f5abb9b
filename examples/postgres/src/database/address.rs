//! Where the database is. What gives access to it never stands on a command line, which every user of
//! the machine can read.

use std::{env, fmt, str::FromStr};

use anyhow::{Context, Error, Result, ensure};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

/// The address of a database, as a URL or as `name=value` pairs, without a password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    text: String,
}

impl Address {
    /// How to connect: with the password of the environment variable `PGPASSWORD`, if there is one.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = self.config.clone();
        if let Ok(password) = env::var("PGPASSWORD") {
            config.password(password);
        }
        // Marks must be on the disk before a charge leaves, whatever the server is set to.
        let own = config.get_options().unwrap_or_default();
        config.options(format!("{own} {DURABLE}").trim());
        if config.get_application_name().is_none() {
            config.application_name("pec-postgres");
        }
        config
    }

    /// As it was given, for a process that is to work on the same database.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Another database of the same server.
    #[must_use]
    pub fn named(&self, database: &str) -> Self {
        let Self { mut config, text } = self.clone();
        config.dbname(database);
        // In both ways to write an address, what is named last counts.
        let before = match (text.contains("://"), text.contains('?')) {
            (true, true) => "&",
            (true, false) => "?",
            (false, _) => " ",
        };
        Self { config, text: format!("{text}{before}dbname={database}") }
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let config: Config = text.parse().context(
            "--database, or PEC_DATABASE, is no address: expected one such as \
             postgresql:///pec?host=/run/postgresql&user=pec",
        )?;
        ensure!(
            config.get_password().is_none(),
            "a password in the address can be read by everybody on this machine: leave it out, and \
             set the environment variable PGPASSWORD"
        );
        ensure!(
            config.get_ssl_mode() != SslMode::Require,
            "this program speaks no TLS to the database: leave sslmode out, and reach the server by a \
             socket, on this machine, or through a tunnel"
        );
        ensure!(
            !config.get_hosts().is_empty(),
            "--database, or PEC_DATABASE, names no host: add host= with a name, or with the folder of a \
             socket such as /run/postgresql"
        );
        Ok(Self { config, text: text.to_owned() })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// Where it is, for people.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { config, text: _ } = self;
        write!(f, "database {}", config.get_dbname().unwrap_or("of the user's name"))?;
        for (place, host) in config.get_hosts().iter().enumerate() {
            let before = if place == 0 { "at" } else { "or" };
            match host {
                Host::Tcp(name) => {
                    let port = config.get_ports().get(place).or(config.get_ports().first());
                    write!(f, " {before} {name}:{}", port.copied().unwrap_or(DEFAULT_PORT))?;
                }
                Host::Unix(folder) => write!(f, " {before} the socket in {}", folder.display())?,
            }
        }
        config.get_user().map_or(Ok(()), |user| write!(f, " as {user}"))
    }
}

const DEFAULT_PORT: u16 = 5432;

const DURABLE: &str = "-c synchronous_commit=on";

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn options_of_ones_own_are_kept_and_marks_are_durable_all_the_same() {
        let options = |text: &str| {
            let address: Address = text.parse().expect("an address");
            address.config().get_options().map(str::to_owned).expect("options")
        };
        assert_eq!(options("host=/tmp"), "-c synchronous_commit=on");
        assert_eq!(
            options("host=/tmp options='-c work_mem=8MB'"),
            "-c work_mem=8MB -c synchronous_commit=on"
        );
    }

    #[test]
    fn a_password_on_the_command_line_is_refused() {
        let error =
            "postgresql://pec:secret@localhost/pec".parse::<Address>().expect_err("refused");
        assert!(error.to_string().contains("PGPASSWORD"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn an_address_that_cannot_do_says_why() {
        for (text, why) in [
            ("host=/tmp sslmode=require", "TLS"),
            ("postgresql:///pec", "host="),
            ("", "host="),
            ("postgresql:/pec", "no address"),
        ] {
            let error = text.parse::<Address>().expect_err(text);
            assert!(format!("{error:#}").contains(why), "{text}: {error:#}");
        }
    }

    #[test]
    fn an_address_is_told_in_words_and_without_what_gives_access() {
        let told = |text: &str| text.parse::<Address>().expect("an address").to_string();
        assert_eq!(told("postgresql://pec@there:5433/mail"), "database mail at there:5433 as pec");
        assert_eq!(told("host=/tmp dbname=mail"), "database mail at the socket in /tmp");
    }

    #[test]
    fn a_folder_of_a_socket_is_an_address() {
        for text in
            ["postgresql:///pec?host=/tmp/pec&user=pec", "host=/tmp/pec user=pec dbname=pec"]
        {
            text.parse::<Address>().expect(text);
        }
    }
}
