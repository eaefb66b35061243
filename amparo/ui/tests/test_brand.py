"""What a plan may brand, and how it is served."""

import re

import pytest

from amparo import config
from amparo.plan import profile
from amparo.ui import brand

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40"/></svg>'


@pytest.fixture
def plan_file():
    """A plan.toml of our own beside a logo, put away afterwards."""
    path = config.current().plan_path
    folder = path.parent
    text = profile.SAMPLE.read_text("utf-8").replace('logo = "" ', 'logo = "our.svg" ')
    path.write_text(text.replace('colour = "#0b5e66"', 'colour = "#6d2077"'), "utf-8")
    (folder / "our.svg").write_bytes(SVG)
    profile.forget()
    yield path
    path.unlink()
    (folder / "our.svg").unlink()
    profile.forget()


def test_the_stylesheet_holds_eight_colours_and_nothing_else(stranger):
    response = stranger.get("/brand.css")
    assert response["Content-Type"].startswith("text/css")
    names = re.findall(r"(--[\w-]+):(#[0-9a-f]{6})", response.content.decode())
    assert len(names) == 8
    assert ("--brand", "#0b5e66") in names


def test_the_stylesheet_is_kept_for_a_year_under_its_digest_only(stranger):
    assert "max-age=31536000, immutable" in stranger.get(brand.url())["Cache-Control"]
    assert stranger.get("/brand.css")["Cache-Control"] == "public, max-age=3600"
    assert stranger.get("/brand.css?v=000000000000")["Cache-Control"] == "public, max-age=3600"


def test_another_plan_has_another_address_another_colour_and_its_own_logo(stranger, plan_file):
    html = stranger.get("/parts/").content.decode()
    assert brand.url() in html
    assert b"--brand:#6d2077" in stranger.get(brand.url()).content
    source = re.search(r'<img src="([^"]+)" alt="Valle Health Plan">', html).group(1)
    response = stranger.get(source)
    assert response.content == SVG
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert "immutable" in response["Cache-Control"]


def test_a_logo_that_is_not_there_is_the_arch(stranger, plan_file):
    plan_file.write_text(plan_file.read_text("utf-8").replace("our.svg", "gone.svg"), "utf-8")
    profile.forget()
    assert "am-mark" in stranger.get("/parts/").content.decode()
    assert stranger.get("/logo/day").status_code == 404


@pytest.mark.parametrize("name", ["../keys.json", "/etc/passwd", "keys.json", "plan.toml", "../x.svg"])
def test_nothing_but_a_picture_beside_the_plan_s_file_is_served(name):
    assert brand.picture(name) is None


def test_a_colour_that_cannot_be_read_is_replaced_on_the_page_and_refused_by_check(stranger, plan_file):
    from amparo.plan import check

    text = plan_file.read_text("utf-8").replace("#6d2077", "#f5821f")
    plan_file.write_text(text, "utf-8")
    profile.forget()
    offered = brand.readable_primary()
    assert offered != "#f5821f"
    assert any("#f5821f" in fault and offered in fault for fault in check.faults(text, plan_file.parent))
    assert f"--brand:{offered}".encode() in stranger.get("/brand.css").content


def test_the_page_can_be_kept_among_a_phone_s_apps(stranger):
    manifest = stranger.get("/manifest.webmanifest").json()
    assert manifest["name"] == "Valle Health Plan"
    assert stranger.get(manifest["icons"][0]["src"]).status_code == 200
