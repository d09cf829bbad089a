"""One variable says where letters are handed in."""

import pytest

from gadfly.site.environment import SettingError
from gadfly.site.mail import Mail, mail


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", Mail()),
        ("smtp://127.0.0.1:2525", Mail("127.0.0.1", 2525)),
        ("smtp://bo:p%40ss@mail.example.org", Mail("mail.example.org", 587, "bo", "p@ss", tls=True)),
        ("smtps://mail.example.org", Mail("mail.example.org", 465, ssl=True)),
    ],
)
def test_an_address_stands_for_settings(url, told):
    assert mail(url) == told


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x:port"])
def test_another_address_is_refused(url):
    with pytest.raises(SettingError, match="GADFLY_MAIL_URL must be like"):
        mail(url)
