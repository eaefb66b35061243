"""A person who has only a keyboard: Tab to what they hear, type, press Enter or Space."""

from __future__ import annotations

from playwright.sync_api import Page

NAME = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return '';
    const label = e.labels && e.labels[0] ? e.labels[0].innerText : '';
    const group = e.closest('fieldset') ? e.closest('fieldset').querySelector('legend')?.innerText || '' : '';
    return [e.getAttribute('aria-label') || label || e.innerText || e.value || '', group].join(' | ').trim();
}"""
VISIBLE = """() => {
    const e = document.activeElement;
    const shapes = [e, e.closest('label'), e.labels && e.labels[0]].filter(Boolean);
    return shapes.some(shape => {
        const s = getComputedStyle(shape);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
    });
}"""


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until the focus is on what is called `words`; every stop on the way shows where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME)
        if name:
            assert page.evaluate(VISIBLE), f"the focus cannot be seen on {name!r}"
        if words.lower() in name.lower():
            return
    raise AssertionError(f"Tab never came to {words!r}")


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def choose(page: Page, label: str, start: str) -> None:
    """In a list: type the first letters of the entry."""
    tab_to(page, label)
    page.keyboard.type(start)


def press(page: Page, words: str) -> None:
    """Tab to a button or link and press Enter, and wait for the page that follows."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
