import re


def test_the_page_of_settings_names_every_variable_and_no_other(settings):
    code = (settings.BASE_DIR / "eculture" / "settings.py").read_text()
    page = (settings.BASE_DIR / "docs" / "settings.md").read_text()
    read = set(re.findall(r'env(?:_flag|_list)?\(\s*"([A-Z_]+)"', code))
    table = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))

    assert set(re.findall(r"`([A-Z_]+)`", table)) == read
