"""A client's address is believed only as far as the operator's proxies vouch for it."""

import pytest

from amparo.kernel import origin
from amparo.kernel.audit.record import Origin

WINDOWS_EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


def asked(remote="10.0.0.9", forwarded=None, **more):
    meta = {"REMOTE_ADDR": remote, **more}
    return meta if forwarded is None else {**meta, "HTTP_X_FORWARDED_FOR": forwarded}


@pytest.mark.parametrize(
    ("meta", "proxies", "address"),
    [
        (asked(), 0, "10.0.0.9"),
        (asked(forwarded="203.0.113.7"), 0, "10.0.0.9"),
        (asked(forwarded="203.0.113.7"), 1, "203.0.113.7"),
        (asked(forwarded="6.6.6.6, 203.0.113.7"), 1, "203.0.113.7"),
        (asked(forwarded="6.6.6.6, 203.0.113.7, 10.0.0.8"), 2, "203.0.113.7"),
        (asked(forwarded="203.0.113.7"), 2, "10.0.0.9"),
        (asked(), 1, "10.0.0.9"),
        (asked(forwarded="203.0.113.7:51312"), 1, "203.0.113.7"),
        (asked(forwarded="[2001:db8::7]:51312"), 1, "2001:db8::7"),
        (asked(forwarded="2001:db8:0:0::7"), 1, "2001:db8::7"),
        (asked(remote="::ffff:203.0.113.7"), 0, "203.0.113.7"),
        (asked(remote="fe80::1%eth0"), 0, "fe80::1"),
        (asked(forwarded="unknown"), 1, ""),
        (asked(forwarded=""), 1, "10.0.0.9"),
        (asked(forwarded=" , 203.0.113.7"), 2, "10.0.0.9"),
        (asked(remote=""), 0, ""),
        ({}, 0, ""),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(meta, proxies, address):
    assert origin.address(meta, proxies=proxies) == address


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("ana", ""),
        ("", ""),
    ],
)
def test_only_the_network_of_an_address_is_kept(address, kept):
    assert origin.truncated(address) == kept


def test_an_origin_is_network_and_browser():
    meta = asked(remote="203.0.113.77", HTTP_USER_AGENT=WINDOWS_EDGE)
    assert origin.of(meta, proxies=0) == Origin(address="203.0.113.0/24", browser="Edge, Windows")
    assert origin.of({}, proxies=0) == Origin()


@pytest.mark.parametrize("agent", ["curl/8.0", "", "x" * 5000])
def test_a_program_has_no_browser(agent):
    assert origin.browser_of(agent) == ""


@pytest.mark.parametrize(
    ("meta", "proxies", "here"),
    [
        (asked("127.0.0.1"), 0, True),
        (asked("::1"), 0, True),
        (asked("203.0.113.7"), 0, False),
        (asked("127.0.0.1", forwarded="203.0.113.7"), 0, False),
        (asked("127.0.0.1", HTTP_FORWARDED="for=203.0.113.7"), 0, False),
        (asked("127.0.0.1", forwarded="203.0.113.7"), 1, False),
        (asked("127.0.0.1", forwarded="127.0.0.1, 203.0.113.7"), 1, False),
        (asked("127.0.0.1"), 1, True),
        (asked(""), 0, False),
    ],
)
def test_a_visitor_through_a_proxy_on_this_machine_is_not_here(meta, proxies, here):
    assert origin.is_here(meta, proxies=proxies) is here
