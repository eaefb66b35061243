"""Addresses of signing in, recovery, security and the session."""

from django.urls import URLPattern, URLResolver, path

from amparo.accounts.web import again, contact, factors, recovery, security, session, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second_factor"),
    path("sign-in/passkey/", sign_in.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/options", sign_in.passkey_options, name="passkey_options"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("signed-out/", sign_in.signed_out, name="signed_out"),
    path("forgot-username/", recovery.forgot_username, name="forgot_username"),
    path("forgot-username/sent/", recovery.forgot_username_sent, name="forgot_username_sent"),
    path("forgot-password/", recovery.forgot_password, name="forgot_password"),
    path("forgot-password/again/", recovery.forgot_password_again, name="forgot_password_again"),
    path("forgot-password/<slug:step>/", recovery.forgot_password_step, name="forgot_password_step"),
    path("profile/security/", security.overview, name="security"),
    path("profile/security/confirm/", again.confirm, name="confirm"),
    path("profile/security/password/", security.password, name="password"),
    path("profile/security/questions/", security.security_questions, name="questions"),
    path("profile/security/app/", factors.app, name="app"),
    path("profile/security/app/remove/", factors.app_remove, name="app_remove"),
    path("profile/security/passkeys/add/", factors.passkey_add, name="passkey_add"),
    path("profile/security/passkeys/add/options", factors.passkey_new_options, name="passkey_new_options"),
    path("profile/security/passkeys/<int:key_id>/", factors.passkey, name="passkey"),
    path("profile/security/passkeys/<int:key_id>/remove/", factors.passkey_remove, name="passkey_remove"),
    path("profile/security/recovery-code/", factors.recovery_code, name="recovery_code"),
    path("profile/security/devices/", security.where_signed_in, name="devices"),
    path("profile/activity/", security.recent_activity, name="activity"),
    path("profile/email/", contact.email, name="email_change"),
    path("profile/email/code/", contact.email_code, name="email_change_code"),
    path("profile/phone/", contact.phone, name="phone_change"),
    path("profile/language/", contact.language, name="language_change"),
    path("profile/notices/", contact.notices, name="notices_change"),
    path("session/status", session.status, name="session_status"),
    path("session/extend", session.extend, name="session_extend"),
]
