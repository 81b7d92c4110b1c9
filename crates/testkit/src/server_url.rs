//! The URL of a server, with user and database to be filled in.

use crate::error::Error;

/// `postgresql://[user[:password]@]host…[/database][?parameters]`, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    user: String,
    /// With its leading colon; empty if none.
    password: String,
    hosts: String,
    /// With its leading question mark; empty if none.
    parameters: String,
}

// Without the password: a failing test prints what it holds.
impl std::fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerUrl({})", self.hosts)
    }
}

impl ServerUrl {
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let rest = url
            .strip_prefix("postgresql://")
            .or_else(|| url.strip_prefix("postgres://"))
            .ok_or(Error::BadUrl)?;
        let (rest, parameters) = match rest.split_once('?') {
            Some((rest, parameters)) => (rest, format!("?{parameters}")),
            None => (rest, String::new()),
        };
        let authority = rest.split_once('/').map_or(rest, |(authority, _database)| authority);
        let (login, hosts) = authority.rsplit_once('@').ok_or(Error::BadUrl)?;
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, format!(":{password}")),
            None => (login, String::new()),
        };
        if user.is_empty() || hosts.is_empty() {
            return Err(Error::BadUrl);
        }
        Ok(Self {
            user: user.to_owned(),
            password,
            hosts: hosts.to_owned(),
            parameters,
        })
    }

    /// For `role` (a plain name: letters, digits, `_`) on `database`, with the superuser's password if there is one.
    pub(crate) fn with(&self, role: &str, database: &str) -> String {
        let Self {
            user: _,
            password,
            hosts,
            parameters,
        } = self;
        format!("postgresql://{role}{password}@{hosts}/{database}{parameters}")
    }

    /// For the superuser on `database`.
    pub(crate) fn superuser(&self, database: &str) -> String {
        self.with(&self.user, database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_database_are_replaced_and_the_rest_kept() {
        let url = ServerUrl::parse("postgres://root:p%40ss@db1:5432,db2/main?sslmode=require").unwrap();
        assert_eq!(
            url.with("causeway_app", "t_1"),
            "postgresql://causeway_app:p%40ss@db1:5432,db2/t_1?sslmode=require"
        );
        assert_eq!(
            url.superuser("t_1"),
            "postgresql://root:p%40ss@db1:5432,db2/t_1?sslmode=require"
        );
        assert!(!format!("{url:?}").contains("p%40ss"));
    }

    #[test]
    fn a_socket_folder_in_the_hosts_place_is_kept() {
        let url = ServerUrl::parse("postgresql://postgres@%2Frun%2Fpg:5432/postgres").unwrap();
        assert_eq!(url.with("app", "t_1"), "postgresql://app@%2Frun%2Fpg:5432/t_1");
        assert_eq!(url.superuser("t_1"), "postgresql://postgres@%2Frun%2Fpg:5432/t_1");
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for bad in [
            "",
            "host=/tmp user=me",
            "postgresql://localhost/x",
            "postgresql://me@/x",
            "postgresql://@h/x",
        ] {
            assert!(matches!(ServerUrl::parse(bad), Err(Error::BadUrl)), "{bad}");
        }
    }
}
