from benchmarks.judge.pages import PAGE, page
from components.shared.bsl.diagnostics import all_diagnostics


def test_the_page_of_all_diagnostics_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(dict(all_diagnostics())), "python -m benchmarks.judge.pages"


def test_there_are_sixty_diagnostics_and_more() -> None:
    checks = [found for found in all_diagnostics().values() if found.check is not None]
    assert len(checks) >= 60
