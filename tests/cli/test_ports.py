"""Ports: free or not, and one that is free."""

import socket

import pytest

from gadfly.cli.ports import any_free_port, is_free


def test_a_port_nobody_listens_on_is_found():
    assert is_free("127.0.0.1", any_free_port())


def test_a_port_somebody_listens_on_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert not is_free("127.0.0.1", taken.getsockname()[1])
        assert not is_free("localhost", taken.getsockname()[1])


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_ports_of_ipv6_are_told_apart_from_those_of_ipv4():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert is_free("::1", taken.getsockname()[1])


def test_an_address_that_is_not_this_machines_is_not_free():
    assert not is_free("192.0.2.1", any_free_port())
