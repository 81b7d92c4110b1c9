//! The indicators there are.

/// A statement of `sql/` over the tables as they were known then: the names it reads are those of the common table
/// expressions before it. Nothing above the statement sorts, so its order stays.
macro_rules! over_tables_then {
    ($file:literal) => {
        concat!(
            include_str!("../sql/known_then.sql"),
            "select * from (\n",
            include_str!(concat!("../sql/", $file)),
            ") figure"
        )
    };
}

/// Makes the list: a variant, its code as the audit log and the catalogue write it, and its file under `sql/`.
macro_rules! indicators {
    ($($(#[$meaning:meta])* $name:ident $code:literal $file:literal,)+) => {
        /// The indicators there are. To add one: write its `.sql` file, then a line here, then follow the compiler.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::indicators) enum Indicator {
            $($(#[$meaning])* $name,)+
        }

        impl Indicator {
            /// Every one, in the order of the catalogue.
            pub(in crate::indicators) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Header and statement.
            pub(in crate::indicators) const fn sql(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../sql/", $file)),)+
                }
            }

            /// The statement over the tables as they were known at an earlier moment (`sql/known_then.sql`).
            pub(in crate::indicators) const fn sql_then(self) -> &'static str {
                match self {
                    $(Self::$name => over_tables_then!($file),)+
                }
            }

            /// What the audit log calls it: the code in the header (a test compares them).
            pub(in crate::indicators) const fn audit_name(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$code],)+
                }
            }
        }
    };
}

/// What stands beside RET-01, over the tables as they were known then.
pub(in crate::indicators) const RETENTION_STAYS_THEN: &str = over_tables_then!("ret_01_stays.sql");

indicators! {
    /// Referrals received.
    Enr01 "ENR-01" "enr_01.sql",
    /// Found eligible.
    Enr02 "ENR-02" "enr_02.sql",
    /// Referrals that led to a place.
    Enr03 "ENR-03" "enr_03.sql",
    /// New enrolments.
    Enr04 "ENR-04" "enr_04.sql",
    /// Persons served.
    Enr05 "ENR-05" "enr_05.sql",
    /// First contact in time.
    Enr06 "ENR-06" "enr_06.sql",
    /// Days to the first contact.
    Enr07 "ENR-07" "enr_07.sql",
    /// Uptake.
    Enr08 "ENR-08" "enr_08.sql",
    /// Waiting list.
    Enr09 "ENR-09" "enr_09.sql",
    /// Places not taken.
    Enr10 "ENR-10" "enr_10.sql",
    /// Attendance rate.
    Dos01 "DOS-01" "dos_01.sql",
    /// Contacts per week.
    Dos02 "DOS-02" "dos_02.sql",
    /// Hours per participant.
    Dos03 "DOS-03" "dos_03.sql",
    /// Met the planned dosage.
    Dos04 "DOS-04" "dos_04.sql",
    /// Service hours.
    Dos05 "DOS-05" "dos_05.sql",
    /// Tries for each contact.
    Dos06 "DOS-06" "dos_06.sql",
    /// Absent three times in a row.
    Dos07 "DOS-07" "dos_07.sql",
    /// Retention.
    Ret01 "RET-01" "ret_01.sql",
    /// Completed.
    Ret02 "RET-02" "ret_02.sql",
    /// Completed, wholly or in part.
    Ret03 "RET-03" "ret_03.sql",
    /// Average length of stay.
    Ret04 "RET-04" "ret_04.sql",
    /// Completed, of all who left.
    Ret05 "RET-05" "ret_05.sql",
    /// Length of matches.
    Men01 "MEN-01" "men_01.sql",
    /// Mentors who stayed.
    Men02 "MEN-02" "men_02.sql",
    /// Contact standard met.
    Men04 "MEN-04" "men_04.sql",
    /// Plan in time.
    Cmq01 "CMQ-01" "cmq_01.sql",
    /// Looked at in time.
    Cmq02 "CMQ-02" "cmq_02.sql",
    /// Goals achieved.
    Cmq03 "CMQ-03" "cmq_03.sql",
    /// Caseload.
    Cmq05 "CMQ-05" "cmq_05.sql",
    /// Seen lately.
    Cmq07 "CMQ-07" "cmq_07.sql",
    /// Completeness.
    Dq01 "DQ-01" "dq_01.sql",
    /// Written down in time.
    Dq02 "DQ-02" "dq_02.sql",
    /// Asked after in time.
    Dq03 "DQ-03" "dq_03.sql",
    /// Files that lie still.
    Dq05 "DQ-05" "dq_05.sql",
    /// Consent in force.
    Dq06 "DQ-06" "dq_06.sql",
}
