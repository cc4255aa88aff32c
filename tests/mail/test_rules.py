"""When a mail that did not get through is tried again."""

from datetime import timedelta

from portal.mail.rules import RETRY_AFTER, retry_after


def test_a_mail_is_tried_again_after_ever_longer_waits() -> None:
    minutes = [wait.total_seconds() / 60 for n in range(1, 10) if (wait := retry_after(n))]
    assert minutes[:4] == [1, 5, 15, 60]
    assert minutes == sorted(minutes)
    assert max(minutes) == 24 * 60


def test_a_mail_survives_a_weekend_without_mail_server_and_is_then_given_up() -> None:
    assert sum(RETRY_AFTER, timedelta()) > timedelta(days=2, hours=12)
    assert retry_after(len(RETRY_AFTER)) is not None
    assert retry_after(len(RETRY_AFTER) + 1) is None
