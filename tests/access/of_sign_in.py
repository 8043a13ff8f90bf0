"""The pages of allauth: sign-up, sign-in, second factor, sessions, other providers."""

from tests.access.declare import ASK_AGAIN, FORM, PAGE, SIGN_IN, Access

ENTRY = (200, 302, SIGN_IN)  # who is signed in is sent on; a step without the one before it starts anew
MAY_ASK_AGAIN = (
    200,
    302,
    ASK_AGAIN,
    403,
    404,
)  # may ask for a password or factor first, which the account may not have
ALL = "GET POST PUT PATCH DELETE"  # looked at before the method, and nothing is done
OLD = {"methods": "GET POST PUT PATCH DELETE", "answers": (301, 302), "reason": "leads to the new address"}

TABLE = {
    "account_login": Access("public", methods=FORM, answers=ENTRY),
    "account_logout": Access("public", methods=PAGE, answers=ENTRY),
    "account_inactive": Access("public"),
    "account_signup": Access("public", methods=FORM, answers=ENTRY),
    "account_reauthenticate": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "account_email": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "account_email_verification_sent": Access("public", methods=FORM, answers=ENTRY),
    "account_change_password": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "account_set_password": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "account_reset_password": Access("public", methods=FORM),
    "account_reset_password_done": Access("public"),
    "account_reset_password_from_key": Access(
        "public", lambda cast: ["1", "wrong-key"], methods=ALL, reason="the key in the address is the right"
    ),
    "account_reset_password_from_key_done": Access("public"),
    "account_confirm_login_code": Access("public", methods=FORM, answers=ENTRY),
    "mfa_index": Access("signed_in", answers=MAY_ASK_AGAIN),
    "mfa_authenticate": Access("public", methods=FORM, answers=ENTRY),
    "mfa_reauthenticate": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_activate_totp": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_deactivate_totp": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_view_recovery_codes": Access("signed_in", answers=(200, 302, 404)),
    "mfa_generate_recovery_codes": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_download_recovery_codes": Access("signed_in", answers=(200, 302, 404)),
    "mfa_list_webauthn": Access("signed_in", answers=MAY_ASK_AGAIN),
    "mfa_add_webauthn": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_reauthenticate_webauthn": Access("signed_in", methods=FORM, answers=MAY_ASK_AGAIN),
    "mfa_remove_webauthn": Access("nobody", lambda cast: [0], methods=FORM, style="steps"),
    "mfa_edit_webauthn": Access("nobody", lambda cast: [0], methods=FORM, style="steps"),
    "mfa_login_webauthn": Access("public", methods=ALL, answers=(200, 302, SIGN_IN, 405, 429)),
    "socialaccount_login_cancelled": Access("public"),
    "socialaccount_login_error": Access("public", answers=(401,)),
    "socialaccount_signup": Access("public", methods=FORM, answers=ENTRY),
    "accounts/social/login/cancelled/": Access("public", path="/accounts/social/login/cancelled/", **OLD),
    "accounts/social/login/error/": Access("public", path="/accounts/social/login/error/", **OLD),
    "accounts/social/signup/": Access("public", path="/accounts/social/signup/", **OLD),
    "accounts/social/connections/": Access("public", path="/accounts/social/connections/", **OLD),
    "openid_connect_login": Access(
        "public", lambda cast: ["no"], methods=PAGE, answers=(404, 405), reason="it names the provider"
    ),
    "openid_connect_callback": Access(
        "public", lambda cast: ["no"], answers=(404, 405), reason="it names the provider"
    ),
    "usersessions_list": Access("signed_in", methods=FORM),
    "socialaccount_connections": Access("signed_in", methods=FORM),
}
