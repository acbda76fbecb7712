from pathlib import Path

from cli.runner.redaction import RedactedLog, tail
from livebet.services.redaction import redact

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsb2NhbCJ9.c2lnbmF0dXJl-_x"


def test_a_token_is_taken_out_wherever_it_stands() -> None:
    assert redact(f"GET /#token={TOKEN} Bearer {TOKEN}\n") == "GET /#token=[token] Bearer [token]\n"


def test_the_password_of_an_address_is_taken_out_and_the_rest_stays() -> None:
    line = "cannot reach postgresql+psycopg2://livebet:p-w_1%21@127.0.0.1:5442/mlflow"
    assert redact(line) == "cannot reach postgresql+psycopg2://livebet:[secret]@127.0.0.1:5442/mlflow"


def test_a_line_without_secrets_stays_as_it_is() -> None:
    line = "GET http://127.0.0.1:8000/live/games/active 200 at 12:30:01"
    assert redact(line) == line


def test_a_log_keeps_the_former_run_once_and_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "gateway.log"
    for text in ("first\n", "second\n", f"third {TOKEN}\n"):
        log = RedactedLog(path)
        log.write(text)
        log.close()
    assert path.read_text() == "third [token]\n"
    assert (tmp_path / "gateway.log.1").read_text() == "second\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    assert tail(path, 2) == []
    path.write_text("a\nb\nc\n")
    assert tail(path, 2) == ["b", "c"]
