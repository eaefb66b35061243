"""How anything looks: the base page, the parts, forms, and the words of every refusal.

Names that other rooms build on; they stay.

Pages (amparo/ui/templates/ui/), all of them extend one of:
  base.html   blocks title, head, bodyclass, header, messages, main, footer, tabbar. `main` brings its own
              <div class="wrap"> (or "wrap wrap--read") and <div class="am-head"> with the h1.
  flow.html   bare header, steps, one column, no places. Blocks title, steps, flow (inside the column, after the
              error summary); or override main whole. Context: steps = {"number": 1, "total": 5, "name": "About you"}.
  desk.html   ink header for staff. Blocks title, main; use <div class="wrap am-deskwrap">.
Pieces: _errors.html (needs form; first thing in the content; flow.html has it already), _steps.html (steps),
  _alert.html (kind, first, text), _back.html (url, text), _contact.html, _messages.html (base.html has it already).
A page with a form, whole:
  {% extends "ui/flow.html" %}{% load i18n parts %}
  {% block title %}{% translate "Tell us who you are" %}{% endblock %}
  {% block flow %}<h1>…</h1><form method="post" id="page-form" novalidate>{% csrf_token %}
  {{ form.birth.as_field_group }}
  <div class="am-actions"><button class="usa-button">{% translate "Continue" %}</button></div></form>{% endblock %}
The view: form = MyForm.from_request(request); if form.is_valid(): with refusals_to(form): … return redirect(…);
  return show(request, "room/page.html", {…}, form). Only one form of a page has id="page-form": the one the language
  switch sends to the page's twin. Other forms on the page need no id.
Fields: forms.py (Form, refusals_to, MemorableDateField, DigitsField, CodeField, SecretField, Option); hints are
  help_text, optional is required=False, widths are widget classes w-2 w-5 w-code w-amount w-long.
Tags ({% load parts %}): {% icon "phone" %} {% icon "phone" size="s" %} {% drawing "letter" %}, filters long_date,
  time_of_day, moment, money, phone (of a plan.profile.Phone), initials, problems, target_of, things_to_fix.
Words: sentences.py (SENTENCES, sentence), words.py (long_date, time_of_day, moment, money), mail.py (compose, post).
Context of every page (context.py): plan, language (code, other, other_name, twin), places, header_places, bar_places,
  signed_in, who, session_time (seconds, limit, until), built (addresses of the frame), logo, brand_url, demo.
Classes: see css/; the parts page in tests/templates shows each of them.
"""
