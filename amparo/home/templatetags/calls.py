"""A telephone number inside a sentence: a link, without its hours."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amparo.plan.profile import Phone

register = template.Library()


@register.filter
def call(line: Phone) -> SafeString:
    """The number as a link that calls it."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', line.link, line.number)
