//! Where a request comes from: the network, never closer (security.md §3.6).

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};

/// A /24 of IPv4 or a /64 of IPv6: about what one household, office or mobile mast looks like from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Network([u8; 16]);

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Network")
    }
}

impl Network {
    /// The network an address lies in.
    pub fn of(address: IpAddr) -> Self {
        let (bits, length) = match address.to_canonical() {
            IpAddr::V4(address) => (address.to_ipv6_mapped().to_bits(), 96 + 24),
            IpAddr::V6(address) => (address.to_bits(), 64),
        };
        Self((bits & mask(length)).to_be_bytes())
    }

    /// For a keyed digest.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// The proxies whose `X-Forwarded-For` is believed. By default none: whoever connects could write what he likes there.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<Range>);

impl TrustedProxies {
    /// From addresses (`10.0.0.7`) and ranges (`10.0.0.0/8`).
    pub fn parse<S: AsRef<str>>(ranges: &[S]) -> Result<Self, &'static str> {
        let ranges = ranges.iter().map(|text| text.as_ref().parse());
        ranges.collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(address))
    }
}

#[derive(Debug, Clone, Copy)]
struct Range {
    bits: u128,
    length: u32,
}

impl Range {
    fn contains(self, address: IpAddr) -> bool {
        (as_v6(address).to_bits() ^ self.bits) & mask(self.length) == 0
    }
}

impl FromStr for Range {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "must be addresses such as 10.0.0.7 or ranges such as 10.0.0.0/8";
        let (address, length) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_error| wrong)?;
        let before = if address.is_ipv4() { 96 } else { 0 };
        let length = length.map_or(Ok(128 - before), str::parse).map_err(|_error| wrong)?;
        if length > 128 - before {
            return Err(wrong);
        }
        Ok(Self {
            bits: as_v6(address).to_bits(),
            length: before + length,
        })
    }
}

/// IPv4 as it looks in IPv6, so that there is one kind of address.
fn as_v6(address: IpAddr) -> Ipv6Addr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

fn mask(length: u32) -> u128 {
    u128::MAX.checked_shl(128 - length).unwrap_or(0)
}

/// The network the request came from. Behind a trusted proxy the last address of `X-Forwarded-For`: the one the proxy
/// itself wrote. [`TrustedProxies`] are kept as application data.
#[derive(Debug, Clone, Copy)]
pub struct ClientNetwork(pub Network);

impl FromRequest for ClientNetwork {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(Network::of(address_of(request)))))
    }
}

fn address_of(request: &HttpRequest) -> IpAddr {
    // In-process requests have no peer.
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let is_proxy = request
        .app_data::<TrustedProxies>()
        .is_some_and(|proxies| proxies.trusts(peer));
    if !is_proxy {
        return peer;
    }
    let headers = request.headers().get_all(HeaderName::from_static("x-forwarded-for"));
    headers
        .last()
        .and_then(|header| header.to_str().ok())
        .and_then(|header| header.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok())
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn neighbours_are_one_network() {
        assert!(network("192.0.2.1") == network("192.0.2.254"));
        assert!(network("192.0.2.1") != network("192.0.3.1"));
        assert!(network("192.0.2.1") == network("::ffff:192.0.2.9"));
        assert!(network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::1"));
        assert!(network("2001:db8:1:2::1") != network("2001:db8:1:3::1"));
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let seen = |proxies: &[&str], forwarded: &str| {
            let request = TestRequest::get()
                .peer_addr("10.0.0.7:5000".parse().unwrap())
                .append_header(("x-forwarded-for", "203.0.113.1"))
                .append_header(("x-forwarded-for", forwarded.to_owned()))
                .app_data(TrustedProxies::parse(proxies).unwrap())
                .to_http_request();
            address_of(&request).to_string()
        };
        assert_eq!(seen(&[], "198.51.100.1"), "10.0.0.7");
        assert_eq!(
            seen(&["10.0.0.8", "192.168.0.0/16", "2001:db8::/32"], "198.51.100.1"),
            "10.0.0.7"
        );
        assert_eq!(
            seen(&["10.0.0.7"], "1.2.3.4, 198.51.100.1"),
            "198.51.100.1",
            "what the proxy wrote"
        );
        assert_eq!(seen(&["10.0.0.0/8"], "198.51.100.1, unknown"), "10.0.0.7");
        assert_eq!(seen(&["::ffff:10.0.0.7"], "2001:db8::9"), "2001:db8::9");
        assert_eq!(seen(&["0.0.0.0/0"], "198.51.100.1"), "198.51.100.1");
        for wrong in ["", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "proxy.example"] {
            assert!(TrustedProxies::parse(&[wrong]).is_err(), "{wrong}");
        }
    }
}
