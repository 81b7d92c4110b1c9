//! The indicators there are.

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

            /// What the audit log calls it: the code in the header (a test compares them).
            pub(in crate::indicators) const fn audit_name(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$code],)+
                }
            }
        }
    };
}

indicators! {
    /// New enrolments.
    Enr04 "ENR-04" "enr_04.sql",
    /// Persons served.
    Enr05 "ENR-05" "enr_05.sql",
    /// Attendance rate.
    Dos01 "DOS-01" "dos_01.sql",
    /// Hours per participant.
    Dos03 "DOS-03" "dos_03.sql",
    /// Service hours.
    Dos05 "DOS-05" "dos_05.sql",
    /// Tries for each contact.
    Dos06 "DOS-06" "dos_06.sql",
    /// Absent three times in a row.
    Dos07 "DOS-07" "dos_07.sql",
    /// Average length of stay.
    Ret04 "RET-04" "ret_04.sql",
    /// Caseload.
    Cmq05 "CMQ-05" "cmq_05.sql",
    /// Seen lately.
    Cmq07 "CMQ-07" "cmq_07.sql",
    /// Written down in time.
    Dq02 "DQ-02" "dq_02.sql",
    /// Files that lie still.
    Dq05 "DQ-05" "dq_05.sql",
    /// Consent in force.
    Dq06 "DQ-06" "dq_06.sql",
}
