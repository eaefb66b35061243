"""Addresses of the demonstration's open pages; included only where AMPARO_DEMO is set."""

from django.urls import path

from amparo.demo.web import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("mails/", views.mails, name="mails"),
    path("mails/<int:number>/", views.mail, name="mail"),
    path("mails/<int:number>/html/", views.mail_html, name="mail_html"),
    path("codes/", views.codes, name="codes"),
]
