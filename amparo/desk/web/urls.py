"""Addresses of the desk."""

from django.urls import path

from amparo.desk.web import help as helping
from amparo.desk.web import house, views

app_name = "desk"
urlpatterns = [
    path("", views.find, name="find"),
    path("member/<uuid:uuid>/", views.member, name="member"),
    path("member/<uuid:uuid>/script/", views.script, name="script"),
    path("member/<uuid:uuid>/number/", helping.number, name="number"),
    path("member/<uuid:uuid>/code/", helping.issue, name="issue"),
    path("member/<uuid:uuid>/help/<slug:what>/", helping.help_account, name="help"),
    path("member/<uuid:uuid>/decide/<slug:what>/", helping.decide, name="decide"),
    path("frozen/", helping.frozen_list, name="frozen"),
    path("imports/", house.imports, name="imports"),
    path("imports/<int:file_id>/", house.import_file, name="import_file"),
    path("jobs/", house.all_jobs, name="jobs"),
    path("staff/", house.staff_list, name="staff"),
    path("mine/", house.mine, name="mine"),
]
