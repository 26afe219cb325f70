"""What the commands make of their surroundings, without a suite."""

import os
import socket
import stat

import pytest
from typer.testing import CliRunner

from services.cli import processes
from services.cli.__main__ import app
from services.cli.chat import chosen
from services.cli.edge_client import problem
from services.cli.processes import PROCESSES, Surroundings
from services.cli.suite import Addresses
from services.shared import errors

CARDS = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
PORTS = processes.choose_ports(8080)


@pytest.mark.parametrize(
    ("line", "ids"),
    [("1 3", ["a", "c"]), ("2,3", ["b", "c"]), ("4", []), ("I do 2 of these", []), ("", [])],
)
def test_a_line_of_numbers_chooses_cards_and_anything_else_is_an_answer(line, ids):
    assert chosen(line, CARDS) == ids


def test_only_the_edge_goes_without_the_internal_credential(tmp_path):
    for spec in PROCESSES:
        environment = processes.environment(spec, Surroundings("i", PORTS, tmp_path), "unix:///r", "s3cret")
        assert environment["METIER_INTERNAL_SECRET"] == ("" if spec.service == "edge" else "s3cret")


def test_a_process_is_told_where_all_the_others_are(tmp_path):
    environment = processes.environment(PROCESSES[0], Surroundings("i", PORTS, tmp_path), "unix:///r", "s3cret")
    for name, port in PORTS.items():
        assert name == "edge" or environment[f"METIER_TARGET_{name.upper()}"] == f"127.0.0.1:{port}"


def test_the_internal_credential_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = processes.internal_secret(tmp_path)
    assert processes.internal_secret(tmp_path) == first
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / "internal_secret").stat().st_mode) == 0o600


def test_a_taken_port_is_replaced_by_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert processes.free_port(port) != port


def test_a_suite_whose_supervisor_is_gone_is_not_running(tmp_path):
    here = Addresses("http://x", {}, "unix:///r", str(tmp_path), os.getpid())
    here.save(tmp_path)
    assert Addresses.load(tmp_path) == here
    Addresses("http://x", {}, "unix:///r", str(tmp_path), 2**22 + 1).save(tmp_path)
    assert Addresses.load(tmp_path) is None
    (tmp_path / "suite.json").write_text("{")
    assert Addresses.load(tmp_path) is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, errors.NotFound),
        (409, errors.WrongState),
        (413, errors.TooLarge),
        (503, errors.Unavailable),
        (502, errors.Internal),
    ],
)
def test_a_problem_document_becomes_the_error_it_stands_for(status, error):
    raised = problem({"status": status, "reason": "SOME_REASON", "detail": "Why."})
    assert type(raised) is error
    assert (raised.reason, raised.message) == ("SOME_REASON", "Why.")


@pytest.mark.parametrize("command", [["chat", "Nurse"], ["jobs"], ["explain", "s1"]])
def test_without_a_suite_a_command_says_how_to_start_one(tmp_path, command):
    result = CliRunner().invoke(app, [*command, "--home", str(tmp_path)])
    assert isinstance(result.exception, errors.Unavailable)
    assert "metier up" in result.exception.message


def test_eval_on_a_missing_folder_names_the_option(tmp_path):
    result = CliRunner().invoke(app, ["eval", "--data", str(tmp_path / "missing")])
    assert isinstance(result.exception, errors.InvalidInput)
    assert result.exception.metadata["field"] == "data"
