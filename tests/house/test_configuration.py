"""Settings are documented where they are declared."""

import pytest

from amparo.config import Config, WrongSetting
from tests.house import configuration


def test_the_page_of_settings_is_current():
    assert configuration.PAGE.read_text("utf-8") == configuration.text()


def test_a_setting_nobody_knows_is_refused_by_name():
    with pytest.raises(WrongSetting, match="AMPARO_DATABSE_URL"):
        Config.from_environment({"AMPARO_DATABSE_URL": "sqlite:///x"})


def test_the_demonstration_is_refused_on_a_public_address():
    with pytest.raises(WrongSetting, match="AMPARO_DEMO"):
        Config.from_environment({"AMPARO_DEMO": "1", "AMPARO_PUBLIC_URL": "https://members.example.org"})


def test_plain_http_is_refused_on_a_public_address():
    with pytest.raises(WrongSetting, match="https"):
        Config.from_environment({"AMPARO_PUBLIC_URL": "http://members.example.org"})


def test_a_number_that_is_none_is_named():
    with pytest.raises(WrongSetting, match="AMPARO_SMTP_PORT takes a whole number"):
        Config.from_environment({"AMPARO_SMTP_PORT": "twenty"})
