//! The two noise profiles and their constants (`disclosure.md` §0, §3.2, §3.3).

use std::fmt;
use std::str::FromStr;

/// No shown figure rests on fewer young people than this (`disclosure.md` §0, point 2).
pub const SMALLEST_GROUP: u32 = 10;

/// How much noise an indicator gets and below which noisy count a figure is withheld.
///
/// An indicator has one profile for good: the same cell under two profiles would be two draws of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Participation figures: ε = 0.5 a cell, noise within ±15, shown from a noisy count of 25.
    Std,
    /// Outcomes, exits, violence and justice: ε = 0.25 a cell, noise within ±30, shown from a noisy count of 40.
    High,
}

/// The text is not the name of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such profile; write `std` or `high`")]
pub struct UnknownProfile;

impl Profile {
    /// The name that enters the noise draw and the release ledger: `std` or `high`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Std => "std",
            Self::High => "high",
        }
    }

    /// D: noise never exceeds this many young people in either direction.
    #[must_use]
    pub const fn bound(self) -> i32 {
        match self {
            Self::Std => 15,
            Self::High => 30,
        }
    }

    /// The smallest noisy count that is shown, in young people: [`SMALLEST_GROUP`] + [`bound`](Self::bound).
    #[must_use]
    pub const fn threshold(self) -> u32 {
        SMALLEST_GROUP + self.bound().unsigned_abs()
    }

    /// The smallest published denominator a rate may have, in young people (`disclosure.md` §3.3).
    #[must_use]
    pub const fn smallest_denominator(self) -> u32 {
        match self {
            Self::Std => 50,
            Self::High => 100,
        }
    }

    /// A rate's margin is ⌈this / denominator⌉ percentage points (`disclosure.md` §3.3).
    #[must_use]
    pub const fn margin_numerator(self) -> u32 {
        match self {
            Self::Std => 700,
            Self::High => 1400,
        }
    }

    /// ε that one cell costs each young person counted in it, in thousandths (`disclosure.md` §3.2, budget).
    #[must_use]
    pub const fn epsilon_thousandths(self) -> u32 {
        match self {
            Self::Std => 500,
            Self::High => 250,
        }
    }

    /// δ that one cell costs, in hundred-millionths (10⁻⁸), rounded up: the weight of the outermost draw.
    /// (`disclosure.md` §3.2, budget, prints them rounded to four figures: 1.355·10⁻⁴ and 6.881·10⁻⁵.)
    #[must_use]
    pub const fn delta_hundred_millionths(self) -> u32 {
        match self {
            Self::Std => 13_552,
            Self::High => 6_882,
        }
    }

    /// The cumulative table of the noise, scaled to 2⁶⁴: entry `i` is P(noise ≤ i − D).
    ///
    /// 2·D entries; the last one of `kdl1-vectors.json`, exactly 2⁶⁴, is implied, since no draw reaches it.
    #[must_use]
    pub const fn cumulative(self) -> &'static [u64] {
        match self {
            Self::Std => &CUMULATIVE_STD,
            Self::High => &CUMULATIVE_HIGH,
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        match name {
            "std" => Ok(Self::Std),
            "high" => Ok(Self::High),
            _ => Err(UnknownProfile),
        }
    }
}

/// P(e) ∝ exp(−|e|/2) on [−15, 15], scaled to 2⁶⁴ and made exactly symmetric (`kdl1-vectors.json`, `std`).
const CUMULATIVE_STD: [u64; 30] = [
    0x0008_e19a_486b_63d3,
    0x0017_8623_c66f_2e9a,
    0x002f_aa6e_bc71_60d2,
    0x0057_7803_4617_dd6e,
    0x0099_17ca_5aa0_c227,
    0x0105_49f0_f33f_05e3,
    0x01b7_ac78_b6c8_7bc9,
    0x02dd_c7d9_f88e_691d,
    0x04c2_ae59_db92_ef37,
    0x07e2_258a_757d_f1c1,
    0x0d08_3e18_64cb_9a10,
    0x1585_6a53_40d3_c1b6,
    0x2384_5f1b_3364_864f,
    0x3a97_aae5_bdfe_f264,
    0x60a3_26f8_c3e7_88f5,
    0x9f5c_d907_3c18_770b,
    0xc568_551a_4201_0d9c,
    0xdc7b_a0e4_cc9b_79b1,
    0xea7a_95ac_bf2c_3e4a,
    0xf2f7_c1e7_9b34_65f0,
    0xf81d_da75_8a82_0e3f,
    0xfb3d_51a6_246d_10c9,
    0xfd22_3826_0771_96e3,
    0xfe48_5387_4937_8437,
    0xfefa_b60f_0cc0_fa1d,
    0xff66_e835_a55f_3dd9,
    0xffa8_87fc_b9e8_2292,
    0xffd0_5591_438e_9f2e,
    0xffe8_79dc_3990_d166,
    0xfff7_1e65_b794_9c2d,
];

/// P(e) ∝ exp(−|e|/4) on [−30, 30], scaled to 2⁶⁴ and made exactly symmetric (`kdl1-vectors.json`, `high`).
const CUMULATIVE_HIGH: [u64; 60] = [
    0x0004_8275_1ca2_c438,
    0x000a_4ccf_6941_dcf7,
    0x0011_bc30_5422_55d0,
    0x001b_482c_de0b_8618,
    0x0027_8a50_e6bb_0542,
    0x0037_47c4_bd5d_7685,
    0x004b_7db0_1c4d_a43d,
    0x0065_7121_c8a2_98e4,
    0x0086_c37b_a388_0ce9,
    0x00b1_8cab_a30b_6b24,
    0x00e8_7cd7_727e_fd4a,
    0x012f_0798_4446_5677,
    0x0189_9b7e_2e66_b207,
    0x01fd_e957_ea64_559e,
    0x0293_3fb9_683c_09bc,
    0x0353_0081_4247_0562,
    0x0449_37bf_39a1_2921,
    0x0585_5d76_bcc3_c9b9,
    0x071b_4e69_cee8_f359,
    0x0924_8b8d_c552_803f,
    0x0bc1_d43b_d38f_fc63,
    0x0f1d_34e2_b07e_51c6,
    0x136c_ab50_69e3_9a32,
    0x18f5_8b11_7d74_6111,
    0x2010_d873_acb7_eb7a,
    0x2930_e039_d58d_4ccd,
    0x34e8_65f3_9b8a_1836,
    0x43f3_dc77_e08c_feb8,
    0x5745_3cce_d1f3_e38d,
    0x7013_39f7_45a5_7772,
    0x8fec_c608_ba5a_888e,
    0xa8ba_c331_2e0c_1c73,
    0xbc0c_2388_1f73_0148,
    0xcb17_9a0c_6475_e7ca,
    0xd6cf_1fc6_2a72_b333,
    0xdfef_278c_5348_1486,
    0xe70a_74ee_828b_9eef,
    0xec93_54af_961c_65ce,
    0xf0e2_cb1d_4f81_ae3a,
    0xf43e_2bc4_2c70_039d,
    0xf6db_7472_3aad_7fc1,
    0xf8e4_b196_3117_0ca7,
    0xfa7a_a289_433c_3647,
    0xfbb6_c840_c65e_d6df,
    0xfcac_ff7e_bdb8_fa9e,
    0xfd6c_c046_97c3_f644,
    0xfe02_16a8_159b_aa62,
    0xfe76_6481_d199_4df9,
    0xfed0_f867_bbb9_a989,
    0xff17_8328_8d81_02b6,
    0xff4e_7354_5cf4_94dc,
    0xff79_3c84_5c77_f317,
    0xff9a_8ede_375d_671c,
    0xffb4_824f_e3b2_5bc3,
    0xffc8_b83b_42a2_897b,
    0xffd8_75af_1944_fabe,
    0xffe4_b7d3_21f4_79e8,
    0xffee_43cf_abdd_aa30,
    0xfff5_b330_96be_2309,
    0xfffb_7d8a_e35d_3bc8,
];

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Profile; 2] = [Profile::Std, Profile::High];

    #[test]
    fn the_tables_rise_and_are_symmetric() {
        for profile in BOTH {
            let table = profile.cumulative();
            assert!(table.is_sorted_by(|a, b| a < b), "{profile}");
            for (low, high) in table.iter().zip(table.iter().rev()) {
                assert_eq!(low.wrapping_add(*high), 0, "{profile}: P(≤ −e−1) + P(≤ e) is 1");
            }
        }
    }

    #[test]
    fn delta_covers_the_outermost_draw_and_no_more_than_a_rounding() {
        for profile in BOTH {
            let outermost = u128::from(*profile.cumulative().first().unwrap_or(&u64::MAX)) * 100_000_000;
            let delta = u128::from(profile.delta_hundred_millionths()) << 64;
            assert!(outermost <= delta, "{profile}");
            assert!(delta - outermost < 1 << 64, "{profile}");
        }
    }

    #[test]
    fn names_read_back() {
        for profile in BOTH {
            assert_eq!(profile.name().parse(), Ok(profile));
        }
        assert_eq!("Std".parse::<Profile>(), Err(UnknownProfile));
    }
}
