"""The site map: one line a room; English at the root, a /es/ twin of every page."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from amparo.accounts.web import language
from amparo.ui.web import faults

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.broken

urlpatterns = [
    path("", include("amparo.ui.web.urls")),
    *i18n_patterns(
        path("", include("amparo.home.web.urls")),
        path("", include("amparo.accounts.web.urls")),
        path("language/", language.change, name="language"),
        path("desk/", include("amparo.desk.web.urls")),
        *([path("demo/", include("amparo.demo.web.urls"))] if settings.CONFIG.demo else []),
        prefix_default_language=False,
    ),
]
