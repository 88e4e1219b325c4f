"""What `make check` makes of pip-audit's answers."""

from tests.audit import judge

GOOD = {"name": "rich", "version": "15.0.0", "vulns": []}
BAD = {"name": "jieba", "version": "0.42.1", "vulns": [{"id": "GHSA-0000", "fix_versions": ["0.42.2"]}]}
UNKNOWN = {"name": "zhplot", "skip_reason": "Dependency not found on PyPI"}


def test_no_answer_is_said_to_be_none_and_is_no_failure() -> None:
    for answer in (None, {"dependencies": []}, {"dependencies": [UNKNOWN]}):
        text, code = judge(answer)
        assert code == 0
        assert "SKIPPED" in text


def test_a_known_vulnerability_is_a_failure() -> None:
    assert judge({"dependencies": [GOOD, BAD, UNKNOWN]}) == ("jieba 0.42.1: GHSA-0000, mended in 0.42.2", 1)


def test_none_is_good() -> None:
    text, code = judge({"dependencies": [GOOD, UNKNOWN]})
    assert (text, code) == ("pip-audit: no known vulnerability in 1 packages (1 are not known there)", 0)
