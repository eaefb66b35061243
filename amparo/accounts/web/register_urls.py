"""Addresses of registration."""

from django.urls import URLPattern, URLResolver, path

from amparo.accounts.web import not_me, register, register_account

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.start, name="register"),
    path("register/stop/", register.stop, name="register_stop"),
    path("register/help/", register.help_on, name="register_help"),
    path("register/code/again/", register_account.code_again, name="register_code_again"),
    path("register/contact/send/", register_account.contact_send, name="register_contact_send"),
    path("register/<slug:step>/", register.step, name="register_step"),
    path("not-me/<str:token>/", not_me.not_me, name="not_me"),
]
