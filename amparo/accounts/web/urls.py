"""Addresses of accounts: registering, signing in, security."""

from amparo.accounts.web import register_urls, sign_in_urls, staff_urls

app_name = "accounts"
urlpatterns = [*register_urls.urlpatterns, *sign_in_urls.urlpatterns, *staff_urls.urlpatterns]
